"""What an agent does in a turn - refuses, guesses, promises - and what makes up for it: the pack's ``acts/``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.facts.setting import Setting
from pipeline.lexicon import Pack
from pipeline.text.clues import Clue


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is done in an utterance, how it is said, what makes up for it there or in the next words."""

    does: tuple[Clue, ...]
    manner: tuple[Clue, ...]
    redeems: frozenset[str]
    redeems_after: frozenset[str]
    asks: frozenset[str]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(c.key for c in self.does)

    def made_up_for(self, ways: Iterable[str]) -> bool:
        return any(way in self.redeems or way in self.redeems_after for way in ways)


def deeds(setting: Setting, pack: Pack) -> Deeds:
    """The acts of an utterance by the clues of ``pack``."""
    return Deeds(
        clues("does", setting.text, pack),
        clues("manner", setting.text, pack),
        _kinds("redeems", setting.text, pack),
        _kinds("redeems", setting.own_after, pack),
        _kinds("asks", setting.asked, pack),
    )


def clues(name: str, text: str, pack: Pack) -> tuple[Clue, ...]:
    """The clues of one of the pack's files of acts in a text, with their places."""
    finder = pack.clue_finders.get(name)
    return tuple(finder.find(text)) if finder and text else ()


def _kinds(name: str, text: str, pack: Pack) -> frozenset[str]:
    return frozenset(c.key for c in clues(name, text, pack))
