"""What stands around a stretch of a call, as named evidence to learn from: speaker, place, question, words, echoes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sounds

_ASKED = ("who.asked", "where.asked", "when.asked", "what.asked", "why.asked")
_YES = re.compile("^(?:嗯|哦|啊|哎|诶|,)*(?:对|是(?!不|谁|哪|什)|没错|可以|行|好|正确|成|中|要得)")
_NO = re.compile("^(?:嗯|哦|啊|哎|诶|,)*(?:不|没有|错|别)")
_STEPS = (1, 2, 3, 6, 11)  # positions from which a line stands later in the call
_LONG = (2, 3, 4, 5, 7, 10, 14, 20)
_EARSHOT = 40  # lines before and after in which words are said again
_MARKS = ",.?!;: "


def around(lines: Lines, line: Line, start: int, end: int) -> dict[str, float]:
    """Evidence of ``line.text[start:end]`` that says nothing about the words in it."""
    who = "agent" if line.is_agent else "customer"
    found = dict.fromkeys(("any", f"by={who}", *_place(lines, line, who)), 1.0)
    found |= dict.fromkeys(_beside(line, start, end, who[0]), 1.0)
    found |= dict.fromkeys(_talk(lines, line, who[0]), 1.0)
    return found


def inside(value: str) -> dict[str, float]:
    """Evidence of the words themselves."""
    edges = (f"[{value[:1]}", f"{value[-1:]}]", f"{value[-2:]}]", f"[{value[:2]}")
    return dict.fromkeys((*edges, f"long={_step(len(value), _LONG)}"), 1.0) | {f"in={g}": 1.0 for g in grams(value)}


def echoes(lines: Lines, line: Line, value: str) -> dict[str, float]:
    """How often the same sounds are said elsewhere, by whom, and before or after."""
    said = sounds("".join(c for c in value if c not in _MARKS))
    if len(said) < 2:
        return {}
    found: dict[str, float] = {}
    for other in lines.near(line, _EARSHOT):
        if said in other.unmarked:
            where = "after" if other.position > line.position else "before"
            found[f"echo={'agent' if other.is_agent else 'customer'} {where}"] = 1.0
    return found


def grams(text: str) -> Iterator[str]:
    """The characters in pairs."""
    return (text[i : i + 2] for i in range(len(text) - 1))


def _place(lines: Lines, line: Line, who: str) -> Iterator[str]:
    yield f"at={who} {_step(line.position, _STEPS)}"
    yield f"left={who} {_step(len(lines.all) - line.position, _STEPS)}"
    yield f"outbound={line.outbound} {who}"


def _step(number: int, steps: Iterable[int]) -> int:
    return sum(number >= step for step in steps)


def _beside(line: Line, start: int, end: int, who: str) -> Iterator[str]:
    text = line.text
    for length in (1, 2, 3):
        yield f"{who}<{text[max(0, start - length) : start] or '^'}"
        yield f"{who}>{text[end : end + length] or '$'}"
    first, last = line.clause(start, end)
    yield from (f"{who}-{gram}" for gram in grams(text[first:start]))
    yield from (f"{who}+{gram}" for gram in grams(text[end:last]))
    if last < len(text):
        yield f"{who} mark={text[last]}"


def _talk(lines: Lines, line: Line, who: str) -> Iterator[str]:
    """The question before, and the answer after."""
    before, reply = lines.before(line), lines.answer(line)
    if before is not None:
        yield from (f"{who} asked={name}" for name in _ASKED if before.hits(name))
    answer = "yes" if _YES.match(reply) else "no" if _NO.match(reply) else "other" if reply else "none"
    yield f"{who} answer={answer}"
