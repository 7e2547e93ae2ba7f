"""Good and bad examples of a check or category, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call, Role
from pipeline.domain.finding import Verdict
from pipeline.domain.times import Interval
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action
from pipeline.review.effective import EffectiveFinding, State
from pipeline.review.stored import as_of
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import (
    CallRow,
    CheckResultRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    RecordingRow,
    ScorecardRow,
    TranscriptRow,
)

LOOK_AT = 4  # times as many calls as clips are wanted: some turn out to have none that fits
FROM_ONE_CALL = 2  # clips, so that a list does not show one person's bad day


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a call that shows something. ``reviewed``: a person has confirmed or added it."""

    call: CallRow
    judgement: JudgementRow
    good: bool
    check: str
    category: str | None
    said: Interval
    utterance: int
    finding_id: int | None = None
    added_id: int | None = None
    reviewed: bool = False
    reason: str = ""
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which examples: of a check, and where it has categories, of one of them."""

    check: str
    category: str | None = None
    audio_only: bool = False
    limit: int = 20


def bad_examples(session: Session, wanted: Wanted, pack: Pack) -> list[Found]:
    """What a person confirmed or added first, then what the machine is certain of."""
    of_category = [FindingRow.category == wanted.category] if wanted.category else []
    judged = exists().where(FindingRow.judgement_id == ScorecardRow.judgement_id, FindingRow.check == wanted.check,
                            FindingRow.that_costs(), *of_category)  # fmt: skip
    decided = _decided(wanted)
    query = _calls(wanted).where(or_(judged, decided)).order_by(decided.desc(), CallRow.created_at.desc(), CallRow.id)
    found = list(_of_calls(session, query.limit(wanted.limit * LOOK_AT), wanted, pack, good=False))
    return sorted(found, key=lambda f: not f.reviewed)[: wanted.limit]


def good_examples(session: Session, wanted: Wanted, pack: Pack) -> list[Found]:
    """Findings that show how it is done; of checks that only find faults, how passing calls were answered."""
    passed = exists().where(CheckResultRow.judgement_id == ScorecardRow.judgement_id, CheckResultRow.verdict == "pass",
                            CheckResultRow.check == wanted.check)  # fmt: skip
    reviewed = CallRow.review_state.in_(("reviewed", "published"))
    query = _calls(wanted).where(passed, CallRow.fatal.is_(False))
    query = query.order_by(reviewed.desc(), CallRow.score.desc(), CallRow.created_at.desc(), CallRow.id)
    return list(_of_calls(session, query.limit(wanted.limit * LOOK_AT), wanted, pack, good=True))[: wanted.limit]


def call_of(session: Session, judgement: JudgementRow) -> Call:
    """The call as it was heard for this judgement."""
    return load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)


def _calls(wanted: Wanted) -> Select[CallRow, ScorecardRow]:
    query = select(CallRow, ScorecardRow).join(ScorecardRow, ScorecardRow.id == CallRow.scorecard_id)
    query = query.where(CallRow.personal_deleted_at.is_(None))
    if wanted.audio_only:
        query = query.join(RecordingRow, RecordingRow.sha256 == CallRow.sha256)
        query = query.where(RecordingRow.deleted_at.is_(None), RecordingRow.kind == "audio")
    return query


def _decided(wanted: Wanted) -> ColumnElement[bool]:
    actions = (Action.CONFIRM, Action.ADD, Action.RECATEGORISE)
    return exists().where(DecisionRow.judgement_id == ScorecardRow.judgement_id, DecisionRow.check == wanted.check,
                          DecisionRow.action.in_(actions))  # fmt: skip


def _of_calls(session: Session, query: Select[CallRow, ScorecardRow], wanted: Wanted, pack: Pack,
              good: bool) -> Iterator[Found]:  # fmt: skip
    for call, card in session.execute(query):
        outcome = as_of(session, call, card, pack)
        fitting = [f for f in outcome.effective.findings if _fits(f, wanted, good)]
        found = [_found(call, outcome.judgement, f, good) for f in fitting]
        result = outcome.effective.results.get(wanted.check)
        if good and not found and result is not None and result.verdict is Verdict.PASS:
            found = list(_answered(session, call, outcome.judgement, wanted))
        yield from islice(found, FROM_ONE_CALL)


def _fits(found: EffectiveFinding, wanted: Wanted, good: bool) -> bool:
    counts = found.effective
    if counts is None or counts.check != wanted.check or found.state is State.REJECTED:
        return False
    if good:
        return counts.passed and bool(counts.quote) and counts.char_end > counts.char_start
    right_kind = wanted.category is None or counts.category == wanted.category
    return right_kind and counts.costs


def _found(call: CallRow, judgement: JudgementRow, found: EffectiveFinding, good: bool) -> Found:
    known = found.known
    return Found(
        call, judgement, good, known.check, known.category, Interval(known.start, known.end),
        known.utterance, found.id, found.added,
        found.state in (State.CONFIRMED, State.ADDED, State.RECATEGORISED), known.reason, known.suggestion,
    )  # fmt: skip


def _answered(session: Session, call: CallRow, judgement: JudgementRow, wanted: Wanted) -> Iterable[Found]:
    """How the agent answered the customer's longest words in a call without fault."""
    heard = call_of(session, judgement)
    replies = list(heard.replies(Role.CUSTOMER, Role.AGENT))
    if not replies:
        return
    _, answer = max(replies, key=lambda pair: len(pair[0].text))
    said = Interval(answer.start, min(answer.end, answer.start + 10.0))
    yield Found(call, judgement, True, wanted.check, None, said, answer.utterances[0].index, reason="此项合格的通话")
