"""A reviewed call as the API answers with it: the machine's side and what counts, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.facts import Slot, Ticket
from pipeline.domain.finding import Finding
from pipeline.domain.scorecard import Scorecard, ScoreLine
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action, Decision, standing
from pipeline.review.effective import Effective, State
from pipeline.review.order import corrected_order
from pipeline.review.stored import Reviewed, decision_of
from pipeline.review.wording import suggestion_for
from pipeline.storage.tables import DecisionRow, ReviewRow, UserRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """Who holds a call. ``version`` goes with the next change."""

    id: int
    version: Annotated[int, Field(examples=[3])]
    state: str
    reviewer_id: int
    reviewer: str
    claimed_until: datetime | None
    active: bool
    random: bool
    comment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision that stands. ``by`` is empty for agents."""

    id: int
    action: Action
    check: str
    finding_id: int | None
    added_id: int | None
    category: str | None
    severity: str | None
    verdict: str | None
    utterance: int | None
    char_start: int | None
    char_end: int | None
    comment: str | None
    appeal_id: int | None
    created_at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One row of the scorecard: the machine's, and what counts."""

    check: str
    title: str
    machine: ScoreLine | None
    effective: ScoreLine
    decision: DecisionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """``machine`` is null for what a person added, ``effective`` for what was rejected; ``known`` never."""

    id: int | None
    added_id: int | None
    state: State
    machine: Finding | None
    effective: Finding | None
    known: Finding
    decision: DecisionView | None
    points: Annotated[float | None, Field(description="扣多少分（一票否决前）；无法对应时为空")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    """One of the 5W: the machine's, and what counts."""

    slot: str
    title: str
    machine: Slot
    effective: Slot
    decision: DecisionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """The machine's judgement and what people made of it, beside each other.

    ``version`` is null where nobody has claimed the call; ``rubric_changed``: scored by a newer rubric than the
    machine's card. ``ticket`` is the drafted order after corrections of the 5W. ``publication`` is the number of the
    version that the agent sees, ``comment`` what they were told.
    """

    call_id: str
    judgement_id: Annotated[int, Field(examples=[7])]
    review_state: str
    published_at: datetime | None
    version: int | None
    review: ClaimView | None
    machine_scorecard: Scorecard
    scorecard: Scorecard
    rubric_changed: bool
    lines: tuple[LineView, ...]
    findings: tuple[FindingView, ...]
    five_w: tuple[SlotView, ...]
    decisions: tuple[DecisionView, ...]
    ticket: Ticket
    publication: int | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAnswer(ReviewView):
    """What counts after the decision ``decision_id``, at once."""

    decision_id: int


def review_view(session: Session, outcome: Reviewed, review: ReviewRow | None, pack: Pack, now: datetime) -> ReviewView:
    """The whole state of a review. ``review`` is the open one, if any."""
    names = names_of(session, [row.created_by for row in outcome.decisions])
    made = {row.id: decision_view(row, names) for row in outcome.decisions}
    counts = outcome.effective
    return ReviewView(
        call_id=outcome.call.id,
        judgement_id=outcome.judgement.id,
        review_state=outcome.call.review_state,
        published_at=outcome.call.published_at,
        version=review.version if review else None,
        review=claim_view(session, review, now) if review else None,
        machine_scorecard=counts.machine,
        scorecard=counts.scorecard,
        rubric_changed=counts.rubric_changed,
        lines=tuple(_lines(counts, made)),
        findings=tuple(_findings(counts, made, pack)),
        five_w=tuple(_slots(counts, made, pack)),
        decisions=tuple(made[d.id] for d in standing([decision_of(row) for row in outcome.decisions])),
        ticket=corrected_order(outcome.judgement.record.ticket, counts.slots),
    )


def answer_to(view: ReviewView, decision_id: int) -> DecisionAnswer:
    return DecisionAnswer(**{f.name: getattr(view, f.name) for f in fields(view)}, decision_id=decision_id)


def claim_view(session: Session, review: ReviewRow, now: datetime) -> ClaimView:
    holder = session.get(UserRow, review.reviewer_id)
    return ClaimView(
        id=review.id,
        version=review.version,
        state=review.state,
        reviewer_id=review.reviewer_id,
        reviewer=holder.display_name if holder else "",
        claimed_until=review.claimed_until,
        active=bool(review.claimed_until and review.claimed_until > now),
        random=review.random,
        comment=review.comment,
    )


def decision_view(row: DecisionRow, names: Mapping[int, str]) -> DecisionView:
    kept: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(DecisionView) if f.name != "by"}
    return DecisionView(**kept | {"action": Action(row.action)}, by=names.get(row.created_by, ""))


def names_of(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    """The names to show for these users."""
    named = select(UserRow.id, UserRow.display_name).where(UserRow.id.in_(set(ids)))
    return {row.id: row.display_name for row in session.execute(named)}


def _lines(counts: Effective, made: Mapping[int, DecisionView]) -> Iterable[LineView]:
    for line in counts.lines:
        yield LineView(
            check=line.effective.check,
            title=line.effective.title,
            machine=line.machine,
            effective=line.effective,
            decision=_made(line.decision, made),
        )


def _findings(counts: Effective, made: Mapping[int, DecisionView], pack: Pack) -> Iterable[FindingView]:
    for found in counts.findings:
        yield FindingView(
            id=found.id,
            added_id=found.added,
            state=found.state,
            machine=_advised(found.machine, pack),
            effective=_advised(found.effective, pack),
            known=_with_advice(found.known, pack),
            decision=_made(found.decision, made),
            points=found.points,
        )


def _slots(counts: Effective, made: Mapping[int, DecisionView], pack: Pack) -> Iterable[SlotView]:
    for slot in counts.slots:
        title = pack.slots[slot.name].title if slot.name in pack.slots else slot.name
        yield SlotView(
            slot=slot.name,
            title=title,
            machine=slot.machine,
            effective=slot.effective,
            decision=_made(slot.decision, made),
        )


def _made(decision: Decision | None, made: Mapping[int, DecisionView]) -> DecisionView | None:
    return made[decision.id] if decision else None


def _advised(finding: Finding | None, pack: Pack) -> Finding | None:
    return _with_advice(finding, pack) if finding else None


def _with_advice(finding: Finding, pack: Pack) -> Finding:
    return replace(finding, suggestion=suggestion_for(pack, finding))
