"""What speaks for a call belonging to a case, and against it: each piece named, measured and put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import exp, log1p

from pipeline.cases.traits import Traits, likeness
from pipeline.language import N_

DAY = 86_400.0
TIMES, MOST_ALIKE = 5.0, 1.5  # likenesses are small numbers; beyond, calls are no more one matter, but alike in words
FULL_NAME = 2  # syllables; less is a surname
NEAR_ITS_TIME = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise made in an earlier call of the case, as far as linking looks at it."""

    made_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that a call may belong to: its earlier calls in their order, and what was promised in them."""

    number: int
    calls: tuple[tuple[str, Traits], ...]
    owed: tuple[Owed, ...] = ()

    @property
    def traits(self) -> list[Traits]:
        return [traits for _, traits in self.calls]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: ``value`` as measured, ``weight`` in log-odds as it counts here, ``words`` for people."""

    name: str
    value: float
    weight: float
    words: str

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "value": round(self.value, 3), "weight": round(self.weight, 2), "words": self.words}


WORDS = {
    "same_number": N_("来电号码相同"),
    "other_number": N_("来电号码不同"),
    "said_number": N_("说到同一个电话号码"),
    "same_order": N_("说到同一个单号"),
    "same_name": N_("姓名读音相同"),
    "other_name": N_("姓名不同"),
    "name_said": N_("说到以前来电的人"),
    "same_unit": N_("单位相同"),
    "other_unit": N_("单位不同"),
    "same_project": N_("项目相同"),
    "other_project": N_("项目不同"),
    "same_fault": N_("故障类型相同"),
    "other_fault": N_("故障类型不同"),
    "content": N_("说的内容相近"),
    "opening": N_("开头说的事相近"),
    "best_content": N_("内容最接近的一件"),
    "refers_back": N_("提到以前的报修或约定"),
    "continues": N_("开头的话像是接着以前的事"),
    "continues_number": N_("来电号码相同，开头的话像是接着以前的事"),
    "continues_content": N_("说的内容相近，开头的话像是接着以前的事"),
    "continues_name": N_("是同一人的事，开头的话像是接着以前的事"),
    "continues_unit": N_("单位相同，开头的话像是接着以前的事"),
    "number_content": N_("来电号码相同，说的内容相近"),
    "number_opening": N_("来电号码相同，开头说的事相近"),
    "calls": N_("这件事已有的通话"),
    "refers_recent": N_("提到以前的事，这是同一号码最近的一件"),
    "new_matter": N_("说明是另一件事"),
    "mentions_before": N_("说到以前发生的事"),
    "fixed_before": N_("以前的那件已经好了"),
    "outbound": N_("坐席外呼"),
    "outbound_same": N_("坐席回拨同一号码"),
    "promised_now": N_("正是约定的时间前后"),
    "owed": N_("还有未兑现的承诺"),
    "gap": N_("相隔的时间"),
    "latest_of_number": N_("同一号码最近的一件"),
    "unprompted": N_("没有提到以前的事，号码、单号也对不上"),
    "settled": N_("以前的通话里已经了结"),
}
WORDS_BELOW_0 = {
    "continues": N_("开头的话像是新的一件事"),
    "continues_number": N_("来电号码相同，开头的话像是新的一件事"),
    "continues_content": N_("说的内容相近，开头的话像是新的一件事"),
    "continues_name": N_("是同一人的事，开头的话像是新的一件事"),
    "continues_unit": N_("单位相同，开头的话像是新的一件事"),
}


def measure(call: Traits, case: Candidate, rivals: Sequence[Candidate] = ()) -> dict[str, float]:
    """Every feature of ``call`` against ``case``; ``rivals`` are the other candidates. 0 where nothing is known."""
    there = case.traits
    found = _identity(call, there) | _matter(call, there)
    found |= _time(call, case)
    mine = found["content"]
    others = [_alike(call.grams, r.traits) for r in rivals]
    found["best_content"] = float(mine > 0 and mine >= max(others, default=0.0))
    last = there[-1].at
    newest = all(r.traits[-1].at <= last for r in rivals if _shares_number(call, r.traits))
    found["latest_of_number"] = float(bool(found["same_number"]) and newest)
    known = found["same_number"] or found["same_order"] or found["said_number"] or found["name_said"]
    found["unprompted"] = float(not (call.outbound or known or "refers_back" in call.signs))
    found["refers_recent"] = float(bool(found["refers_back"]) and bool(found["latest_of_number"]))
    return found | _together(call, found) | {"calls": log1p(len(case.calls))}


def _together(call: Traits, found: Mapping[str, float]) -> dict[str, float]:
    """What tells more in company: alike words of one number, and a beginning like that of a follow-up call."""
    number = found["same_number"]
    known = {
        "continues": 1.0,
        "continues_number": number,
        "continues_content": found["content"],
        "continues_name": max(found["same_name"], found["name_said"]),
        "continues_unit": found["same_unit"],
    }
    alike = {"number_content": number * found["content"], "number_opening": number * found["opening"]}
    return {name: call.continues * value for name, value in known.items()} | alike


