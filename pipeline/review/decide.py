"""A reviewer decides one thing; the decision is kept, and what counts is computed again at once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.call import Role
from pipeline.domain.facts import SlotState
from pipeline.domain.finding import Verdict
from pipeline.domain.record import Record
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.claims import held
from pipeline.review.decisions import Action, latest
from pipeline.review.effective import Effective
from pipeline.review.errors import BadDecision
from pipeline.review.needed_slots import is_needed
from pipeline.review.slots import FIVE_W
from pipeline.review.stored import Reviewed, decision_of, draft_of
from pipeline.review.wording import FORBIDDEN, severity_of
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import DecisionRow, FindingRow, JudgementRow, ReviewRow

SLOT_STATES = tuple(SlotState)
VERDICTS = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)
FATAL = "fatal"
SEVERITIES = ("minor", "major", FATAL)
_ABOUT_FINDINGS = (Action.CONFIRM, Action.REJECT, Action.RECATEGORISE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to decide; see DecisionRow. ``check`` may be left out where a finding is named."""

    action: Action
    finding_id: int | None = None
    added_id: int | None = None
    check: str | None = None
    category: str | None = None
    severity: str | None = None
    verdict: str | None = None
    utterance: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    comment: str | None = None


def decide(
    session: Session, call_id: str, user_id: int, version: int, wish: Wish, pack: Pack
) -> tuple[ReviewRow, Reviewed]:
    """Keep the decision; returns the review with its new version, and what counts now.

    Raises NotInStore, Conflict where the call is not this person's at this version, BadDecision.
    """
    _, review = held(session, call_id, user_id, version)
    judgement = session.get_one(JudgementRow, review.judgement_id)
    row = decision_row(session, judgement, wish, user_id, pack)
    row.review_id = review.id
    review.version += 1
    session.add(row)
    session.flush()
    outcome = draft_of(session, call_id, pack)
    refuse_unfounded_failure(row, outcome.effective, pack)
    return review, outcome


def decision_row(session: Session, judgement: JudgementRow, wish: Wish, user_id: int, pack: Pack) -> DecisionRow:
    """The row for a decision about ``judgement``, checked and completed, not yet added to the session."""
    row = DecisionRow(
        call_id=judgement.call_id,
        judgement_id=judgement.id,
        action=wish.action.value,
        finding_id=None,
        added_id=None,
        check=wish.check or "",
        category=wish.category,
        severity=wish.severity,
        verdict=None,
        comment=wish.comment or None,
        created_by=user_id,
    )
    if wish.action in _ABOUT_FINDINGS:
        _about_finding(session, judgement, wish, row)
    elif wish.action is Action.ADD:
        _addition(judgement.record, wish, row)
    elif wish.action is Action.VERDICT:
        _verdict(judgement.record, wish, row)
    elif wish.action is Action.SLOT:
        _slot(session, judgement, wish, row, pack)
    else:
        _withdrawal(session, judgement, wish, row)
    if wish.action in (Action.ADD, Action.RECATEGORISE):
        _classify(row, pack)
    elif wish.action is not Action.SLOT:
        row.category = row.severity = None
    return row


def _about_finding(session: Session, judgement: JudgementRow, wish: Wish, row: DecisionRow) -> None:
    if wish.finding_id is not None:
        found = session.get(FindingRow, wish.finding_id)
        if found is None or found.judgement_id != judgement.id:
            raise NotInStore(_("发现"), wish.finding_id)
        row.finding_id, row.check = found.id, found.check
        if found.severity == FATAL and wish.action is not Action.CONFIRM and not row.comment:
            raise BadDecision(_("改动一票否决项，请写明理由"))
        return
    adding = _decision(session, judgement, wish.added_id)
    if adding.action not in (Action.ADD, Action.SLOT):
        raise BadDecision(_("added_id 应为补充的发现"))
    row.added_id, row.check = adding.id, adding.check


def _addition(record: Record, wish: Wish, row: DecisionRow) -> None:
    """A finding that the machine missed, on a stretch of what was said."""
    _known_check(record, row.check)
    _stretch(record, wish, row)
    if row.check == FORBIDDEN and record.utterances[row.utterance or 0].role is Role.CUSTOMER:
        raise BadDecision(_("客户说的话不算服务禁语；如果这句其实是坐席说的，请先更正说话人"))


