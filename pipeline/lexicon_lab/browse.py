"""Every forbidden phrase with its examples, how often it was found, and how often reviewers said it was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.lexicon import Pack, PhraseEntry
from pipeline.lexicon_lab.opinions import Opinion, opinions
from pipeline.lexicon_lab.standing import Earned, earned
from pipeline.lexicon_lab.trust import reviewed
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import share_of
from pipeline.storage.tables import CallRow, FindingRow
from pipeline.text.normalise import spelling


@dataclass(frozen=True, slots=True)
class EntryUse:
    """``found`` counts findings of current judgements, ``calls`` the calls that they are in; ``confirmed`` and
    ``rejected`` what reviewers decided, of all judgements. ``precision`` is the share that they confirmed."""

    entry: PhraseEntry
    earned: Earned
    found: int = 0
    calls: int = 0
    confirmed: int = 0
    rejected: int = 0

    @property
    def precision(self) -> Estimate:
        return share_of(self.confirmed, self.confirmed + self.rejected)


def browse(session: Session, pack: Pack, category: str | None = None, text: str | None = None) -> list[EntryUse]:
    """The entries of ``pack``, of one category, with ``text`` in one of their texts; in the order of the files."""
    wanted = [e for e in pack.phrases.values() if category in (None, e.category) and _has(e, text or "")]
    known = opinions(session)
    found, decided, trust = _found(session), _decided(known), earned(pack, reviewed(known))
    return [
        EntryUse(entry, trust[entry.id], *found.get(entry.id, (0, 0)), *decided.get(entry.id, (0, 0)))
        for entry in wanted
    ]


def _has(entry: PhraseEntry, text: str) -> bool:
    """Whether the entry is meant by ``text``: a part of its id, or of anything written in it."""
    wanted = spelling(text)
    texts = (*entry.phrases, *entry.excepted, *entry.hits, *entry.misses, entry.reason, entry.suggestion)
    return text.strip().lower() in entry.id or (bool(wanted) and any(wanted in spelling(one) for one in texts))


def _found(session: Session) -> dict[str, tuple[int, int]]:
    counted = select(FindingRow.rule, func.count(), func.count(FindingRow.call_id.distinct()))
    counted = counted.join(CallRow, CallRow.judgement_id == FindingRow.judgement_id)
    counted = counted.where(FindingRow.passed.is_(False), FindingRow.rule.is_not(None)).group_by(FindingRow.rule)
    return {str(rule): (int(n), int(calls)) for rule, n, calls in session.execute(counted)}


def _decided(known: Iterable[Opinion]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for opinion in known:
        if opinion.rule is not None and opinion.machine:
            confirmed, rejected = counts.get(opinion.rule, (0, 0))
            counts[opinion.rule] = (confirmed + opinion.right, rejected + (not opinion.right))
    return counts
