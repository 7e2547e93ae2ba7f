"""Silence in a conversation: shared by the checks that measure waiting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.backchannel import is_backchannel
from pipeline.checks.case import Case
from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.finding import Evidence
from pipeline.domain.times import Interval, Seconds

EDGE: Seconds = 0.2  # voice activity may end late and start early by this much together
APART: Seconds = 2.0  # a 「嗯」 with so much silence on both sides is a sign of waiting, not of talking
ANNOUNCEMENTS = ("ask",)
WORK_BEGUN = ("ask", "ask_bluntly", "looking")


@dataclass(frozen=True, slots=True)
class Wait:
    """Nobody speaks between two utterances, for ``interval``."""

    before: Utterance
    after: Utterance
    interval: Interval

    @property
    def evidence(self) -> Evidence:
        """The silence itself: it has seconds and no words."""
        end = len(self.before.text)
        return Evidence(self.before.index, end, end, self.interval.start, self.interval.end, "")


def waits(call: Call, at_least: Seconds) -> Iterator[Wait]:
    """Silences of at least ``at_least`` seconds between utterances, in order; a lonely 「嗯」 does not end one.

    Announcements and music are no silence.
    """
    spoken = without_murmurs(call)
    last = spoken[0] if spoken else None
    for utterance in spoken[1:]:
        if last is not None and utterance.start - last.end >= at_least and not _music(call, last, utterance):
            yield Wait(last, utterance, Interval(last.end, utterance.start))
        if last is None or utterance.end > last.end:
            last = utterance


def _music(call: Call, before: Utterance, after: Utterance) -> bool:
    """Whether music plays for most of the time between two utterances."""
    gap = Interval(before.end, after.start)
    return sum(gap.overlap(music) for music in call.transcript.music) > gap.duration / 2


def without_murmurs(call: Call) -> list[Utterance]:
    """The utterances without the customer's back-channels in the middle of a silence."""
    spoken = list(call.utterances)
    around = zip([None, *spoken], spoken, [*spoken[1:], None], strict=False)
    return [u for before, u, after in around if not (before and after and _is_murmur(before, u, after))]


def _is_murmur(before: Utterance, utterance: Utterance, after: Utterance) -> bool:
    return (
        utterance.role is Role.CUSTOMER
        and utterance.start - before.end >= APART
        and after.start - utterance.end >= APART
        and is_backchannel(utterance)
    )


def announced(case: Case, wait: Wait, within_turns: int = 2, elements: tuple[str, ...] = ANNOUNCEMENTS) -> bool:
    """Whether the agent politely asked to wait (or said another of the hold script's ``elements``) before."""
    if "hold" not in case.pack.scripts:
        return False
    script = case.pack.script("hold")
    until = bisect_right(case.turns, wait.before.start, key=lambda t: t.start)
    spoken = [u for t in case.turns[max(0, until - within_turns) : until] if t.role is Role.AGENT for u in t.utterances]
    return any(not script.heard(u.text).keys().isdisjoint(elements) for u in spoken)


def customers_own(case: Case, wait: Wait) -> bool:
    """Whether it is the customer who keeps silent: the agent has spoken and is not looking something up."""
    turn_of_customer = wait.before.role is Role.AGENT and wait.after.role is Role.CUSTOMER
    return turn_of_customer and not announced(case, wait, 1, WORK_BEGUN)