def _stretch(record: Record, wish: Wish, row: DecisionRow) -> None:
    if wish.utterance is None or not 0 <= wish.utterance < len(record.utterances):
        raise BadDecision(_("请指明是哪一句话"))
    length = len(record.utterances[wish.utterance].text)
    start, end = wish.char_start or 0, length if wish.char_end is None else wish.char_end
    if not 0 <= start < end <= length:
        raise BadDecision(_("选中的文字超出这句话的范围"))
    row.utterance, row.char_start, row.char_end = wish.utterance, start, end


def _verdict(record: Record, wish: Wish, row: DecisionRow) -> None:
    _known_check(record, row.check)
    if wish.verdict not in VERDICTS:
        raise BadDecision(_("改判结果只能是 pass、fail 或 not_applicable"))
    row.verdict = str(wish.verdict)


def _slot(session: Session, judgement: JudgementRow, wish: Wish, row: DecisionRow, pack: Pack) -> None:
    """What was given stands on what was said; a missing slot costs only where the call needs it."""
    record, name = judgement.record, wish.category
    if name is None or name not in record.five_w:
        raise BadDecision(_("没有这个要素"))
    if wish.verdict not in SLOT_STATES:
        raise BadDecision(_("要素只能改为 given、asked 或 missing"))
    row.check, row.verdict, row.severity = FIVE_W, str(wish.verdict), None
    row.finding_id = _finding_about(session, judgement, name)
    if wish.verdict == SlotState.MISSING:
        row.severity = "minor" if row.finding_id or is_needed(session, judgement, name, pack) else "info"
    elif wish.verdict == SlotState.GIVEN or wish.utterance is not None:
        _stretch(record, wish, row)


def _finding_about(session: Session, judgement: JudgementRow, slot: str) -> int | None:
    """The machine's finding that this slot is missing."""
    about = select(FindingRow.id).filter_by(judgement_id=judgement.id, check=FIVE_W, category=slot, passed=False)
    return session.scalars(about).first()


def _withdrawal(session: Session, judgement: JudgementRow, wish: Wish, row: DecisionRow) -> None:
    taken_back = _decision(session, judgement, wish.added_id)
    if taken_back.action == Action.WITHDRAW:
        raise BadDecision(_("撤回本身不能再撤回，请重新作出决定"))
    row.added_id, row.check, row.finding_id = taken_back.id, taken_back.check, taken_back.finding_id


def _decision(session: Session, judgement: JudgementRow, id: int | None) -> DecisionRow:
    known = session.get(DecisionRow, id) if id is not None else None
    if known is None or known.judgement_id != judgement.id:
        raise NotInStore(_("复核决定"), id) if id is not None else BadDecision(_("请指明是哪一处发现"))
    return known


def _known_check(record: Record, check: str) -> None:
    if check not in {known.check for known in record.checks}:
        raise BadDecision(_("没有这个检查项"))


def _classify(row: DecisionRow, pack: Pack) -> None:
    """Its category must be one that the lexicon has; it brings its severity unless another one is given."""
    if row.check == FORBIDDEN and row.category not in pack.categories:
        raise BadDecision(_("请选择词库中的类别"))
    if row.action == Action.RECATEGORISE and row.check != FORBIDDEN:
        raise BadDecision(_("只有服务禁语可以改换类别"))
    if row.severity not in (None, *SEVERITIES):
        raise BadDecision(_("严重程度只能是 minor、major 或 fatal"))
    row.severity = row.severity or severity_of(pack, row.category) or "minor"


def refuse_unfounded_failure(row: DecisionRow, outcome: Effective, pack: Pack) -> None:
    """A line that loses points by finding can't fail without one: nobody could tell what it costs."""
    by_finding = {line.check for line in pack.rubric.lines if line.deductions}
    if row.action != Action.VERDICT or row.verdict != Verdict.FAIL or row.check not in by_finding:
        return
    if not any(f.costs for f in outcome.results[row.check].findings):
        raise BadDecision(_("这一项按处扣分，请在转写中标出有问题的话，而不是直接判为不合格"))


def is_decided(outcome: Reviewed) -> bool:
    """Whether any decision stands."""
    return bool(latest([decision_of(row) for row in outcome.decisions]))
