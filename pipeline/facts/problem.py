"""What the caller reports or wants, in the caller's words, shortened."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.facts.cues import Cues
from pipeline.facts.lines import Line, Lines

_LEAD = re.compile(
    r"^(?:喂|哎呀妈呀|哎哟|哎呀|哎|啊|嗯|呃|哦|诶|你好啊?哈?|您好|老师|同志啊?|先生|小姐|师傅|那个|这个|就是说?|是这样|然后|我说|我们|我家|我|咱们|咱|你们|您|你"
    r"|这边|那边|这儿|那儿|家里|想问一下|想问下|想问|问一下|问下|想咨询一下|咨询一下|想|呢|吧|啊|哈|,|的|在|说)+"
)
_FILLER = re.compile(r"那个(?!月|星)|这个(?!月|星)|就是说|啊(?=[,的把被])|呃|嗯|哎|呀|啦|嘛|哈|喽")
_EARLY = 7  # lines of the customer in which the reason for the call is told


@dataclass(frozen=True, slots=True)
class Problem:
    value: str
    utterance: int
    score: float


def problem(lines: Lines) -> Problem | None:
    """The fault or request; None where the customer says nothing of the kind."""
    found = list(_told(lines))
    return max(found, key=lambda p: p.score, default=None)


def _told(lines: Lines) -> Iterable[Problem]:
    for rank, line in enumerate(lines.customer[:_EARLY]):
        for start, end in _sentences(line.text):
            value, score = _shortened(line, start, end)
            if score:
                yield Problem(value, line.index, score - 0.5 * rank)
    if lines.call.direction.value == "outbound":
        yield from _ordered(lines)


def _ordered(lines: Lines) -> Iterable[Problem]:
    """What the agent reads from the order: 您报修说客厅空调不制冷."""
    for rank, line in enumerate(lines.agent[:3]):
        for start, end in _sentences(line.text):
            value, score = _shortened(line, start, end)
            if score and re.search("报修|反映|反馈|申请|预约|咨询|投诉|您那边|您家|您的|说", line.text[start:end]):
                yield Problem(re.sub("^.*?(?:报修说?|反映说?|反馈说?|申请),?", "", value), line.index, score + 0.5 - 0.5 * rank)


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    for match in re.finditer(r"[^.?!;]+", text):
        yield match.span()


def _shortened(line: Line, start: int, end: int) -> tuple[str, float]:
    """The clauses from the first to the last with a fault or request, with the clause before (it names the thing)."""
    clauses = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^,]+", line.text[start:end])]
    faulty = [i for i, (a, b) in enumerate(clauses) if line.has("what.faults", a, b)]
    asking = [i for i, (a, b) in enumerate(clauses) if line.has("what.requests", a, b)]
    telling = faulty or asking
    if not telling:
        return "", 0.0
    first, last = telling[0], min(telling[-1], telling[0] + 2)
    while first > 0 and clauses[first][1] - clauses[first][0] < 7 and last - first < 2:
        first -= 1
    words = ",".join(line.text[a:b] for a, b in clauses[first : last + 1])
    value = _clean(words)
    score = 2.0 * bool(faulty) + 1.0 * bool(asking) + min(len(value), 12) / 12
    return (value, score) if len(value) >= 3 else ("", 0.0)


def _clean(words: str) -> str:
    return _LEAD.sub("", _FILLER.sub("", _LEAD.sub("", words))).strip(", ").replace(",", "，")


def any_substance(cues: Cues, lines: Lines, least: int = 6) -> Line | None:
    """The first words of the customer that are more than a greeting."""
    return next((line for line in lines.customer if len(re.sub("[喂你好您嗯啊哎哦是,.?!]", "", line.text)) >= least), None)
