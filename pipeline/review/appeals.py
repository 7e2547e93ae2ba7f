"""An agent challenges what was published; another reviewer than the first decides, and gives the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.cases.costs import promises_now
from pipeline.domain.scorecard import PROMISES
from pipeline.inbox import Kind, tell
from pipeline.inbox import settle as settle_notices
from pipeline.inbox.tell import people_with
from pipeline.language import _, _n
from pipeline.lexicon import Pack
from pipeline.review.claims import locked_call
from pipeline.review.decide import Wish, decision_row, refuse_unfounded_failure
from pipeline.review.decisions import Action
from pipeline.review.errors import BadDecision
from pipeline.review.finish import human_card, keep_card, last_reviewer
from pipeline.review.precedents import mark_alike
from pipeline.review.publication import make_public
from pipeline.review.stored import open_review, published_card, reviewed
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.judgements import put_in_force
from pipeline.storage.tables import (
    AppealRow,
    CallRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    ScorecardRow,
    UserRole,
    utc_now,
)

OPEN, UPHELD, REJECTED, WITHDRAWN = "open", "upheld", "rejected", "withdrawn"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What an appeal is about: a finding, an added finding, a check; none of them: the whole score."""

    finding_id: int | None = None
    added_id: int | None = None
    check: str | None = None


def appeal(
    session: Session,
    call_id: str,
    agent_id: str,
    user_id: int,
    about: Challenge,
    reason: str,
    days: int,
    now: datetime | None = None,
) -> AppealRow:
    """Raises NotInStore where the call is not a published one of this agent, Conflict where it is too late."""
    now = now or utc_now()
    call, card = own_published(session, locked_call(session, call_id).id, agent_id)
    if card.published_at is not None and now > card.published_at + timedelta(days=days):
        raise Conflict(_n("已超过发布后 %(num)s 天的申诉期限", days))
    _check_target(session, card, about)
    _refuse_twice(session, card, about)
    row = AppealRow(
        call_id=call.id,
        scorecard_id=card.id,
        finding_id=about.finding_id,
        added_id=about.added_id,
        check=about.check,
        user_id=user_id,
        reason=reason,
        created_at=now,
        decide_by=now + timedelta(days=days),
        open_about=f"{call.id}:{about.finding_id}:{about.added_id}:{about.check}",
    )
    session.add(row)
    session.flush()
    judges = set(people_with(session, UserRole.REVIEWER, UserRole.ADMIN)) - {last_reviewer(session, call.id)}
    tell(session, Kind.APPEAL_FILED, [id for id in judges if id], subject_id=row.id, call_id=call.id)
    return row


def withdraw(session: Session, appeal_id: int, agent_id: str) -> AppealRow:
    """The agent takes the appeal back."""
    row = _locked(session, appeal_id)
    call = session.get_one(CallRow, row.call_id)
    if call.agent_id != agent_id:
        raise NotInStore(_("申诉"), appeal_id)
    _must_be_open(row)
    row.state, row.decided_at, row.open_about = WITHDRAWN, utc_now(), None
    settle_notices(session, Kind.APPEAL_FILED, row.id)
    return row


def settle(
    session: Session, appeal_id: int, user_id: int, upheld: bool, reason: str, pack: Pack, wishes: Sequence[Wish] = ()
) -> AppealRow:
    """Decide an appeal. Upheld, what was challenged is struck out (or ``wishes`` say what changes) and scored again;
    a wish without a comment of its own gets the ``reason``.

    Raises Conflict where this person made the score that is challenged, or where it has changed since.
    """
    row = _locked(session, appeal_id)
    _must_be_open(row)
    card = session.get_one(ScorecardRow, row.scorecard_id)
    if user_id in (card.created_by, last_reviewer(session, row.call_id)):
        raise Conflict(_("申诉须由原复核人以外的人裁定"))
    row.state, row.decision_reason = UPHELD if upheld else REJECTED, reason
    row.decided_by, row.decided_at, row.open_about = user_id, utc_now(), None
    if upheld:
        _uphold(session, row, card, user_id, pack, [replace(w, comment=w.comment or reason) for w in wishes])
    session.flush()
    settle_notices(session, Kind.APPEAL_FILED, row.id)
    tell(session, Kind.APPEAL_DECIDED, [row.user_id], subject_id=row.id, call_id=row.call_id, state=row.state)
    return row


def acknowledge(session: Session, call_id: str, agent_id: str) -> ScorecardRow:
    """The agent has taken note of the scorecard."""
    _, card = own_published(session, call_id, agent_id)
    card.acknowledged_at = card.acknowledged_at or utc_now()
    return card


def own_published(session: Session, call_id: str, agent_id: str) -> tuple[CallRow, ScorecardRow]:
    """A call of this agent with the scorecard that was published; for everything else NotInStore."""
    call = session.get(CallRow, call_id)
    card = published_card(session, call_id) if call is not None and call.agent_id == agent_id else None
    if call is None or card is None:
        raise NotInStore(_("通话"), call_id)
    return call, card


