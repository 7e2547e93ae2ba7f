"""The second hearing: where an agent's words sound like what the pack asks about, the sound itself is asked.

The recogniser writes the likeliest sentence, and a phrase that it has seldom read loses against commoner words. Here
the decoder is asked whether the phrase was said instead. Where the sound supports it, the phrase takes its place in the
text, with what was written first kept beside it; without that support nothing is taken for a phrase by its likeness.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path

from models.second_hearing import Question, SecondHearing
from pipeline.domain.call import Correction, Role
from pipeline.hearing.transcribe import HeardTurn
from pipeline.lexicon import Pack
from pipeline.lexicon.pack import ScriptMatcher
from pipeline.text.alike import Likeness, SoundAlikes
from pipeline.text.normalise import spelling
from pipeline.text.patterns import Pattern, unfold
from pipeline.weighing.label import word_edges

FARTHEST = 0.25  # mean distance a syllable from which on the sound never bore out a likeness (measured)
SHORTEST = 3  # characters: shorter phrases are parts of too many words
LONGEST_COUNTED = 8  # characters: longer phrases count alike
BELIEVED = 0.7  # probability from which on a phrase takes its place in the text
CALIBRATED = Path(__file__).with_name("second_hearing.json")


@dataclass(frozen=True, slots=True)
class Belief:
    """How probable it is that a phrase was said, from what the sound and the likeness tell: a logistic regression."""

    intercept: float
    ratio: float
    distance: float
    length: float

    def probability(self, likeness: Likeness, ratio: float) -> float:
        """`ratio`: the decoder's log-likelihood of the phrase over that of what was written."""
        odds = self.intercept + sum(w * x for w, x in zip(self._weights, figures(likeness, ratio), strict=True))
        return 1 / (1 + exp(-min(max(odds, -50.0), 50.0)))

    @property
    def _weights(self) -> tuple[float, ...]:
        return self.ratio, self.distance, self.length


def figures(likeness: Likeness, ratio: float) -> tuple[float, float, float]:
    """What a belief rests on: the decoder's ratio, the distance of all syllables together, and how many there are."""
    length = len(likeness.phrase)
    return ratio, likeness.distance * length, float(min(length, LONGEST_COUNTED))


def belief_in(model: str, own: Path) -> Belief | None:
    """The calibrated belief for a model: an organisation's ``own`` file where it has one, else ours; None: neither."""
    if own.exists():
        return Belief(**json.loads(own.read_text(encoding="utf-8")))
    weights = json.loads(CALIBRATED.read_text(encoding="utf-8")).get(model)
    return Belief(**weights) if weights else None


@dataclass(frozen=True, slots=True)
class Possible:
    """A phrase that may have been said in the turn with the number ``turn``, and the question to its sound."""

    turn: int
    likeness: Likeness
    question: Question


def ask_the_sound(
    turns: Sequence[HeardTurn], roles: Sequence[Role], pack: Pack, recogniser: SecondHearing, belief: Belief
) -> list[HeardTurn]:
    """The turns with the phrases of ``pack`` that the sound supports in what agents said."""
    asked = [p for n, t in enumerate(turns) if roles[n] is Role.AGENT for p in possible(n, t, pack)]
    ratios = recogniser.log_ratios([p.question for p in asked])
    supported: dict[int, list[Correction]] = {}
    for one, ratio in zip(asked, ratios, strict=True):
        probability = belief.probability(one.likeness, ratio)
        if probability >= BELIEVED:
            supported.setdefault(one.turn, []).append(_correction(one, turns, ratio, probability))
    return [corrected(turn, supported.get(n, [])) for n, turn in enumerate(turns)]


def possible(number: int, turn: HeardTurn, pack: Pack) -> Iterator[Possible]:
    """What may have been said in a turn instead of as many syllables that were written, from the edge of a word on."""
    sounds, wanted = turn.heard.sounds, pack.once(listened_for)
    alike = wanted.alikes.find(turn.text) if sounds else ()
    edges = word_edges(turn.text) if alike else frozenset()
    for likeness in alike:
        if likeness.start not in edges or wanted.is_heard(likeness, turn.text):
            continue
        begin, sound = max((s for s in sounds if s[0] <= likeness.start), key=lambda s: s[0])
        start, end = likeness.start - begin, likeness.end - begin
        if end - start == len(likeness.phrase) and end <= len(sound.text):
            yield Possible(number, likeness, Question(sound, start, end, likeness.phrase))


@dataclass(frozen=True)
class ListenedFor:
    """What a pack listens for in agents' words: forbidden phrases, and by their wordings the elements of scripts."""

    alikes: SoundAlikes
    scripts: Mapping[str, list[tuple[ScriptMatcher, str]]]

    def is_heard(self, likeness: Likeness, text: str) -> bool:
        """Whether there is nothing to ask: 您 for 你 changes no rule, and the script takes what was written for it."""
        if likeness.phrase.replace("您", "你") == spelling(text[likeness.start : likeness.end]).replace("您", "你"):
            return True
        said = self.scripts.get(likeness.phrase, ())
        return any(
            hit.start < likeness.end and likeness.start < hit.end
            for script, element in said
            for hit in script.heard(text).get(element, ())
        )


def listened_for(pack: Pack) -> ListenedFor:
    """What ``pack`` listens for."""
    phrases = {text for e in pack.phrases.values() for phrase in e.phrases for text in _wordings(unfold(phrase))}
    scripts: dict[str, list[tuple[ScriptMatcher, str]]] = {}
    for name in pack.scripts:
        script = pack.script(name)
        for element, listed in script.elements.items():
            for text in {t for p in listed.any for t in _wordings(unfold(p, script.script.words))} - phrases:
                scripts.setdefault(text, []).append((script, element))
    return ListenedFor(SoundAlikes([*phrases, *scripts], FARTHEST), scripts)


def _wordings(pattern: Pattern) -> Iterator[str]:
    """The plain texts of a pattern; those with a gap are no one stretch of sound."""
    for way in pattern.ways:
        text = spelling("".join(way.literals))
        if not any(way.gaps) and len(text) >= SHORTEST:
            yield text


def _correction(one: Possible, turns: Sequence[HeardTurn], ratio: float, probability: float) -> Correction:
    likeness = one.likeness
    written = turns[one.turn].text[likeness.start : likeness.end]
    return Correction(likeness.start, likeness.end, likeness.phrase, written, round(ratio, 2), round(probability, 3))


def corrected(turn: HeardTurn, supported: Sequence[Correction]) -> HeardTurn:
    """The turn with the most probable of overlapping corrections, of equals the longest."""
    kept: list[Correction] = []
    for one in sorted(supported, key=lambda c: (-c.probability, c.char_start - c.char_end)):
        if all(one.char_end <= other.char_start or other.char_end <= one.char_start for other in kept):
            kept.append(one)
    text = turn.text
    for one in kept:
        text = text[: one.char_start] + one.said + text[one.char_end :]
    heard = replace(turn.heard, text=text, sounds=())
    return replace(turn, heard=heard, corrections=tuple(sorted(kept, key=lambda c: c.char_start)))
