"""Cases and promises as somebody may see them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.masking import call_of, shown_text
from api.schemas.cases import CaseCall, CaseView, EvidenceView, GrownView, PromiseView, ProposalView
from pipeline.accounts import Principal
from pipeline.cases.file import CaseFile, FiledCall, Proposal, Standing, growth
from pipeline.domain.facts import Ticket
from pipeline.lexicon import Pack
from pipeline.privacy import Masker, for_role
from pipeline.privacy.record import masked_ticket
from pipeline.storage.tables import CallRow, CaseLinkRow, JudgementRow, UserRole

NARROW = (UserRole.AGENT, UserRole.LEAD)


def case_view(session: Session, user: Principal, file: CaseFile, pack: Pack) -> CaseView:
    """For agents without the reasons of linking: they would tell of calls that are not theirs."""
    maskers = [_masker(session, user, filed.judgement, pack) for filed in file.calls]
    tickets = [_ticket(filed, masker) for filed, masker in zip(file.calls, maskers, strict=True)]
    grown, order = growth(tickets)
    calls = [
        _call(user, filed, masker, [GrownView(field=g.field, before=g.before, value=g.value) for g in own], pack)
        for filed, masker, own in zip(file.calls, maskers, grown, strict=True)
    ]
    waiting = {standing.row.id: place for place, standing in enumerate(file.waits)}
    promises = [promise for call in calls for promise in call.promises if promise.id in waiting]
    newest = [filed.call for filed in file.calls][::-1]
    return CaseView(
        number=file.number,
        project=next((c.project for c in newest if c.project), None),
        fault_type=next((c.fault_type for c in newest if c.fault_type), None),
        order=order,
        calls=calls,
        more_calls=file.more_calls,
        waits=sorted(promises, key=lambda promise: waiting[promise.id]),
        proposals=[proposal_view(user, one, pack) for one in file.proposals],
    )


def promise_view(user: Principal, standing: Standing, masker: Masker | None, pack: Pack) -> PromiseView:
    row = standing.row
    same = (
        "id",
        "kind",
        "made_at",
        "due_at",
        "taken_up_at",
        "taken_up_by",
        "denied_by",
        "why",
        "waiting",
        "call_id",
        "utterance",
        "agent_id",
        "team",
    )
    text = masker.plain(row.text) if masker else shown_text(user, row.text, pack) or ""
    fields = {name: getattr(row, name) for name in same}
    if user.role in NARROW:  # another agent's or team's call would be told
        fields |= {"taken_up_by": None, "denied_by": None}
    return PromiseView(
        **fields, text=text, state=standing.state, closed=row.closed_as is not None, case=row.case_number
    )


def proposal_view(user: Principal, proposal: Proposal, pack: Pack) -> ProposalView:
    link, call = proposal.link, proposal.call
    return ProposalView(
        id=link.id,
        call_id=call.id,
        call_name=shown_text(user, call.name, pack) or "",
        in_case=call.case_number,
        at=call.started_at or call.created_at,
        case=link.case_number,
        probability=link.probability,
        evidence=_evidence(link),
    )


def _call(user: Principal, filed: FiledCall, masker: Masker | None, grown: list[GrownView], pack: Pack) -> CaseCall:
    call: CallRow = filed.call
    link = None if user.role in NARROW else filed.link
    same = ("id", "direction", "agent_id", "kind", "fault_type", "duration")
    return CaseCall(
        **{name: getattr(call, name) for name in same},
        name=shown_text(user, call.name, pack) or "",
        at=call.started_at or call.created_at,
        placed_by=link.action if link else None,
        probability=link.probability if link else None,
        evidence=_evidence(link),
        grown=grown,
        promises=[promise_view(user, standing, masker, pack) for standing in filed.promises],
    )


def _masker(session: Session, user: Principal, judgement: JudgementRow | None, pack: Pack) -> Masker | None:
    kinds = for_role(user.role)
    if not kinds or judgement is None:
        return None
    return Masker.of(call_of(session, judgement), pack, kinds, judgement.record.ticket)


def _ticket(filed: FiledCall, masker: Masker | None) -> Ticket | None:
    if filed.judgement is None:
        return None
    ticket = filed.judgement.record.ticket
    return masked_ticket(ticket, masker) if masker else ticket


def _evidence(link: CaseLinkRow | None) -> list[EvidenceView]:
    return [EvidenceView.model_validate(piece) for piece in link.evidence] if link else []