def listed(
    session: Session,
    agent_id: str | None = None,
    state: str | None = None,
    call_id: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[tuple[AppealRow, CallRow]]:
    """Appeals, the newest first; those of one agent where one is named."""
    query = select(AppealRow, CallRow).join(CallRow, CallRow.id == AppealRow.call_id).order_by(AppealRow.id.desc())
    wanted = {CallRow.agent_id: agent_id, AppealRow.state: state, AppealRow.call_id: call_id}
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if before is not None:
        query = query.where(AppealRow.id < before)
    return [(row, call) for row, call in session.execute(query.limit(limit))]


def _uphold(
    session: Session, row: AppealRow, card: ScorecardRow, user_id: int, pack: Pack, wishes: Sequence[Wish]
) -> None:
    call = locked_call(session, row.call_id)
    current = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if current is None or current.published_at is None:
        raise Conflict(_("这通电话有修改后还没有发布的评分，请先发布，再裁定申诉"))
    if current.judgement_id != card.judgement_id:
        raise Conflict(_("申诉之后评分已重新复核，请对照新的评分裁定"))
    if row.check == PROMISES and promises_now(session, call.id, pack.rubric) == current.card.promises:
        raise BadDecision(_("请先在案件页更正这项承诺的结果，再裁定申诉成立"))
    judgement = session.get_one(JudgementRow, card.judgement_id)
    made = [decision_row(session, judgement, wish, user_id, pack) for wish in wishes or _struck_out(row)]
    for decision in made:
        decision.appeal_id = row.id
    session.add_all(made)
    session.flush()
    _put_right(session, call, judgement, current, made, user_id, pack)
    if row.finding_id is not None:
        row.details = {
            "alike": mark_alike(session, row.id, session.get_one(FindingRow, row.finding_id), pack.rubric.review)
        }


def _struck_out(row: AppealRow) -> list[Wish]:
    """What upholding means where nothing else is said."""
    comment = "申诉成立"
    if row.finding_id is not None or row.added_id is not None:
        return [Wish(Action.REJECT, finding_id=row.finding_id, added_id=row.added_id, comment=comment)]
    if row.check == PROMISES:  # the promise itself is put right, in its case; the new scorecard follows
        return []
    if row.check is not None:
        return [Wish(Action.VERDICT, check=row.check, verdict="pass", comment=comment)]
    raise BadDecision(_("对整份评分的申诉，请说明具体改动哪些发现或检查项"))


def _put_right(
    session: Session,
    call: CallRow,
    judgement: JudgementRow,
    current: ScorecardRow,
    made: Sequence[DecisionRow],
    user_id: int,
    pack: Pack,
) -> None:
    """A new scorecard, published at once; whoever reviews the call meanwhile has to look again."""
    known = session.scalars(select(DecisionRow).where(DecisionRow.id.in_(current.card.decisions or ()))).all()
    promises = promises_now(session, call.id, pack.rubric)
    outcome = reviewed(session, call, judgement, [*known, *made], pack, promises)
    for decision in made:
        refuse_unfounded_failure(decision, outcome.effective, pack)
    card = human_card(outcome, "appeal", user_id)
    keep_card(session, card, outcome)
    put_in_force(call, card, needs_review=False)
    make_public(session, call, card, outcome.effective, user_id)
    if claimed := open_review(session, call.id):
        claimed.version += 1


def _check_target(session: Session, card: ScorecardRow, about: Challenge) -> None:
    if sum(target is not None for target in (about.finding_id, about.added_id, about.check)) > 1:
        raise BadDecision(_("一次申诉只针对一处"))
    found = session.get(FindingRow, about.finding_id) if about.finding_id is not None else None
    if about.finding_id is not None and (found is None or found.judgement_id != card.judgement_id):
        raise NotInStore(_("发现"), about.finding_id)
    if about.added_id is not None and about.added_id not in (card.card.decisions or ()):
        raise NotInStore(_("发现"), about.added_id)
    if about.check is not None and about.check not in {line.check for line in card.card.lines}:
        raise BadDecision(_("评分表里没有这一项"))


def _refuse_twice(session: Session, card: ScorecardRow, about: Challenge) -> None:
    """One appeal about the same; a decided one stands, unless the call was judged again."""
    same = (
        select(AppealRow)
        .join(ScorecardRow, ScorecardRow.id == AppealRow.scorecard_id)
        .where(
            AppealRow.call_id == card.call_id,
            AppealRow.state != WITHDRAWN,
            AppealRow.check == about.check,
            AppealRow.finding_id == about.finding_id,
            AppealRow.added_id == about.added_id,
            ScorecardRow.judgement_id == card.judgement_id,
        )
    )
    known = session.scalars(same).first()
    if known is not None:
        raise Conflict(_("这一处已在申诉中") if known.state == OPEN else _("这一处的申诉已经裁定"))


def _locked(session: Session, appeal_id: int) -> AppealRow:
    row = session.get(AppealRow, appeal_id, with_for_update=True)
    if row is None:
        raise NotInStore(_("申诉"), appeal_id)
    return row


def _must_be_open(row: AppealRow) -> None:
    if row.state != OPEN:
        raise Conflict(_("这项申诉已经结束"))
