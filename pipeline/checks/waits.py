"""Silence in a conversation: shared by the checks that measure waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.case import Case
from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.finding import Evidence
from pipeline.domain.times import Interval, Seconds


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
    """Silences of at least ``at_least`` seconds between utterances of people, in order."""
    spoken = [u for u in call.utterances if u.role is not Role.SYSTEM]
    last = spoken[0] if spoken else None
    for utterance in spoken[1:]:
        if last is not None and utterance.start - last.end >= at_least:
            yield Wait(last, utterance, Interval(last.end, utterance.start))
        if last is None or utterance.end > last.end:
            last = utterance


def announced(case: Case, wait: Wait, within_turns: int = 2) -> bool:
    """Whether the agent politely asked to wait shortly before the silence."""
    if "hold" not in case.pack.scripts:
        return False
    script = case.pack.script("hold")
    turns = [t for t in case.call.turns() if t.start <= wait.before.start][-within_turns:]
    spoken = [u for t in turns if t.role is Role.AGENT for u in t.utterances]
    return any(script.find(u.text)["ask"] for u in spoken)
