"""What people do to cases, each with one action: accept or reject a proposal, split calls off, merge two cases, close a
promise by hand. Everything is added to the history; promises are looked at again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from pipeline.cases.costs import charge
from pipeline.cases.linking import new_case
from pipeline.cases.promises import is_waiting, settle
from pipeline.domain.promise import CLOSINGS, PromiseState
from pipeline.errors import TingjianError
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import CallRow, CaseLinkRow, CaseRow, PromiseDecisionRow, PromiseRow, utc_now


class BadMove(TingjianError):
    """It can't be done, and why."""


def accept(session: Session, link_id: int, user_id: int, pack: Pack) -> int:
    """The proposal is right: everything of the call's case joins the proposed one; returns its number."""
    link, call = _open_proposal(session, link_id)
    before, number = call.case_number, link.case_number
    if before is not None and before != number:
        _move(session, _calls_of(session, before), number, "accept", user_id)
    link.open = False
    _settle(session, pack, before, number)
    return number


def reject(session: Session, link_id: int, user_id: int) -> None:
    """The proposal is wrong: both stay apart, and it is not made again."""
    link, call = _open_proposal(session, link_id)
    link.open = False
    session.add(
        CaseLinkRow(
            call_id=call.id,
            case_number=link.case_number,
            action="reject",
            evidence=[],
            other_call_id=link.other_call_id,
            created_by=user_id,
        )
    )
    session.flush()


def split(session: Session, number: int, call_ids: Sequence[str], user_id: int, pack: Pack) -> int:
    """These calls are another matter: they get a case of their own; returns its number."""
    calls = _calls_of(session, number)
    chosen = [call for call in calls if call.id in set(call_ids)]
    if not chosen or len(chosen) == len(calls):
        raise BadMove(_("请选择案件中的一部分通话：不能全选，也不能一通不选"))
    new = new_case(session, chosen[0], "split", user_id)
    _move(session, chosen[1:], new, "split", user_id)
    _settle(session, pack, number, new)
    return new


def merge(session: Session, number: int, into: int, user_id: int, pack: Pack) -> int:
    """Both are one matter: all calls of the first join the second; returns its number."""
    if number == into:
        raise BadMove(_("不能把案件并入它自己"))
    calls = _calls_of(session, number)
    get_case(session, into)
    _move(session, calls, into, "merge", user_id)
    between = or_(CaseLinkRow.case_number == into, CaseLinkRow.case_number == number)
    ids = [call.id for call in _calls_of(session, into)]
    moot = (
        update(CaseLinkRow).where(CaseLinkRow.open.is_(True), between, CaseLinkRow.call_id.in_(ids)).values(open=False)
    )
    session.execute(moot)
    _settle(session, pack, number, into)
    return into


def close_promise(
    session: Session, promise_id: int, state: str | None, comment: str | None, user_id: int, pack: Pack
) -> PromiseRow:
    """Say how a promise ended (``state``), or open it again (None)."""
    if state is not None and state not in {one.value for one in CLOSINGS}:
        raise BadMove(_("状态只能是 %(states)s", states=_("、").join(one.value for one in CLOSINGS)))
    row = session.get(PromiseRow, promise_id)
    if row is None:
        raise NotInStore(_("承诺"), promise_id)
    session.add(PromiseDecisionRow(promise_id=row.id, state=state, comment=comment, created_by=user_id))
    row.closed_as = PromiseState(state).value if state else None
    row.closed_at = utc_now() if state else None
    row.waiting = is_waiting(row)
    session.flush()
    charge(session, [row.call_id], pack.rubric, utc_now())
    return row


def get_case(session: Session, number: int) -> CaseRow:
    """Raises NotInStore."""
    row = session.get(CaseRow, number)
    if row is None:
        raise NotInStore(_("案件"), number)
    return row


def _calls_of(session: Session, number: int) -> list[CallRow]:
    """Raises NotInStore where the case has no calls."""
    calls = list(session.scalars(select(CallRow).where(CallRow.case_number == number).order_by(CallRow.id)))
    if not calls:
        raise NotInStore(_("案件"), number)
    return calls


def _open_proposal(session: Session, link_id: int) -> tuple[CaseLinkRow, CallRow]:
    link = session.get(CaseLinkRow, link_id, with_for_update=True)
    if link is None or link.action != "propose":
        raise NotInStore(_("归案建议"), link_id)
    if not link.open:
        raise Conflict(_("这条建议已经有人处理过"))
    return link, session.get_one(CallRow, link.call_id)


def _move(session: Session, calls: Sequence[CallRow], number: int, action: str, user_id: int) -> None:
    for call in calls:
        call.case_number = number
        session.add(CaseLinkRow(call_id=call.id, case_number=number, action=action, evidence=[], created_by=user_id))
        session.execute(update(PromiseRow).where(PromiseRow.call_id == call.id).values(case_number=number))
    session.flush()


def _settle(session: Session, pack: Pack, *numbers: int | None) -> None:
    for number in numbers:
        if number is not None:
            settle(session, number, pack)
