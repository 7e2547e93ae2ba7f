"""How far each entry is trusted, why, and which ones have stopped accusing by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.checks.forbidden_phrases import ID, TRUSTED
from pipeline.lexicon import Pack, Tally, Trust, load_pack
from pipeline.lexicon_lab.opinions import Opinion, opinions
from pipeline.lexicon_lab.trust import reviewed, write_trust
from pipeline.storage.database import Database
from pipeline.text.usage import clause_around

LONGEST_EXCEPTION = 30  # characters
NONE = Tally()


class Standing(StrEnum):
    """Whether an entry may cost points by itself."""

    TRUSTED = "trusted"
    LEARNING = "learning"  # too little is known of it: what it finds is for people to decide
    STOPPED = "stopped"  # it was trusted until reviewers rejected it too often


@dataclass(frozen=True, slots=True)
class Earned:
    """``labelled`` and ``reviews`` are how often it was fair and unfair, on labelled calls and in this organisation's
    reviews; ``trust`` is the lower end of Wilson's interval with both, ``in_force`` what judging goes by today."""

    labelled: Tally
    reviews: Tally
    trust: float
    in_force: float
    least: float
    standing: Standing

    @property
    def pending(self) -> bool:
        """Whether judging will go by another side once the trust is brought up."""
        return (self.trust >= self.least) != (self.in_force >= self.least)


def earned(pack: Pack, reviews: Mapping[str, Tally]) -> dict[str, Earned]:
    """Of every entry; ``reviews`` are those of the store as it is now."""
    least = least_trust(pack)
    shipped = replace(pack, earned=Trust(labelled=pack.earned.labelled))
    today = replace(pack, earned=Trust(labelled=pack.earned.labelled, reviews=dict(reviews)))
    return {rule: _earned(rule, pack, shipped, today, least) for rule in pack.phrases}


def _earned(rule: str, pack: Pack, shipped: Pack, today: Pack, least: float) -> Earned:
    trust = today.trust_in(rule)
    stopped = trust < least <= shipped.trust_in(rule)
    standing = Standing.TRUSTED if trust >= least else Standing.STOPPED if stopped else Standing.LEARNING
    return Earned(
        pack.earned.labelled.get(rule, NONE),
        today.earned.reviews.get(rule, NONE),
        trust,
        pack.trust_in(rule),
        least,
        standing,
    )


def least_trust(pack: Pack) -> float:
    """What the rubric asks for."""
    given = next((line.parameters for line in pack.rubric.lines if line.check == ID), {})
    wanted = given.get("least_trust", TRUSTED)
    return float(wanted) if isinstance(wanted, int | float) else TRUSTED


def bring_up_trust(database: Database, lexicons: Path) -> dict[str, Any]:
    """Write today's reviews into the pack's ``trust.yaml`` where an entry changes sides by them; which ones did.

    Nothing is written otherwise: each new content of the pack has the classifiers trained again. Raises OSError.
    """
    pack = load_pack(lexicons)
    with database.reading() as session:
        reviews = reviewed(opinions(session))
    known = {rule: tally for rule, tally in reviews.items() if rule in pack.phrases}
    moved = {rule: one for rule, one in earned(pack, known).items() if one.pending}
    if moved:
        write_trust(Trust(labelled=pack.earned.labelled, reviews=known), lexicons)
    return {
        "stopped": sorted(rule for rule, one in moved.items() if one.trust < one.least),
        "trusted": sorted(rule for rule, one in moved.items() if one.trust >= one.least),
    }


def rejected(known: Sequence[Opinion], rule: str) -> list[Opinion]:
    """Where reviewers rejected what the entry had found, the latest first."""
    return [one for one in reversed(known) if one.machine and not one.right and one.rule == rule]


def as_exception(text: str, start: int, end: int) -> str | None:
    """What could be an exception: the clause around ``text[start:end]``; None where that says nothing more."""
    left, right = clause_around(text, start, end)
    clause = text[left:right].strip()
    return clause if end - start < len(clause) <= LONGEST_EXCEPTION else None
