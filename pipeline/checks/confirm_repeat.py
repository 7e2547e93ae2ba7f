"""The agent repeats key facts, or asks the caller to repeat or confirm them (service etiquette)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.facts import Facts
from pipeline.domain.finding import CheckResult, Evidence, Finding, MatchKind, Verdict
from pipeline.facts.repetition import Repetition, Repetitions
from pipeline.reading.address import AddressFinder
from pipeline.reading.finders import finders_of
from pipeline.reading.lines import Line, Lines

ID = "confirm_repeat"
_KINDS = {"digits": "号码", "address": "地址", "unit": "单位", "name": "姓名", "time": "时间"}
_AGREES = re.compile("(?:哎|诶|哦|啊|呃|,|[.])*(?:对|是|没错|没变|还是|就是|不对|不是|错了|没有变|正是|恩|嗯,|嗯[.])")
_SENTENCE = re.compile("[^.?!;]+[.?!;]?")
_NUMERALS = frozenset("0123456789零一二三四五六七八九十百幺两")
_RECORDED_DIGITS = 7  # of a number that the agent reads from the record
_ECHO = 4  # characters of the customer's words in a question for confirmation
_LEAST_AFTER = 6  # characters of content that belong to 跟您核对一下


@check(ID, title="复述确认", tells_missing=True)
def judge(case: Case) -> CheckResult:
    """PASS with the first proof; FAIL points at the agent's last words, where the reading back was due.

    Where calls of this kind are answered at once, and this one left nothing to write down, it does not apply.
    """
    lines = case.lines
    found = next(iter(_proofs(lines, case)), None)
    if found is not None:
        return CheckResult(ID, Verdict.PASS, found.reason, (found,), utterances=(found.evidence.utterance,))
    if not lines.agent:
        return CheckResult(ID, Verdict.FAIL, "没有坐席的发言")
    if _answered_at_once(case) and not _recorded(case.facts):
        return CheckResult(ID, Verdict.NOT_APPLICABLE, "通话中没有需要登记的信息")
    suggestion = lines.agent[-1].cues.suggestions.get("confirm_repeat.asked_again")
    missing = Finding.of(
        ID, Evidence.of(lines.agent[-1].utterance), "通话中没有复述关键信息，也没有请客户核对", suggestion=suggestion
    )
    return CheckResult(ID, Verdict.FAIL, missing.reason, (missing,), utterances=(missing.evidence.utterance,))


def _answered_at_once(case: Case) -> bool:
    opinion = case.facts.kind
    kind = case.pack.call_kinds.get(opinion.kind) if opinion else None
    return kind is not None and kind.answered_at_once


def _recorded(facts: Facts) -> bool:
    """Whether the call leaves something to write down: who called, where, a number, or a promise."""
    ticket = facts.ticket
    return bool(ticket.phone or ticket.address or ticket.name or ticket.unit or facts.commitments)


def _proofs(lines: Lines, case: Case) -> Iterable[Finding]:
    repeated = Repetitions(lines, case.facts.ticket)
    places = finders_of(case.pack).addresses
    for line in lines.agent:
        own = list(repeated.of(line))
        strong = [r for r in own if r.kind != "time"]
        if strong:
            yield _repeats(strong[0])
        yield from _asks(line, own, repeated)
        yield from _reads_back(line, repeated, places)
        yield from _reads_record(line, lines, places)
        yield from _restates(line, repeated)


def _repeats(repetition: Repetition) -> Finding:
    evidence = Evidence.of(repetition.line.utterance, repetition.start, repetition.end)
    return Finding.of(ID, evidence, f"坐席复述了客户的{_KINDS[repetition.kind]}", passed=True, match=MatchKind.SOUND)


def _reads_back(line: Line, said: Repetitions, places: AddressFinder) -> Iterable[Finding]:
    """An address that sounds like what the customer said, however it was recognised."""
    for start, end, weight in places.stretches(line):
        if weight >= 3 and said.resembles(line, start, end):
            yield _repeats(Repetition(line, start, end, "address"))


def _reads_record(line: Line, lines: Lines, places: AddressFinder) -> Iterable[Finding]:
    """地址是湖滨路九十九弄六号? 嗯: what stands in the order or record, read out for the customer to confirm."""
    if not line.text.endswith("?") or not _AGREES.match(lines.reply(line)) or not line.text[:-1]:
        return
    last = line.sentence(len(line.text) - 1, len(line.text) - 1)[0]
    numbers = [(run.start, run.end) for run in line.digits if len(run.digits) >= _RECORDED_DIGITS]
    addresses = [(start, end) for start, end, weight in places.stretches(line) if weight >= 3]
    for start, end in (*numbers, *addresses):
        if start >= last:
            evidence = Evidence.of(line.utterance, start, end)
            yield Finding.of(ID, evidence, "坐席读出登记的信息请客户确认", passed=True, match=MatchKind.SOUND)


def _restates(line: Line, said: Repetitions) -> Iterable[Finding]:
    """冷冻不制冷，昨天晚上开始的: a statement that is made of the customer's own words."""
    for sentence in _SENTENCE.finditer(line.text):
        if not sentence[0].endswith("?") and said.restates(line, *sentence.span()):
            evidence = Evidence.of(line.utterance, *sentence.span())
            yield Finding.of(ID, evidence, "坐席复述了客户说的情况", passed=True, match=MatchKind.SOUND)


def _asks(line: Line, repeated: list[Repetition], said: Repetitions) -> Iterable[Finding]:
    """Announced reading back, a request to say it again, or facts that end in 对吗."""
    for element, reason in (
        ("asked_again", "坐席请客户重复确认"),
        ("announced", "坐席与客户核对信息"),
        ("tagged", "坐席复述后请客户确认"),
        ("noted", "坐席复述了客户的话并说明已记下"),
    ):
        for hit in line.hits(f"confirm_repeat.{element}"):
            if _NUMERALS.issuperset(hit.quote):
                continue  # 十八 sounds like 是吧
            if _counts(element, line, hit.start, hit.end, repeated) or (
                element in ("tagged", "noted")
                and said.echoes(line, line.sentence(hit.start, hit.end)[0], hit.start, _ECHO)
            ):
                evidence = Evidence.of(line.utterance, hit.start, hit.end)
                yield Finding.of(
                    ID, evidence, reason, passed=True, phrase=hit.phrase, match=hit.kind, confidence=hit.score
                )


def _counts(element: str, line: Line, start: int, end: int, repeated: list[Repetition]) -> bool:
    if element == "asked_again":
        return True
    if element == "announced":
        return len(line.text) - end >= _LEAST_AFTER or start >= _LEAST_AFTER
    if element == "noted":
        return False
    return (
        bool(repeated) or any(time.precise for time in line.times) or any(len(run.digits) >= 3 for run in line.digits)
    )