def _identity(call: Traits, there: Sequence[Traits]) -> dict[str, float]:
    numbers = {t.number for t in there if t.number}
    same = _shares_number(call, there)
    said = any(set(call.numbers) & {*t.numbers, t.number} for t in there) or any(
        call.number in t.numbers for t in there
    )
    names, units = [t.name for t in there if t.name], [t.unit for t in there if t.unit]
    alike = [_same_name(call.name, name) for name in names] if call.name else []
    return {
        "same_number": float(same),
        "other_number": float(bool(call.number and numbers and not same)),
        "said_number": float(said and not same),
        "same_order": float(any(_same_order(a, b) for a in call.orders for t in there for b in t.orders)),
        "same_name": float(any(alike)),
        "other_name": float(bool(alike) and not any(alike)),
        "name_said": float(not any(alike) and any(_is_named(t.called, call.said) for t in there)),
        "same_unit": float(bool(call.unit) and any(_same_unit(call.unit, t.unit) for t in there)),
        "other_unit": float(bool(call.unit and units) and not any(_same_unit(call.unit, unit) for unit in units)),
        "same_project": float(bool(call.project) and any(t.project == call.project for t in there)),
        "other_project": float(bool(call.project) and all(t.project not in (None, call.project) for t in there)),
    }


def _matter(call: Traits, there: Sequence[Traits]) -> dict[str, float]:
    faults = {t.fault_type for t in there if t.fault_type}
    return {
        "same_fault": float(call.fault_type is not None and call.fault_type in faults),
        "other_fault": float(call.fault_type is not None and bool(faults) and call.fault_type not in faults),
        "content": _alike(call.grams, there),
        "opening": _alike(call.opening, there),
        "refers_back": float("refers_back" in call.signs and "new_matter" not in call.signs),
        "new_matter": float("new_matter" in call.signs),
        "mentions_before": float("mentions_before" in call.signs),
        "fixed_before": float("fixed_before" in call.signs and not call.outbound),
    }


def _time(call: Traits, case: Candidate) -> dict[str, float]:
    last = case.traits[-1]
    due = [abs((call.at - owed.due_at).total_seconds()) for owed in case.owed if owed.due_at]
    return {
        "outbound": float(call.outbound),
        "outbound_same": float(call.outbound and _shares_number(call, case.traits)),
        "promised_now": float(any(seconds <= NEAR_ITS_TIME.total_seconds() for seconds in due)),
        "owed": float(any(o.due_at is None or o.due_at <= call.at for o in case.owed)),
        "gap": log1p(max(0.0, (call.at - last.at).total_seconds()) / DAY),
        "settled": float("sorted_out" in last.signs or ("solved" in last.signs and not case.owed)),
    }


def _alike(grams: Mapping[str, float], there: Sequence[Traits]) -> float:
    return min(MOST_ALIKE, TIMES * max(likeness(grams, t.grams) for t in there))


def _shares_number(call: Traits, there: Sequence[Traits]) -> bool:
    return call.number is not None and any(t.number == call.number for t in there)


def _same_order(a: str, b: str) -> bool:
    """零七三 of HQ-0305-073: a tail of at least three digits is enough."""
    return a.endswith(b) or b.endswith(a)


def _same_name(a: str, b: str) -> bool:
    """By sound: the whole, or the surname where one of them was only called by it."""
    first, second = a.split(), b.split()
    return a == b or (min(len(first), len(second)) < FULL_NAME and first[:1] == second[:1])


def _same_unit(a: str, b: str) -> bool:
    """By sound; one of them may be the longer name."""
    return bool(a and b) and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")


def _is_named(called: str, said: frozenset[str]) -> bool:
    """Whether somebody who is called so is spoken of: every pair of the sounds of the name is heard."""
    sounds = called.split()
    return len(sounds) >= FULL_NAME and all(f"{a} {b}" in said for a, b in pairwise(sounds))


def weigh(found: Mapping[str, float], weights: Mapping[str, float]) -> list[Evidence]:
    """What counts, the heaviest first; ``bias`` is left out."""
    pieces = [Evidence(n, v, v * weights[n], _words(n, v)) for n, v in found.items() if v and weights.get(n)]
    return sorted(pieces, key=lambda piece: -abs(piece.weight))


def _words(name: str, value: float) -> str:
    return (WORDS_BELOW_0 if value < 0 and name in WORDS_BELOW_0 else WORDS).get(name, name)


def shares(odds: Sequence[float]) -> list[float]:
    """How probable each of several cases is, given that a call may also belong to none of them (log-odds 0)."""
    highest = max([0.0, *odds])
    parts = [exp(one - highest) for one in odds]
    whole = exp(-highest) + sum(parts)
    return [part / whole for part in parts]


def log_odds(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return weights.get("bias", 0.0) + sum(value * weights.get(name, 0.0) for name, value in found.items())


def probability(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """0-1, by the learnt weights."""
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, log_odds(found, weights)))))
