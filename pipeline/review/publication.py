"""What its agent sees of a call: a scorecard that somebody published on purpose, as a numbered version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.finding import Verdict
from pipeline.inbox import Kind, settle
from pipeline.language import N_, _, _n
from pipeline.lexicon import Pack
from pipeline.review.claims import locked_call
from pipeline.review.effective import Effective, EffectiveFinding, State
from pipeline.review.notices import announce
from pipeline.review.stored import as_of, draft_of, open_review
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict
from pipeline.storage.tables import AppealRow, CallRow, PublicationRow, ReviewRow, ScorecardRow, utc_now

FATAL = "fatal"
NOT_REVIEWED = N_("请先完成复核，再发布给坐席")
CHANGED = N_("未处理的发现数与您确认时不同，请重新查看后再发布")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding:
    """A finding against the agent that nobody has decided about. It ``costs`` points, or else is in doubt."""

    check: str
    category: str | None
    costs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What somebody has to know before publishing. ``version`` is the number that the scorecard would get.

    ``vetoes`` are the checks that make the total 0 without a person having confirmed it; ``refusal`` says why the
    scorecard can't be published as it is, None where it can.
    """

    total: float | None
    grade: str | None
    fatal: bool
    version: int
    open: tuple[OpenFinding, ...]
    vetoes: tuple[str, ...]
    refusal: str | None


def readiness(session: Session, call_id: str, user_id: int, pack: Pack) -> Readiness:
    """Of the draft, where this person reviews the call or nobody has reviewed it yet; else of what is in force."""
    call = get_call(session, call_id)
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    review = open_review(session, call_id)
    drafted = card is None or not is_reviewed(call) or (review is not None and review.reviewer_id == user_id)
    counts = (
        draft_of(session, call_id, pack) if drafted or card is None else as_of(session, call, card, pack)
    ).effective
    vetoes, scored = undecided_vetoes(counts, pack), counts.scorecard
    return Readiness(
        total=scored.total,
        grade=scored.grade,
        fatal=scored.fatal,
        version=_latest_version(session, call_id) + 1,
        open=tuple(_open(counts)),
        vetoes=vetoes,
        refusal=_refusal(vetoes),
    )


def publish(session: Session, call_id: str, user_id: int, pack: Pack, open_findings: int | None = None) -> ScorecardRow:
    """From now on the agent sees the scorecard in force. ``open_findings``: how many undecided ones the person knows
    of; None: they were not asked.

    Raises Conflict where nobody has reviewed it, a veto is undecided, or more (or less) is open than they know of.
    """
    call = locked_call(session, call_id)
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if card is None or not is_reviewed(call):
        raise Conflict(_(NOT_REVIEWED))
    if card.published_at is not None:
        return card
    counts = as_of(session, call, card, pack).effective
    if (refusal := _refusal(undecided_vetoes(counts, pack))) is not None:
        raise Conflict(refusal)
    if open_findings is not None and open_findings != len(tuple(_open(counts))):
        raise Conflict(_(CHANGED))
    make_public(session, call, card, counts, user_id)
    return card


def make_public(session: Session, call: CallRow, card: ScorecardRow, outcome: Effective, user_id: int) -> None:
    now = utc_now()
    card.published_at = call.published_at = now
    call.review_state = "published"
    session.add(
        PublicationRow(
            call_id=call.id,
            scorecard_id=card.id,
            version=_latest_version(session, call.id) + 1,
            published_by=user_id,
            published_at=now,
        )
    )
    announce(session, call, card, outcome)


def withdraw_publication(session: Session, call_id: str, user_id: int, reason: str) -> CallRow:
    """The agent sees no score of the call any more, but that it was withdrawn, and why; it waits to be published again.

    Raises Conflict where nothing is published, or an appeal against it waits to be decided.
    """
    call = locked_call(session, call_id)
    shown = session.scalars(select(PublicationRow).filter_by(call_id=call_id, withdrawn_at=None)).all()
    if call.published_at is None or not shown:
        raise Conflict(_("这通电话没有发布给坐席，不需要撤回"))
    waiting = select(func.count()).select_from(AppealRow).filter_by(call_id=call_id, state="open")
    if session.scalar(waiting):
        raise Conflict(_("坐席对这份评分的申诉正等待裁定，请先裁定；申诉成立会直接改分"))
    for row in shown:
        row.withdrawn_at, row.withdrawn_by, row.reason = utc_now(), user_id, reason
    for card in session.scalars(select(ScorecardRow).where(ScorecardRow.id.in_([row.scorecard_id for row in shown]))):
        card.published_at = card.acknowledged_at = None
    call.published_at, call.review_state = None, "reviewed"
    settle(session, Kind.SCORECARD_PUBLISHED, call_id=call_id)
    return call


