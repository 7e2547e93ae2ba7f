"""Which of two voices is the agent's: the sum of what their words, the scripts and the order of speaking tell.

Every clue is the log-odds that the first voice is the agent's. The weights were measured on labelled calls and on
stretches of them, misheard ones too, and rounded. How the two speak tells nearly everything; the scripts, whose words
the classifier hears too, weigh little, and a customer names himself as often as an agent: no clue.
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
WORDING_WEIGHT, MOST_WORDING = 1.3, 5.0
LENGTH_WEIGHT, MOST_LENGTH, PLAIN_LENGTH = -0.8, 0.8, 5.0  # customers tell more in one go; characters
FIRST_WEIGHT = {Direction.INBOUND: 3.0, Direction.OUTBOUND: 0.0, None: 1.3}  # who is rung up answers first
MOST_SURE = 0.99
DOUBT = 3.0  # log-odds (0.95): only below are the scripts asked, which takes longer than all the rest
PURPOSE = 2  # turns in which who calls says why
ASKING, LONGEST_ADDRESS = frozenset("吗吧么"), 7  # 周磊周先生, 欧阳建国先生


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
    """``agent`` is the number of the agent's voice, ``confidence`` 0.5-1; ``reasons`` in Chinese, strongest first."""

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
    ScriptClue("greeting", "offer_help", 0.5, "开头询问需要什么帮助", stop=OPENING),
    ScriptClue("closing", "anything_else", 0.6, "结尾询问还有无其他需要", start=-CLOSING),
    ScriptClue("hold", "ask", 0.6, "礼貌地请对方等待"),
    ScriptClue("hold", "resume", 0.6, "等待后致歉或致谢"),
    ScriptClue("transfer", "transfer", 0.6, "为对方转接"),
)


def assign_roles(
    first: Sequence[Spoken],
    second: Sequence[Spoken],
    pack: Pack,
    classifier: RoleClassifier,
    direction: Direction | None,
) -> RoleDecision:
    """Decide between the turns of two voices, each in order of time; ``direction`` None: nobody said which."""
    voices = [[t for t in voice if t.text] for voice in (first, second)]
    clues = [_wording(voices, classifier), _speaks_first(voices, direction), _length(voices)]
    if abs(_total(clues)) < DOUBT:
        clues += _script_clues(voices, pack)
    return _decision(clues)


def _total(clues: Iterable[Clue]) -> float:
    return sum(clue.log_odds for clue in clues)


def _decision(clues: Sequence[Clue]) -> RoleDecision:
    """The voice that the clues point to, and what spoke for it."""
    total = _total(clues)
    agent = 0 if total >= 0 else 1
    telling = [c for c in clues if c.log_odds and (c.log_odds > 0) == (agent == 0)]
    confidence = min(1 / (1 + math.exp(-abs(total))), MOST_SURE)
    strongest_first = sorted(telling, key=lambda c: -abs(c.log_odds))
    return RoleDecision(agent, round(confidence, 3), tuple(c.reason for c in strongest_first))


def _wording(voices: Sequence[Sequence[Spoken]], classifier: RoleClassifier) -> Clue:
    odds = [classifier.voice_log_odds(t.text for t in voice) for voice in voices]
    return Clue(_within(WORDING_WEIGHT * (odds[0] - odds[1]), MOST_WORDING), "措辞比对方更像坐席")


def _length(voices: Sequence[Sequence[Spoken]]) -> Clue:
    """Callers tell their story; agents ask short questions."""
    if not all(voices):
        return Clue(0.0, "")
    lengths = [PLAIN_LENGTH + sum(len(t.text) for t in voice) / len(voice) for voice in voices]
    return Clue(_within(LENGTH_WEIGHT * math.log(lengths[0] / lengths[1]), MOST_LENGTH), "说话较短，叙述较多的是对方")


def _within(value: float, most: float) -> float:
    return max(-most, min(value, most))


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
    """Outbound where the agent's opening states why he calls, or asks for a person, and offers no help."""
    opening = [t for t in agent_texts if t][:PURPOSE]
    if "greeting" not in pack.scripts or not opening:
        return Direction.INBOUND
    script = pack.script("greeting")
    found = [script.find(text) for text in opening]
    offers, states = (any(f.get(name) for f in found) for name in ("offer_help", "purpose"))
    calls = states or _asks_for_someone(opening[0], _surnames(pack))
    return Direction.OUTBOUND if calls and not offers else Direction.INBOUND


def _surnames(pack: Pack) -> frozenset[str]:
    words = pack.slots["who"].words if "who" in pack.slots else {}
    return frozenset("".join(words.get("surnames", ())))


def _asks_for_someone(text: str, surnames: frozenset[str]) -> bool:
    """Whether ``text`` ends in 「是蒋丽吧」 or 「是周磊周先生吗」."""
    spoken = "".join(c for c in text if c.isalnum())
    name = spoken[spoken.rfind("是") + 1 : -1] if "是" in spoken else ""
    return spoken[-1:] in ASKING and 2 <= len(name) <= LONGEST_ADDRESS and name[0] in surnames
