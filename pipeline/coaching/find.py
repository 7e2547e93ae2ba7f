"""Examples of a check or a category: what went wrong, and the same thing done right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select, true
from sqlalchemy.orm import Session

from pipeline.coaching.done_right import Heard, done_badly, done_right
from pipeline.coaching.examples import FORBIDDEN, Found, Page, Place, Wanted
from pipeline.domain.call import Call
from pipeline.domain.finding import INFO
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action
from pipeline.review.stored import as_of
from pipeline.storage.call_json import load_call
from pipeline.storage.call_order import happened
from pipeline.storage.call_search import CallFilter, select_calls
from pipeline.storage.tables import (
    CallRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    RecordingRow,
    ScorecardRow,
    TranscriptRow,
)

LOOK_AT = 4  # times as many calls as examples are wanted: some turn out to have none that fits
READ_AT_ONCE = 20  # calls
FROM_ONE_CALL = 2  # examples, so that a list does not show one person's bad day
REVIEWED = ("reviewed", "published")
Find = Callable[[Heard, Wanted], Iterator[Found]]


def bad_examples(session: Session, wanted: Wanted, pack: Pack, after: Place | None = None) -> Page:
    """What went wrong: in calls where a person confirmed or added it first, then what the machine is certain of."""
    of_category = [FindingRow.category == wanted.category] if wanted.category else []
    judged = exists().where(
        FindingRow.judgement_id == ScorecardRow.judgement_id,
        FindingRow.check == wanted.check,
        FindingRow.that_costs(),
        *of_category,
    )
    decided = _decided(wanted)
    return _page(session, _calls(wanted).where(or_(judged, decided)), decided, wanted, pack, after, done_badly)


def good_examples(session: Session, wanted: Wanted, pack: Pack, after: Place | None = None) -> Page:
    """The same thing done right; in reviewed calls first. None where nothing of the kind can be done right, as of a
    silence that nobody announced."""
    calls = _calls(wanted).where(CallRow.fatal.is_(False), _may_hold(wanted))
    return _page(session, calls, CallRow.review_state.in_(REVIEWED), wanted, pack, after, done_right)


def find_in_call(session: Session, call_id: str, wanted: Wanted, good: bool, pack: Pack) -> list[Found]:
    """The examples in one call; none where it has no score."""
    call = session.get_one(CallRow, call_id)
    card = session.get(ScorecardRow, call.scorecard_id) if call.scorecard_id else None
    if card is None:
        return []
    heard = _heard(session, call, card, *_judgements_of(session, [card])[card.judgement_id], pack)
    return list((done_right if good else done_badly)(heard, wanted))


def call_of(session: Session, judgement: JudgementRow) -> Call:
    """The call as it was heard for this judgement."""
    return load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)


def _calls(wanted: Wanted) -> Select[CallRow, ScorecardRow]:
    known = CallFilter(
        agent_id=wanted.agent_id,
        team=wanted.team,
        date_from=wanted.date_from,
        date_to=wanted.date_to,
        timezone=wanted.timezone,
    )
    query = select_calls(known).add_columns(ScorecardRow).join(ScorecardRow, ScorecardRow.id == CallRow.scorecard_id)
    query = query.where(CallRow.personal_deleted_at.is_(None))
    if wanted.audio_only:
        query = query.join(RecordingRow, RecordingRow.sha256 == CallRow.sha256)
        query = query.where(RecordingRow.deleted_at.is_(None), RecordingRow.kind == "audio")
    return query


def _decided(wanted: Wanted) -> ColumnElement[bool]:
    actions = (Action.CONFIRM, Action.ADD, Action.RECATEGORISE)
    return exists().where(
        DecisionRow.judgement_id == ScorecardRow.judgement_id,
        DecisionRow.check == wanted.check,
        DecisionRow.action.in_(actions),
    )


def _may_hold(wanted: Wanted) -> ColumnElement[bool]:
    """Whether a call may hold something done right, as far as the database can tell: acts are read from the words."""
    if wanted.check in (FORBIDDEN, "five_w"):
        return true()
    shows = or_(FindingRow.passed.is_(True), FindingRow.severity == INFO)
    return exists().where(FindingRow.judgement_id == ScorecardRow.judgement_id, FindingRow.check == wanted.check, shows)


def _page(
    session: Session,
    calls: Select[CallRow, ScorecardRow],
    first: ColumnElement[bool],
    wanted: Wanted,
    pack: Pack,
    after: Place | None,
    find: Find,
) -> Page:
    rank = case((first, 1), else_=0)
    if after is not None:
        calls = calls.where(_behind(rank, after))
    most = max(wanted.limit, 1) * LOOK_AT
    asked = calls.add_columns(rank).order_by(rank.desc(), happened().desc(), CallRow.id.desc()).limit(most + 1)
    rows = session.execute(asked).all()
    found: list[Found] = []
    for number, (call, card, is_first) in enumerate(rows[:most]):
        if number % READ_AT_ONCE == 0:
            cards = [card for _, card, _ in rows[number : number + READ_AT_ONCE]]
            judgements = _judgements_of(session, cards)
        heard = _heard(session, call, card, *judgements[card.judgement_id], pack)
        found += islice(find(heard, wanted), FROM_ONE_CALL)
        if len(found) >= wanted.limit and number + 1 < len(rows):
            return Page(found, _place(call, is_first))
    last = rows[most - 1] if len(rows) > most else None
    return Page(found, _place(last[0], last[2]) if last else None)


def _behind(rank: ColumnElement[int], after: Place) -> ColumnElement[bool]:
    later = or_(happened() < after.at, and_(happened() == after.at, CallRow.id < after.call_id))
    same = and_(rank == int(after.reviewed), later)
    return or_(rank < 1 if after.reviewed else false(), same)


def _place(call: CallRow, is_first: int) -> Place:
    at: datetime = call.started_at or call.created_at
    return Place(bool(is_first), at.astimezone(UTC), call.id)


def _judgements_of(session: Session, cards: Sequence[ScorecardRow]) -> dict[int, tuple[JudgementRow, TranscriptRow]]:
    """What the cards rest on, by the judgement's id: one question for many calls."""
    asked = select(JudgementRow, TranscriptRow).join(TranscriptRow, TranscriptRow.id == JudgementRow.transcript_id)
    rows = session.execute(asked.where(JudgementRow.id.in_([card.judgement_id for card in cards])))
    return {judgement.id: (judgement, transcript) for judgement, transcript in rows}


def _heard(
    session: Session, call: CallRow, card: ScorecardRow, judgement: JudgementRow, transcript: TranscriptRow, pack: Pack
) -> Heard:
    return Heard(call, judgement, load_call(transcript.body), lambda: as_of(session, call, card, pack).effective, pack)