def publications(session: Session, call_id: str) -> Sequence[PublicationRow]:
    """Every version that the agent was shown, the first one first."""
    return session.scalars(select(PublicationRow).filter_by(call_id=call_id).order_by(PublicationRow.version)).all()


def published_version(session: Session, call_id: str) -> int:
    """The version that the agent sees now; 0 where they see none."""
    shown = select(func.max(PublicationRow.version)).filter_by(call_id=call_id, withdrawn_at=None)
    return session.scalar(shown) or 0


def shown_version(session: Session, card: ScorecardRow) -> int | None:
    """The number under which its agent sees the scorecard; None where it is not published."""
    shown = select(func.max(PublicationRow.version)).filter_by(scorecard_id=card.id, withdrawn_at=None)
    return session.scalar(shown) if card.published_at is not None else None


def withdrawn_from(session: Session, agent_id: str) -> list[tuple[CallRow, PublicationRow]]:
    """The agent's calls of which nothing is shown any more, with the version that was withdrawn; the latest first."""
    latest = select(func.max(PublicationRow.id)).group_by(PublicationRow.call_id)
    gone = (
        select(CallRow, PublicationRow)
        .join(PublicationRow, PublicationRow.call_id == CallRow.id)
        .where(
            CallRow.agent_id == agent_id,
            CallRow.published_at.is_(None),
            PublicationRow.id.in_(latest),
            PublicationRow.withdrawn_at.is_not(None),
        )
        .order_by(PublicationRow.withdrawn_at.desc())
    )
    return [(call, row) for call, row in session.execute(gone)]


def comment_on(session: Session, call_id: str, until: datetime | None) -> str | None:
    """What the reviewer wrote to the agent in the last review that ended before ``until`` (None: in any)."""
    done = select(ReviewRow.comment).filter_by(call_id=call_id, state="finished").order_by(ReviewRow.id.desc())
    if until is not None:
        done = done.where(ReviewRow.finished_at <= until)
    return session.scalars(done.limit(1)).first()


def undecided_vetoes(counts: Effective, pack: Pack) -> tuple[str, ...]:
    """The checks that make the total 0 by what the machine alone has found: a finding, or a whole line."""
    found = {f.known.check for f in counts.findings if f.costs and f.known.severity == FATAL and f.state is State.OPEN}
    lines = {row.check for row in pack.rubric.lines if row.fatal and row.deductions is None}
    return tuple(
        line.effective.check
        for line in counts.lines
        if line.effective.check in found
        or (line.effective.check in lines and _fails_undecided(counts, line.effective.check))
    )


def _fails_undecided(counts: Effective, check: str) -> bool:
    line = next(x for x in counts.lines if x.effective.check == check)
    touched = any(f.state is not State.OPEN for f in counts.findings if f.known.check == check)
    return line.effective.verdict is Verdict.FAIL and line.decision is None and not touched


def _refusal(vetoes: Sequence[str]) -> str | None:
    return _n("有 %(num)s 项一票否决还没有人确认或驳回，请先处理再发布", len(vetoes)) if vetoes else None


def _open(counts: Effective) -> Iterator[OpenFinding]:
    for found in counts.findings:
        if found.state is State.OPEN and found.known.failed:
            yield OpenFinding(check=found.known.check, category=found.known.category, costs=_costs(counts, found))


def _costs(counts: Effective, found: EffectiveFinding) -> bool:
    return found.costs and counts.results[found.known.check].verdict is Verdict.FAIL


def is_reviewed(call: CallRow) -> bool:
    """Whether a person answers for the scorecard in force."""
    return call.review_state in ("reviewed", "published")


def _latest_version(session: Session, call_id: str) -> int:
    return session.scalar(select(func.max(PublicationRow.version)).filter_by(call_id=call_id)) or 0
