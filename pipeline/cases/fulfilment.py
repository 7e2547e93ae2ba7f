"""Whether a later call of a case takes up a promise: it is done in that call, or somebody says that it was, or was not.

Each later call is asked in its order; the first that tells anything decides. How much each piece of evidence counts is
learnt from labelled cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.cases.evidence import probability
from pipeline.cases.moments_said import Telling
from pipeline.cases.traits import OPENING, Traits, likeness
from pipeline.domain.promise import PromiseKind
from pipeline.language import N_

SURE = 0.5
# Without one of these a call says nothing about what was promised, however it weighs otherwise.
TELLING = ("contact_outbound", "done", "undone", "tardy", "solved", "told_when", "chased")
TIMES = 5.0  # likenesses are small numbers


@dataclass(frozen=True, slots=True)
class Owing:
    """A promise as fulfilment looks at it: ``grams`` are its words, ``signs`` what kind of thing was promised."""

    kind: str
    made_at: datetime
    due_at: datetime | None
    signs: frozenset[str]
    grams: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What later calls tell: when it was taken up, and by which call; or which one denies it."""

    taken_up_at: datetime | None = None
    taken_up_by: str | None = None
    denied_by: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds, as they stand in the pack's ``case_weights.yaml``."""

    done: Mapping[str, float]
    undone: Mapping[str, float]


UNKNOWN = Outcome()


def outcome(owing: Owing, later: Sequence[tuple[str, Traits]], weights: Weights) -> Outcome:
    """``later`` are the calls of the case after the one with the promise, in order."""
    for place, (call_id, call) in enumerate(later):
        found = features(owing, call, place)
        if not any(found[name] for name in TELLING):
            continue
        done, undone = probability(found, weights.done), probability(found, weights.undone)
        over = owing.due_at is None or call.at > owing.due_at  # before, nobody can say that it was not done
        if over and undone >= SURE and undone > done:
            return Outcome(denied_by=call_id, why=N_("之后的通话里说没有做到"))
        if done >= SURE:
            return _done(owing, call_id, call)
    return UNKNOWN


def features(owing: Owing, call: Traits, place: int) -> dict[str, float]:
    """What speaks for the promise having been taken up by ``call``, which is the ``place``-th later one (from 0)."""
    contact = "contact" in owing.signs or owing.kind != PromiseKind.PROMISE
    visit = "visit" in owing.signs or "delivery" in owing.signs
    past_due = owing.due_at is not None and call.at > owing.due_at
    done, undone, tardy = (_early(call, sign) for sign in ("done", "undone", "tardy"))
    return {
        "contact_outbound": float(contact and call.outbound),
        "contact_inbound": float(contact and not call.outbound),
        "contact_only_outbound": float(contact and not visit and call.outbound),
        "visit_outbound": float(visit and not contact and call.outbound),
        "done": done,
        "undone": undone,
        "tardy": tardy,
        "done_visit": float(bool(done) and visit),
        "undone_inbound": float(bool(undone) and not call.outbound),
        "undone_not_done": float(bool(undone) and not done),
        "told_when": float(bool(call.told)),
        "past_due": float(past_due),
        "before_due": float(owing.due_at is not None and not past_due),
        "past_due_inbound": float(past_due and not call.outbound),
        "chased": float(past_due and not call.outbound and "refers_back" in call.signs and not done),
        "likeness": TIMES * likeness(owing.grams, call.opening),
        "not_next": float(place > 0),
        "solved": _early(call, "solved"),
        "new_matter": float("new_matter" in call.signs),
    }


def _early(call: Traits, sign: str) -> float:
    """Whether a sign is heard while the earlier call is still the subject."""
    return float(any(utterance <= OPENING for utterance in call.signs.get(sign, ())))


def _done(owing: Owing, call_id: str, call: Traits) -> Outcome:
    """Taken up by the call itself, or when somebody says; without a word of a delay, it was in time."""
    contact = owing.kind != PromiseKind.PROMISE or ("contact" in owing.signs and "visit" not in owing.signs)
    if contact and call.outbound:
        return Outcome(call.at, call_id, why=N_("之后的外呼兑现"))
    if (told := _told(owing, call)) is not None:
        return Outcome(told, call_id, why=N_("之后的通话里说了什么时候做的"))
    if owing.due_at is None or call.at <= owing.due_at:
        return Outcome(call.at, call_id, why=N_("之后的通话里说已经做了"))
    if _early(call, "tardy"):
        return Outcome(call.at, call_id, why=N_("之后的通话里说做晚了"))
    return Outcome(owing.due_at, call_id, why=N_("之后的通话里说已经做了，没有说晚"))


def _told(owing: Owing, call: Traits) -> datetime | None:
    """When it was done, as the call tells: of several moments the one that is told of the same thing. Where only a part
    of the day is told, and it may have been in time, it was."""
    found = []
    for telling, since, until in call.told_on(owing.due_at):
        if owing.made_at <= until <= call.at and _is_about(owing, telling):
            in_time = owing.due_at is not None and (telling.punctual or since <= owing.due_at < until)
            moment = min(until, owing.due_at) if in_time and owing.due_at is not None else until
            found.append((-sum(owing.grams.get(gram, 0.0) for gram in telling.grams), moment))
    return min(found)[1] if found else None


def _is_about(owing: Owing, telling: Telling) -> bool:
    """Calling is no visit, and a visit no call, where both are known."""
    deeds = {sign for sign in owing.signs if sign in ("contact", "visit", "delivery")}
    return not deeds or not telling.signs or bool(deeds & set(telling.signs))
