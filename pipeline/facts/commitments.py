"""The agent's promises with a time, and when they are due."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.facts import Commitment
from pipeline.facts.choosing import learnt
from pipeline.facts.due import due
from pipeline.facts.evidence import around
from pipeline.facts.since import shape
from pipeline.reading.cues import Cues, Span
from pipeline.reading.lines import Line, Lines
from pipeline.reading.times import TimeExpression

_TAG = re.compile(r"^(?:您看)?(?:这样)?(?:可以|行|好|方便|成|对|没问题)(?:不可以|不行|不好|不对)?(?:吗|吧|么|不)?[?]?$")
_OFFERED = re.compile(r"您看|哪个|或者|还是|方便|合适|要不要")
_CHOICE = re.compile(r"哪一?[个班天种](?!月)")
_CUSTOMERS_OWN = re.compile(r"我[^,.?!]{0,6}$")
_PAST_LIMIT = ("前", "之前", "以前")  # 五六年前, but 三点之前
_THAT_TIME = re.compile("(?:的)?(?:那[次回天场]|这次)")
_ALWAYS_OPEN = re.compile(
    "^(?:之内|以内|内)?(?:都|全天)?(?:有人(?![^,]{0,6}(?:联系|给|到|来|上门|打|过|送|找))|在线|营业|值班|服务|热线|开放|客服|上班|开门)"
)
_SETTLED = re.compile("(?:那|那么|好|行)?(?:就|定在|定到|约在|约到|安排在|排在|改在|改到|改成|说好|还是)$")
_TO_CUSTOMER = re.compile("(?:^|那|就|请|烦|劳)[您你](?:就|先|再|可以|最好|得|要|务必|提前)?$")
_AGREED = re.compile("(?:约|说|定)(?:好|了|的)|本来|原来|原先|原定|跟您约")
_LISTED = ("conditions", "waits", "past", "policies", "vague", "offers", "yours", "ours", "contacts", "actions")
_OPENING = 6  # lines in which an outbound call says what was agreed before
_OBJECT = 3  # characters behind an action that belong to it: 到营业厅
_BARE = 3  # characters that a clause may hold beside the time alone
_NEAR = 11  # characters around a time that belong to it where no comma was heard
_LOOK_BACK = 14  # lines in which an agreed day is still remembered


@dataclass(frozen=True, slots=True)
class _Promise:
    line: Line
    time: TimeExpression
    start: int
    end: int
    day: int | None

    @property
    def key(self) -> tuple[object, ...]:
        time = self.time
        return (time.day if time.names_day else self.day, time.week, time.date, time.clock, time.duration, time.part)

    @property
    def settled(self) -> bool:
        """那就明天上午十点: a time agreed on, but not yet what will happen."""
        return bool(_SETTLED.search(self.line.text, 0, self.time.start))

    def repeats(self, other: _Promise) -> bool:
        """Whether this is the same promise as an earlier one, said in other words or less precisely."""
        mine, theirs = self.time, other.time
        if mine.duration is not None or theirs.duration is not None:
            return _minutes(mine) is not None and _minutes(mine) == _minutes(theirs)
        if theirs.clock is None and mine.clock != theirs.clock:
            return False
        if mine.clock is None and self.line.has("commitments.contacts", self.start, self.end):
            return False  # 明天给您回电 is another promise than the visit at nine
        same_day = self.key[:3] == other.key[:3] or not mine.names_day
        return same_day and mine.clock in (None, theirs.clock) and (mine.clock is not None or theirs.clock is not None)


def commitments(lines: Lines, cues: Cues) -> tuple[Commitment, ...]:
    """One entry a promise, in order; offers that the customer refuses, questions and conditions are none."""
    plans = customers_plans(lines)
    promises: dict[tuple[object, ...], _Promise] = {}
    for line in lines.agent:
        for promise in _promises(lines, plans, line):
            known = next((key for key, other in promises.items() if key == promise.key or promise.repeats(other)), None)
            if known is not None and promises[known].settled and promise.key == known and not promise.settled:
                promises[known] = promise
            if known is None:
                vague = [key for key, other in promises.items() if _made_precise(other, promise)]
                for key in vague:
                    del promises[key]
                promises[promise.key] = promise
    started, ends = _started_at(lines), _day_ends(cues)
    return tuple(_commitment(promise, started, ends) for promise in promises.values())


def _minutes(time: TimeExpression) -> float | None:
    """A duration in minutes; None where it is longer than hours."""
    per = {"minute": 1, "hour": 60}.get(time.duration[1]) if time.duration is not None else None
    return time.duration[0] * per if per and time.duration is not None else None


def _made_precise(before: _Promise, after: _Promise) -> bool:
    """明天我过来 is the same promise as 明天上午十点, said later."""
    if after.time.clock is None or before.time.clock is not None:
        return False
    same_day = before.key[:3] == after.key[:3] and any(part is not None for part in before.key[:3])
    return same_day and before.time.duration is None


def _promises(lines: Lines, plans: Mapping[str, int], line: Line) -> Iterable[_Promise]:
    taken, model = 0, learnt("commitments")
    for time, span, evidence in sentences(lines, plans, line):
        likely = evidence["rules"] if lines.is_fragment else model.probability(evidence)
        if time.start >= taken and likely >= model.least:
            taken = span[1]
            yield _Promise(line, time, *span, _agreed_day(lines, line))


def sentences(
    lines: Lines, plans: Mapping[str, int], line: Line
) -> Iterable[tuple[TimeExpression, Span, dict[str, float]]]:
    """Every time of the agent that lies ahead, the stretch that may be a promise, and what speaks for it."""
    for time in line.times:
        if _may_be_due(time):
            span = _promised(lines, plans, line, time)
            evidence = _evidence(lines, plans, line, time) | {"rules": float(span is not None)}
            yield time, span or line.clause(time.start, time.end), evidence


def _evidence(lines: Lines, plans: Mapping[str, int], line: Line, time: TimeExpression) -> dict[str, float]:
    start, end = line.clause(time.start, time.end)
    first, last = line.sentence(time.start, time.end)
    found = around(lines, line, time.start, time.end) | dict.fromkeys(shape(time), 1.0)
    for words in _LISTED:
        listed = f"commitments.{words}"
        found[f"clause {words}"] = float(line.has(listed, start, end))
        found[f"before {words}"] = float(line.has(listed, first, start))
        found[f"after {words}"] = float(line.has(listed, end, last))
    action = _action(line, time, end, last)
    flags = {
        "action": action is not None,
        "opening": line.outbound and line.position < _OPENING,
        "given": any(hit.start < end and hit.end > start for hit in line.hits("commitments.given")),
        "that time": _THAT_TIME.match(line.text, time.end),
        "open": _ALWAYS_OPEN.match(line.text[time.end : time.end + 12]),
        "theirs": _is_the_customers(plans, line, time),
        "settled": _SETTLED.search(line.text, 0, time.start),
        "agreed before": line.outbound and line.position < _OPENING and _AGREED.search(line.text, first, time.start),
        "offered": _OFFERED.search(line.text, first, last),
        "asks": line.text[last : last + 1] == "?",
        "bare": (time.start - start) + (end - time.end) <= _BARE,
        "refused": any(word in lines.answer(line) for word in line.cues.words.get("commitments.refusals", ())),
        "yours": _TO_CUSTOMER.search(line.text[start : time.start]),
    }
    found |= {name: 1.0 for name, holds in flags.items() if holds}
    return {name: amount for name, amount in found.items() if amount}


def _may_be_due(time: TimeExpression) -> bool:
    """Whether the time lies ahead and is a moment or a limit: 明天, 三点半, 两小时内."""
    if time.duration is not None and time.text.endswith(_PAST_LIMIT):
        return False
    if (time.day or 0) < 0 or (time.week is not None and time.week[0] < 0) or (time.vague and not time.names_day):
        return False
    if time.day == 0 and not time.precise and time.part is None and not time.deadline:
        return False  # 今天给您做个回访 is happening now
    if time.deadline and time.part is not None:
        return True  # 下班之前
    if time.duration is not None:
        return time.deadline or time.text.endswith(("左右", "工作日")) or time.duration[1] in ("minute", "hour")
    return time.names_day or time.clock is not None


def _promised(lines: Lines, plans: Mapping[str, int], line: Line, time: TimeExpression) -> tuple[int, int] | None:
    """The stretch of the promise, None where the sentence is no promise."""
    start, end = line.clause(time.start, time.end)
    sentence = line.sentence(time.start, time.end)
    action = _action(line, time, end, sentence[1])
    if (
        action is None
        or _THAT_TIME.match(line.text, time.end)
        or (time.duration is not None and _ALWAYS_OPEN.match(line.text[time.end : time.end + 12]))
        or _is_the_customers(plans, line, time)
        or _refuses(line, time, max(start, time.start - _NEAR), end, action)
        or _offered(lines, line, max(action[1], time.end), sentence[1])
    ):
        return None
    told = line.clause(*action)[1] if action[0] >= end else 0
    return _begin(line, start, time), max(min(end, action[1] + _NEAR), told)


def _begin(line: Line, start: int, time: TimeExpression) -> int:
    """The begin of the clause, or, where a recogniser wrote no comma for long, of the words next to the time."""
    if time.start - start <= _NEAR:
        return start
    near = max(line.text.rfind(word, time.start - _NEAR, time.start) for word in "我他那由")
    return near if near >= 0 else time.start


def _is_the_customers(plans: Mapping[str, int], line: Line, time: TimeExpression) -> bool:
    """The agent reads back what the customer is going to do: 那我明天去南湖支行."""
    return not time.precise and plans.get(time.text, line.position) < line.position


def customers_plans(lines: Lines) -> Mapping[str, int]:
    """When the customer is going to do something, and the position of the line in which it was first said."""
    plans: dict[str, int] = {}
    for said in lines.customer:
        for time in said.times:
            if time.text not in plans and _CUSTOMERS_OWN.search(said.text, 0, time.start):
                plans[time.text] = said.position
    return plans


def _action(line: Line, time: TimeExpression, end: int, stop: int) -> Span | None:
    """What will be done: in the words around the time, or in the next two clauses."""
    after = end
    for _ in range(2):
        after = line.clause(min(after + 1, stop), min(after + 1, stop))[1] if after < stop else after
    near = [span for span in line.spots.get("commitments.actions", ()) if time.end <= span[0] < min(after, stop)]
    second = line.clause(min(end + 1, stop), min(end + 1, stop))[1] if end < stop else end
    given = ((h.start, h.end) for h in line.hits("commitments.given") if h.start < second and h.end > time.start)
    return next(iter(near), None) or next(given, None) or _action_before(line, time, end)


def _action_before(line: Line, time: TimeExpression, end: int) -> Span | None:
    """再给您回话,今天下午五点半之前: the clause before a time that stands alone; 那就下午两点: the time itself."""
    start = line.clause(time.start, time.end)[0]
    alone = (time.start - start) + (end - time.end) <= _BARE
    if alone and start > 1:
        first = line.clause(start - 1, start - 1)[0]
        before = [s for s in line.spots.get("commitments.actions", ()) if first <= s[0] and s[1] <= start]
        if (
            before
            and line.text[start - 1] == ","
            and line.text[start - 2] != "了"
            and line.has("commitments.ours", first, start)
        ):
            return time.start, time.end
    settled = _SETTLED.search(line.text, start, time.start) and end - time.end <= _BARE
    return (time.start, time.end) if settled and time.clock is not None and not _asks(line, end) else None


def _asks(line: Line, end: int) -> bool:
    return line.text[end : end + 1] == "?"


def _refuses(line: Line, time: TimeExpression, start: int, end: int, action: Span) -> bool:
    """Conditions, waiting, the past, guesses, rules, and what the customer is to do."""
    stop = max(min(end, action[1] + _NEAR), action[1])
    for words in ("conditions", "waits", "past", "policies"):
        if line.has(f"commitments.{words}", start, stop):
            return True
    yours = _TO_CUSTOMER.search(line.text[line.clause(time.start, time.end)[0] : time.start])
    if (yours or line.has("commitments.yours", start, min(stop, max(action[1], time.end) + _OBJECT))) and not line.has(
        "commitments.ours", time.end, stop
    ):
        return True
    if line.has("commitments.vague", start, stop) and not time.deadline:
        return True
    stop = max(action[1], time.end)
    return line.has("commitments.offers", time.start, stop) or bool(_OFFERED.search(line.text, start, stop))


def _offered(lines: Lines, line: Line, end: int, stop: int) -> bool:
    """A promise that ends in a question counts unless the customer refuses it."""
    rest = line.text[end:stop]
    if _CHOICE.search(rest):
        return True
    asks = any(_TAG.match(clause) or _OFFERED.search(clause) for clause in re.split("[,.?!;]", rest) if clause)
    if not asks:
        return False
    reply = lines.reply(line)
    return any(word in reply for word in line.cues.words.get("commitments.refusals", ()))


def _agreed_day(lines: Lines, line: Line) -> int | None:
    """The day of the last future day said before, which 那就三点半 takes over."""
    earlier = [
        t.day
        for other in lines.all[max(0, line.position - _LOOK_BACK) : line.position]
        for t in other.times
        if t.day is not None
    ]
    return earlier[-1] if earlier and earlier[-1] >= 0 else None


def _commitment(promise: _Promise, started: datetime | None, ends: dict[str, int]) -> Commitment:
    line, utterance = promise.line, promise.line.utterance
    text = line.original(promise.start, promise.end).strip("，,、 。")
    when = due(promise.time, started, day=promise.day, ends=ends)
    return Commitment(text, when, line.index, utterance.time_at(promise.start), utterance.time_at(promise.end))


def _started_at(lines: Lines) -> datetime | None:
    said = lines.call.telephony.started_at
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:  # the manifest's time is no date: nothing can be resolved against it
        return None


def _day_ends(cues: Cues) -> dict[str, int]:
    """Minutes after midnight by part of the day, from entries like 下班=18:00."""
    ends = {}
    for entry in cues.words.get("commitments.day_ends", ()):
        part, _, clock = entry.partition("=")
        hours, _, minutes = clock.partition(":")
        if hours.isdigit() and minutes.isdigit():
            ends[part] = int(hours) * 60 + int(minutes)
    return ends
