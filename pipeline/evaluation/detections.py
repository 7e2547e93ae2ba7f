"""Things found in time: forbidden phrases, interruptions, dead air, slow answers, promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.domain.finding import INFO
from pipeline.domain.times import Seconds
from pipeline.evaluation.labelled import LabelledCall
from pipeline.evaluation.matching import SHORTEST, Event, one_to_one
from pipeline.evaluation.outcome import Answer, Detection, Outcome, Result

EDGE: Seconds = 1.0  # how far outside its turn a finding still counts
LABEL_OF_RULE = {"tells_internal": "gives_away_data", "no_backup": "acts_without_leave"}  # two rules, one label
LONGEST_WAIT: Seconds = 8.0  # a slow answer is found anywhere in this stretch before the agent's turn


def forbidden(call: LabelledCall, result: Result) -> Iterator[Outcome]:
    """Forbidden phrases with and without regard to the category, and whether a clean call was accused."""
    wanted = [_turn(call, e.turn, f"{e.category}「{e.phrase}」", e.category) for e in call.truth.forbidden]
    found = _events(_failed(result, "forbidden_phrases"), _words, "category")
    yield _detection("forbidden, with category", found, wanted)
    yield _detection("forbidden, any category", [e.of_any_kind() for e in found], [e.of_any_kind() for e in wanted])
    if not wanted:
        shown = "；".join(e.shown for e in found)
        yield Answer("clean calls falsely accused", bool(found), "没有禁语", shown, right=False)


def conduct(call: LabelledCall, result: Result) -> Iterator[Detection]:
    """Breaches of conduct, each kind for itself too, and those that cost points; only what was labelled is measured."""
    if call.truth.conduct is None:
        return
    wanted = [_turn(call, c.turn, c.what, c.what) for c in call.truth.conduct]
    failed = [f | {"what": _what(f)} for f in _failed(result, "conduct") if f.get("severity") != INFO]
    found = _events(failed, _deed, "what")
    yield _detection("conduct", found, wanted)
    yield _detection("conduct that costs", _events([f for f in failed if f.get("certain")], _deed, "what"), wanted)
    for what in sorted({e.key for e in (*found, *wanted)}):
        yield _detection(f"conduct: {what}", _of(what, found), _of(what, wanted))


def interruptions(call: LabelledCall, result: Result) -> Iterator[Detection]:
    wanted = [_turn(call, turn) for turn in call.truth.interruptions]
    yield _detection("interruptions", _events(_failed(result, "interruptions"), _reason), wanted)


def dead_air(call: LabelledCall, result: Result) -> Iterator[Detection]:
    wanted = [_silence(call.timeline[s.after_turn].end, s.seconds) for s in call.truth.dead_air]
    yield _detection("dead air", _events(_failed(result, "dead_air"), _reason), wanted)


def slow_answers(call: LabelledCall, result: Result) -> Iterator[Detection]:
    starts = [(turn, call.timeline[turn].start) for turn in call.truth.slow_answers]
    wanted = [Event(start - LONGEST_WAIT, start + EDGE, shown=f"第 {turn} 轮 {start:.1f} 秒") for turn, start in starts]
    yield _detection("slow answers", _events(_failed(result, "response_gap"), _reason), wanted)


def commitments(call: LabelledCall, result: Result) -> Iterator[Detection]:
    wanted = [_turn(call, c.turn, f"「{c.text}」") for c in call.truth.commitments]
    found = _events(result.get("commitments", []), lambda c: f"「{c.get('text')}」")
    yield _detection("commitments", found, wanted)


def _what(finding: Mapping[str, Any]) -> str:
    """The label of a finding's rule: ``conduct.asks_secret`` is asks_secret."""
    rule = str(finding.get("rule") or "").rpartition(".")[2]
    return LABEL_OF_RULE.get(rule, rule)


def _of(what: str, events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.key == what]


def _failed(result: Result, check: str) -> list[dict[str, Any]]:
    return [f for f in result.get("findings", []) if f.get("check") == check and f.get("passed") is not True]


def _events(items: Iterable[dict[str, Any]], show: Callable[[dict[str, Any]], str], key: str = "") -> list[Event]:
    """``key``: the field that tells kinds apart."""
    return [_event(item, show(item), str(item.get(key)) if key else "") for item in items]


def _event(item: dict[str, Any], shown: str, key: str) -> Event:
    start = float(item["start"])
    return Event(start, max(float(item["end"]), start + SHORTEST), key, f"{shown} {start:.1f} 秒")


def _turn(call: LabelledCall, turn: int, shown: str = "", key: str = "") -> Event:
    spoken = call.timeline[turn]
    return Event(spoken.start - EDGE, spoken.end + EDGE, key, f"第 {turn} 轮 {shown} {spoken.start:.1f} 秒")


def _silence(start: Seconds, seconds: Seconds) -> Event:
    return Event(start - EDGE, start + seconds + EDGE, shown=f"{start:.1f} 秒起静默 {seconds:g} 秒")


def _words(finding: dict[str, Any]) -> str:
    return f"{finding.get('category')}「{finding.get('quote')}」"


def _deed(finding: dict[str, Any]) -> str:
    return f"{finding.get('what')}「{finding.get('quote')}」"


def _reason(finding: dict[str, Any]) -> str:
    return str(finding.get("reason") or "")


def _detection(figure: str, found: Sequence[Event], wanted: Sequence[Event]) -> Detection:
    matching = one_to_one(found, wanted)
    extra, missed = ([e.shown for e in events] for events in (matching.extra, matching.missed))
    return Detection(figure, len(matching.hits), tuple(extra), tuple(missed))
