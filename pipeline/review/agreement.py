"""How well machine and reviewers agree, check by check: precision, recall of the random share, Cohen's kappa."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.finding import INFO, Verdict
from pipeline.domain.scorecard import KeptCard
from pipeline.language import _
from pipeline.review.decisions import Action, Decision, additions, latest
from pipeline.review.kappa import Pair, kappa_of
from pipeline.review.stored import check_titles, decision_of
from pipeline.statistics.estimate import MINIMUM
from pipeline.statistics.intervals import share_of
from pipeline.storage.tables import CallRow, CheckResultRow, DecisionRow, FindingRow, ReviewRow, ScorecardRow

JUDGED = (Verdict.PASS, Verdict.FAIL)
AT_ONCE = 500  # judgements in one query


@dataclass
class Tally:
    """What was counted of one check."""

    confirmed: int = 0
    rejected: int = 0
    recategorised: int = 0
    found: int = 0  # in the random share: right findings of the machine
    missed: int = 0  # in the random share: what people had to add
    pairs: list[Pair] = field(default_factory=list)  # the machine's verdict and the person's


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished review and the scorecard in force, with what the machine had found."""

    random: bool
    card: KeptCard
    findings: Sequence[FindingRow]
    verdicts: Mapping[str, str]  # the machine's, by check
    decisions: Sequence[Decision]


def agreement(session: Session, since: datetime | None = None) -> dict[str, Any]:
    """Figures for every check, from reviews finished since then."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    reviews = _finished(session, since)
    for review in reviews:
        count(tallies, review)
    titles = check_titles()
    return {
        "reviews": len(reviews),
        "random_reviews": sum(review.random for review in reviews),
        "minimum": MINIMUM,
        "checks": [
            {"check": id, "title": titles.get(id, id), **figures(tally)} for id, tally in sorted(tallies.items())
        ],
    }


def count(tallies: Mapping[str, Tally], review: Finished) -> None:
    """Add one reviewed call."""
    decided = latest(review.decisions)
    for found in review.findings:
        _count_finding(tallies[found.check], found, decided.get(("finding", found.id)), review.random)
    for adding in additions(review.decisions):
        about = decided.get(("added", adding.id))
        tallies[adding.check].missed += review.random and not (about and about.action is Action.REJECT)
    looked_at = _looked_at(review)
    for line in review.card.lines:
        before = review.verdicts.get(line.check, "")
        if line.check in looked_at and before in JUDGED and line.verdict in JUDGED:
            tallies[line.check].pairs.append((before, line.verdict.value))


def _looked_at(review: Finished) -> set[str]:
    """The checks about which the reviewer has an opinion: where they decided something, and, in the random share, which
    is listened to as a whole, where no finding is left undecided. What nobody touched is no agreement."""
    decided = latest(review.decisions)
    touched = {d.check for d in decided.values()} | {d.check for d in additions(review.decisions)}
    if not review.random:
        return touched
    left = {f.check for f in review.findings if not f.passed and ("finding", f.id) not in decided}
    return touched | ({line.check for line in review.card.lines} - left)


def _count_finding(tally: Tally, found: FindingRow, decision: Decision | None, random: bool) -> None:
    """A finding that passed and was rejected is one that the machine missed."""
    rejected = decision is not None and decision.rejects
    if found.passed:
        tally.missed += random and rejected
        return
    right = decision is not None and decision.confirms
    tally.confirmed += right
    tally.rejected += rejected
    tally.recategorised += decision is not None and decision.action is Action.RECATEGORISE
    tally.found += random and (right or (decision is None and found.certain))


def figures(tally: Tally) -> dict[str, Any]:
    decided = tally.confirmed + tally.rejected
    return {
        "confirmed": tally.confirmed,
        "rejected": tally.rejected,
        "recategorised": tally.recategorised,
        "found": tally.found,
        "missed": tally.missed,
        "precision": _noted(asdict(share_of(tally.confirmed, decided))),
        "recall": _noted(asdict(share_of(tally.found, tally.found + tally.missed))),
        "kappa": _noted(asdict(kappa_of(tally.pairs))),
        "agreed": _noted(asdict(share_of(sum(a == b for a, b in tally.pairs), len(tally.pairs)))),
    }


def _noted(figure: dict[str, Any]) -> dict[str, Any]:
    return figure | {
        "note": _("样本不足")
        if figure["n"] < MINIMUM
        else ""
        if figure["value"] is not None
        else _("判定全部相同，无法计算")
    }


def _finished(session: Session, since: datetime | None) -> list[Finished]:
    """The last finished review of each call; an upheld appeal corrects the reviewer."""
    query = (
        select(ReviewRow, ScorecardRow)
        .join(CallRow, CallRow.id == ReviewRow.call_id)
        .join(ScorecardRow, ScorecardRow.id == CallRow.scorecard_id)
        .where(ReviewRow.state == "finished", ReviewRow.judgement_id == ScorecardRow.judgement_id)
    )
    if since is not None:
        query = query.where(ReviewRow.finished_at >= since)
    rows = {review.call_id: (review, card) for review, card in session.execute(query.order_by(ReviewRow.id))}
    ids = [card.judgement_id for _, card in rows.values()]
    findings = _by_judgement(session, FindingRow, ids, FindingRow.severity != INFO)
    results = _by_judgement(session, CheckResultRow, ids)
    decisions = _by_judgement(session, DecisionRow, ids)
    return [
        Finished(
            review.random,
            card.card,
            findings[card.judgement_id],
            {r.check: r.verdict for r in results[card.judgement_id]},
            [decision_of(d) for d in decisions[card.judgement_id] if d.id in (card.card.decisions or ())],
        )
        for review, card in rows.values()
    ]


def _by_judgement(session: Session, table: Any, ids: Sequence[int], *conditions: Any) -> Mapping[int, list[Any]]:
    """The rows of ``table`` about these judgements."""
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(ids), AT_ONCE):
        query = select(table).where(table.judgement_id.in_(ids[start : start + AT_ONCE]), *conditions)
        for row in session.scalars(query.order_by(table.id)):
            found[row.judgement_id].append(row)
    return found
