"""Listed phrases in an agent's utterance, and how each is used there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.domain.finding import MatchKind
from pipeline.facts.setting import Setting
from pipeline.lexicon import Pack
from pipeline.text.clues import Clue
from pipeline.text.matcher import Hit
from pipeline.text.normalise import spelling
from pipeline.text.usage import clause_around, is_reported_of_others, is_reported_or_asked, is_said_alone

SHORT = 3  # characters: a shorter phrase may be a part of any word
NEGATED_WITHIN = 6  # characters between a negation and what it denies


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed phrase as it was said.

    ``fragment``: its edges lie inside longer words; ``quoted``: the customer said it before; ``negated``, ``asked``
    (or supposed, or told of others), ``alone``: how it stands in its clause.
    """

    hit: Hit
    category: str
    length: int
    fragment: bool
    quoted: bool
    negated: bool
    asked: bool
    told: bool
    alone: bool

    @property
    def stands(self) -> bool:
        """Whether nothing about its use speaks for the agent."""
        return not (self.fragment or self.quoted or self.negated or self.asked or self.told)


def listed(setting: Setting, edges: Collection[int], pack: Pack) -> list[Listed]:
    """The phrases of ``pack`` that stand in an utterance by their characters.

    ``edges``: the offsets in it at which words begin or end; none: they are not known.
    """
    found = [hit for hit in pack.phrase_matcher.find(setting.text) if hit.kind is MatchKind.EXACT]
    if not found:
        return []
    finder = pack.clue_finders.get("manner")
    manner, said = finder.find(setting.text) if finder else [], spelling(setting.customer)
    return [_listed(setting.text, hit, pack, edges, said, manner) for hit in found]


def _listed(text: str, hit: Hit, pack: Pack, edges: Collection[int], said: str, manner: Sequence[Clue]) -> Listed:
    spelt = spelling(hit.quote)
    left, _ = clause_around(text, hit.start, hit.end)
    negated = any(
        c.key == "negated" and c.start <= hit.end and hit.start - c.end <= NEGATED_WITHIN and c.start >= left
        for c in manner
    )
    inside_words = bool(edges) and len(spelt) <= SHORT and not (hit.start in edges and hit.end in edges)
    return Listed(
        hit,
        pack.phrases[hit.key].category,
        len(spelt),
        inside_words,
        len(spelt) > 1 and spelt in said,
        negated,
        is_reported_or_asked(text, hit.start, hit.end),
        is_reported_of_others(text, hit.start, hit.end),
        is_said_alone(text, hit.start, hit.end),
    )
