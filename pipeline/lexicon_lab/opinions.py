"""What reviewers finally said about the machine's findings, and about what it had missed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.review.decisions import Action, Decision, additions, latest
from pipeline.storage.tables import DecisionRow, FindingRow, JudgementRow


@dataclass(frozen=True, slots=True)
class Opinion:
    """A stretch of a transcript about which a person decided. ``right``: it is a violation of ``check``.

    ``machine`` tells whether the machine had found it; ``rule`` is the lexicon's entry that it rested on.
    """

    call_id: str
    transcript_id: int
    check: str
    utterance: int
    char_start: int
    char_end: int
    right: bool
    machine: bool
    rule: str | None = None
    category: str | None = None  # as people have it


def opinions(session: Session, call_ids: Collection[str] | None = None) -> list[Opinion]:
    """The opinions about these calls, or about all; what was found and passed is no part of it."""
    asked = select(DecisionRow, JudgementRow.transcript_id, FindingRow)
    asked = asked.join(JudgementRow, JudgementRow.id == DecisionRow.judgement_id)
    asked = asked.outerjoin(FindingRow, FindingRow.id == DecisionRow.finding_id)
    if call_ids is not None:
        asked = asked.where(DecisionRow.call_id.in_(call_ids))
    rows = session.execute(asked.order_by(DecisionRow.judgement_id, DecisionRow.id)).all()
    return [one for _, own in groupby(rows, key=lambda row: row[0].judgement_id) for one in _opinions(list(own))]


def _opinions(rows: list[Any]) -> Iterator[Opinion]:
    """Of one judgement."""
    decided = [_decision(row) for row, _, _ in rows]
    transcript_id = rows[0][1]
    findings = {finding.id: finding for _, _, finding in rows if finding is not None}
    final = latest(decided)
    for (kind, target), decision in final.items():
        finding = findings.get(target) if kind == "finding" else None
        if finding is not None and not finding.passed:
            yield Opinion(
                finding.call_id,
                transcript_id,
                finding.check,
                finding.utterance,
                finding.char_start,
                finding.char_end,
                not decision.rejects,
                True,
                finding.rule,
                decision.category or finding.category,
            )
    calls = {row.id: row.call_id for row, _, _ in rows}
    for added in additions(decided):
        about = final.get(("added", added.id))
        if (about is None or about.action is not Action.REJECT) and added.utterance is not None:
            yield Opinion(
                calls[added.id],
                transcript_id,
                added.check,
                added.utterance,
                added.char_start or 0,
                added.char_end or 0,
                True,
                False,
                None,
                added.category,
            )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        row.id,
        Action(row.action),
        row.check,
        finding=row.finding_id,
        added=row.added_id,
        category=row.category,
        severity=row.severity,
        verdict=row.verdict,
        utterance=row.utterance,
        char_start=row.char_start,
        char_end=row.char_end,
    )
