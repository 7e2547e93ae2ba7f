"""Calls in one line for tests: ``call(agent("您好", 0, 2), customer("你好", 2.5, 6))``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.domain.call import Call, Direction, Recording, Role, Telephony, Transcript, Utterance
from pipeline.domain.facts import Passage, TurnLabel


def agent(text: str, start: float | None = None, end: float | None = None, **more: object) -> Utterance:
    return _utterance(Role.AGENT, text, start, end, **more)


def customer(text: str, start: float | None = None, end: float | None = None, **more: object) -> Utterance:
    return _utterance(Role.CUSTOMER, text, start, end, **more)


def system(text: str, start: float | None = None, end: float | None = None, **more: object) -> Utterance:
    return _utterance(Role.SYSTEM, text, start, end, **more)


def doubted(utterance: int, length: int, likely: Mapping[str, float], examples: tuple[str, ...] = ()) -> TurnLabel:
    """The opinion that an utterance of ``length`` characters holds a fault: its probability by category."""
    whole = sum(likely.values())
    shares = {category: p / whole for category, p in likely.items()}
    return TurnLabel(utterance, whole, shares, (Passage(0, length, 3.0, shares),), examples=examples)


def call(
    *utterances: Utterance,
    direction: str = "inbound",
    audio: bool = True,
    rings: int | None = 0,
    answered_at: float | None = 0.0,
    id: str = "test",
) -> Call:
    """A call of the given utterances; those without times follow each other, 4.5 characters a second, 0.6 s apart."""
    placed, clock = [], 0.8
    for index, utterance in enumerate(utterances):
        if utterance.end < 0:
            utterance = replace(utterance, start=clock, end=clock + max(0.3, len(utterance.text) / 4.5))
        placed.append(replace(utterance, index=index))
        clock = utterance.end + 0.6
    recording = Recording("test.wav", "0" * 64, clock + 1.0, 2, 8000, "pcm_mulaw") if audio else None
    return Call(
        id,
        Transcript(tuple(placed)),
        Direction(direction),
        "A001",
        0,
        recording,
        Telephony(rings=rings, answered_at=answered_at),
    )


def _utterance(role: Role, text: str, start: float | None, end: float | None, **more: object) -> Utterance:
    if start is None:
        return Utterance(0, role, -1.0, -1.0, text, **more)  # type: ignore[arg-type]
    return Utterance(0, role, start, start + 1.0 if end is None else end, text, **more)  # type: ignore[arg-type]
