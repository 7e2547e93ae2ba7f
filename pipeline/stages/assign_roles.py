"""Which of two voices is the agent's: the sum of what their words, the scripts and the order of speaking tell.

Every clue is the log-odds that the first voice is the agent's. The weights were measured on labelled calls and on
stretches of them, misheard ones too, and rounded; they are kept low, because clues of one call lean on each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.role_classifier import RoleClassifier
from pipeline.domain.call import Direction
from pipeline.lexicon import Pack

OPENING, CLOSING = 3, 3  # turns of one voice in which greetings and closings are looked for
WORDING_WEIGHT, MOST_WORDING = 1.0, 4.0
FIRST_WEIGHT = {Direction.INBOUND: 1.5, Direction.OUTBOUND: 0.0, None: 0.7}
MOST_SURE = 0.995


class Spoken(Protocol):
    """A turn of one voice: times in seconds, and its text."""

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RoleDecision:
    """``agent`` is the number of the agent's voice, ``confidence`` 0.5-1; ``reasons`` are for the reader, in Chinese."""

    agent: int
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clue:
    """``log_odds`` that the first voice is the agent's; ``reason`` tells what speaks for the voice it points to."""

    log_odds: float
    reason: str


@dataclass(frozen=True, slots=True)
class ScriptClue:
    """An element of a script that one of the two sides says much more often, in the turns [start, stop) of a voice."""

    script: str
    element: str
    log_odds: float
    reason: str
    start: int | None = None
    stop: int | None = None


SCRIPT_CLUES = (
    ScriptClue("greeting", "offer_help", 1.5, "开头询问需要什么帮助", stop=OPENING),
    ScriptClue("greeting", "identify", 0.7, "开头自报单位或工号", stop=OPENING),
    ScriptClue("closing", "anything_else", 1.5, "结尾询问还有无其他需要", start=-CLOSING),
    ScriptClue("hold", "ask", 1.0, "请对方稍等"),
    ScriptClue("hold", "resume", 1.0, "等待后致歉或致谢"),
    ScriptClue("transfer", "transfer", 1.0, "为对方转接"),
    ScriptClue("courtesy", "complaint", -0.5, "没有抱怨，抱怨的是对方"),
)


def assign_roles(first: Sequence[Spoken], second: Sequence[Spoken], pack: Pack, classifier: RoleClassifier,
                 direction: Direction | None) -> RoleDecision:  # fmt: skip
    """Decide between the turns of two voices, each in order of time; ``direction`` None: nobody said which."""
    voices = [[t for t in voice if t.text] for voice in (first, second)]
    clues = [c for c in _clues(voices, pack, classifier, direction) if c.log_odds]
    total = sum(c.log_odds for c in clues)
    agent = 0 if total >= 0 else 1
    telling = sorted((c for c in clues if (c.log_odds > 0) == (agent == 0)), key=lambda c: -abs(c.log_odds))
    confidence = min(1 / (1 + math.exp(-abs(total))), MOST_SURE)
    return RoleDecision(agent, round(confidence, 3), tuple(c.reason for c in telling))


def _clues(voices: Sequence[Sequence[Spoken]], pack: Pack, classifier: RoleClassifier,
           direction: Direction | None) -> Iterator[Clue]:  # fmt: skip
    yield _wording(voices, classifier)
    yield _speaks_first(voices, direction)
    yield from _script_clues(voices, pack)


def _wording(voices: Sequence[Sequence[Spoken]], classifier: RoleClassifier) -> Clue:
    odds = [classifier.voice_log_odds(t.text for t in voice) for voice in voices]
    scaled = WORDING_WEIGHT * (odds[0] - odds[1])
    return Clue(max(-MOST_WORDING, min(scaled, MOST_WORDING)), "措辞像坐席，对方的措辞像客户")


def _speaks_first(voices: Sequence[Sequence[Spoken]], direction: Direction | None) -> Clue:
    """Who answers a call speaks first: the agent, unless the agent rang."""
    if not all(voices):
        return Clue(0.0, "")
    weight = FIRST_WEIGHT[direction]
    return Clue(weight if voices[0][0].start <= voices[1][0].start else -weight, "接通后先开口")


def _script_clues(voices: Sequence[Sequence[Spoken]], pack: Pack) -> Iterator[Clue]:
    """One clue for each element that only one of the voices says."""
    for clue in SCRIPT_CLUES:
        if clue.script in pack.scripts:
            said = [_says(voice[clue.start : clue.stop], pack, clue) for voice in voices]
            yield Clue((said[0] - said[1]) * clue.log_odds, clue.reason)


def _says(turns: Iterable[Spoken], pack: Pack, clue: ScriptClue) -> bool:
    script = pack.script(clue.script)
    return any(script.find(t.text).get(clue.element) for t in turns)


def infer_direction(agent_texts: Sequence[str], pack: Pack) -> Direction:
    """Outbound where the agent's opening states why he calls and offers no help; inbound otherwise."""
    if "greeting" not in pack.scripts:
        return Direction.INBOUND
    find = pack.script("greeting").find
    opening = [find(text) for text in [t for t in agent_texts if t][:OPENING]]
    offers, states = (any(o.get(name) for o in opening) for name in ("offer_help", "purpose"))
    return Direction.OUTBOUND if states and not offers else Direction.INBOUND
