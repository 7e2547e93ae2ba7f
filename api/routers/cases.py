"""Cases: their files, proposals, what people do to them; promises that are due; types of fault."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from api.cursor import dump_cursor, load_due_cursor
from api.deps import (
    AnyUser,
    CallId,
    Cursor,
    Limit,
    PackDep,
    PlainText,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    StaffOrLead,
    TrailDep,
    UserRole,
    WriteSession,
)
from api.newest import newest
from api.schemas.cases import (
    CaseNumber,
    CaseView,
    ClosePromise,
    DueCountView,
    FaultTypeView,
    Merge,
    NewFaultType,
    PromisePage,
    PromiseView,
    ProposalPage,
    Split,
)
from api.views.cases import case_view, promise_view, proposal_view
from api.visibility import refuse_other_team
from pipeline.accounts import audit
from pipeline.cases import moves
from pipeline.cases.file import Proposal, Standing, case_file, open_proposals, state_of
from pipeline.cases.follow import correct_fault
from pipeline.cases.overdue import Due, DueFilter, due_counts, due_lines
from pipeline.domain.promise import PromiseKind
from pipeline.storage.calls import get_call
from pipeline.storage.tables import CallRow, CaseLinkRow, utc_now

router = APIRouter(tags=["案件"])
Name = Annotated[PlainText | None, Query(max_length=200)]
_DUE, _PROPOSALS = "promises.due", "cases.proposals"


@router.get("/cases/proposals")
def list_proposals(
    user: Reviewer, session: ReadSession, pack: PackDep, limit: Limit = 50, cursor: Cursor = None
) -> ProposalPage:
    """Calls of which it is in doubt where they belong, the newest first."""
    rows, following = newest(session, open_proposals(), CaseLinkRow.id, _PROPOSALS, cursor, limit)
    found = [Proposal(row, session.get_one(CallRow, row.call_id)) for row in rows]
    return ProposalPage(items=[proposal_view(user, one, pack) for one in found], next_cursor=following)


@router.post("/cases/proposals/{link_id}/accept")
def accept_proposal(link_id: RowId, user: Reviewer, session: WriteSession, pack: PackDep) -> CaseNumber:
    """The call and what is in its case join the proposed case. 409 where somebody has decided already."""
    number = moves.accept(session, link_id, user.user_id, pack)
    audit.note(session, user.user_id, "case.accepted", "case", number, link=link_id)
    return CaseNumber(case=number)


@router.post("/cases/proposals/{link_id}/reject", status_code=204)
def reject_proposal(link_id: RowId, user: Reviewer, session: WriteSession) -> None:
    """Both stay apart. 409 where somebody has decided already."""
    moves.reject(session, link_id, user.user_id)
    audit.note(session, user.user_id, "case.rejected", "link", link_id)


@router.get("/cases/{number}")
def get_case(number: RowId, user: AnyUser, session: ReadSession, pack: PackDep, trail: TrailDep) -> CaseView:
    """The whole case; agents find their own calls and promises in it and nothing else, leads their team's."""
    shown = case_view(session, user, case_file(session, number, utc_now(), _own(user), user.team), pack)
    trail.note(user.user_id, "case.viewed", "case", number)
    return shown


@router.post("/cases/{number}/split")
def split_case(number: RowId, given: Split, user: Reviewer, session: WriteSession, pack: PackDep) -> CaseNumber:
    """Some of its calls are another matter: they get a case of their own."""
    new = moves.split(session, number, given.call_ids, user.user_id, pack)
    audit.note(session, user.user_id, "case.split", "case", number, into=new)
    return CaseNumber(case=new)


@router.post("/cases/{number}/merge")
def merge_cases(number: RowId, given: Merge, user: Reviewer, session: WriteSession, pack: PackDep) -> CaseNumber:
    """Its calls join another case."""
    moves.merge(session, number, given.into, user.user_id, pack)
    audit.note(session, user.user_id, "case.merged", "case", number, into=given.into)
    return CaseNumber(case=given.into)


@router.get("/promises")
def list_promises(
    user: AnyUser,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    trail: TrailDep,
    due: Due = Due.OVERDUE,
    team: Name = None,
    agent_id: Name = None,
    kind: PromiseKind | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PromisePage:
    """What nobody has taken up yet: overdue, due today or later, the longest due first; an agent's own."""
    wanted = DueFilter(
        due,
        refuse_other_team(user, team or None),
        _own(user) if user.role is UserRole.AGENT else agent_id or None,
        kind,
    )
    now = utc_now()
    rows = due_lines(session, wanted, now, ZoneInfo(settings.timezone), load_due_cursor(_DUE, cursor), limit + 1)
    last = rows[limit - 1].promise if len(rows) > limit else None
    following = dump_cursor(_DUE, [last.due_at.isoformat(), last.id]) if last and last.due_at else None
    items = [promise_view(user, Standing(r.promise, state_of(r.promise, now)), None, pack) for r in rows[:limit]]
    trail.note(user.user_id, "promises.viewed", "promise", "list", promises=len(items))
    return PromisePage(items=items, next_cursor=following)


@router.get("/promises/counts")
def count_promises(user: StaffOrLead, session: ReadSession, settings: SettingsDep) -> list[DueCountView]:
    """How many wait, are overdue and due today, by team and agent."""
    found = due_counts(session, utc_now(), ZoneInfo(settings.timezone), team=user.team)
    return [DueCountView(**asdict(one)) for one in found]


@router.post("/promises/{promise_id}/close")
def close_promise(
    promise_id: RowId, given: ClosePromise, user: Reviewer, session: WriteSession, pack: PackDep
) -> PromiseView:
    """Say how a promise ended, or open it again; every decision stays in the history."""
    row = moves.close_promise(session, promise_id, given.state, given.comment, user.user_id, pack)
    audit.note(session, user.user_id, "promise.closed", "promise", promise_id, state=given.state)
    return promise_view(user, Standing(row, state_of(row, utc_now())), None, pack)


@router.post("/calls/{call_id}/fault-type")
def correct_fault_type(call_id: CallId, given: NewFaultType, user: Reviewer, session: WriteSession) -> FaultTypeView:
    """Say what type of fault it is; the classifier learns from it."""
    call = get_call(session, call_id)
    correct_fault(session, call, given.fault_type, user.user_id)
    audit.note(session, user.user_id, "call.fault_corrected", "call", call_id, fault_type=given.fault_type)
    return FaultTypeView(
        call_id=call.id,
        fault_type=call.fault_type,
        origin=call.fault_type_origin,
        confidence=call.fault_type_confidence,
    )


def _own(user: Principal) -> str | None:
    """The agent whose calls alone may be seen; None: everybody's."""
    return (user.agent_id or "") if user.role is UserRole.AGENT else None
