"""Whether a call needs one of the 5W: the check tells, from the transcript and the rubric's parameters."""

from __future__ import annotations

from sqlalchemy.orm import Session

from pipeline.checks import five_w
from pipeline.checks.case import Case
from pipeline.checks.registry import checks
from pipeline.domain.facts import Facts
from pipeline.domain.finding import Verdict
from pipeline.lexicon import Pack
from pipeline.review.slots import FIVE_W
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import JudgementRow, TranscriptRow


def is_needed(session: Session, judgement: JudgementRow, slot: str, pack: Pack) -> bool:
    """False, too, for calls that the check does not apply to."""
    verdicts = {check.check: check.verdict for check in judgement.record.checks}
    if verdicts.get(FIVE_W) is Verdict.NOT_APPLICABLE:
        return False
    heard = load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)
    return slot in five_w.needed(Case(heard, Facts(), pack), _required(pack))


def _required(pack: Pack) -> tuple[str, ...]:
    given = next((line.parameters for line in pack.rubric.lines if line.check == FIVE_W), {})
    required: tuple[str, ...] = checks()[FIVE_W].parameters.model_validate(given).model_dump()["required"]
    return required
