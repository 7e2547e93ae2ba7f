"""The call page's view model from the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.pages.views.call import CallFacts, Claimed, Event, ShownCall, show_call
from api.pages.views.formats import moment, score
from api.pages.views.names import FORBIDDEN, SLOT_STATES, VERDICTS, Names, names_of
from pipeline.domain.times import Interval
from pipeline.language import Words, _
from pipeline.lexicon import Pack
from pipeline.review.decisions import Action, standing
from pipeline.review.publication import publications
from pipeline.review.stored import Reviewed, decision_of, draft_of, open_review
from pipeline.review.wording import suggestion_for
from pipeline.review.words import words_corrections
from pipeline.storage.call_json import load_call as load
from pipeline.storage.errors import StoreError
from pipeline.storage.tables import (
    CallRow,
    DecisionRow,
    PublicationRow,
    RecordingRow,
    ReviewRow,
    ScorecardRow,
    TranscriptRow,
    UserRow,
    utc_now,
)

ORIGINS = Words({"machine": "机器评分", "review": "人工复核", "appeal": "申诉改判"})
ACTIONS = Words(
    {
        Action.CONFIRM: "确认了一处发现",
        Action.REJECT: "驳回了一处发现",
        Action.RECATEGORISE: "改了类别",
        Action.ADD: "补充了一处发现",
        Action.VERDICT: "改判",
        Action.SLOT: "更正了要素",
        Action.WITHDRAW: "撤销了一个决定",
    }
)


def load_call(session: Session, call_id: str, user_id: int, pack: Pack, zone: ZoneInfo) -> ShownCall:
    """The call as it is being worked on. Raises NotInStore where there is no judgement."""
    outcome = draft_of(session, call_id, pack)
    cards = list(session.scalars(select(ScorecardRow).filter_by(call_id=call_id).order_by(ScorecardRow.id)))
    reviews = list(session.scalars(select(ReviewRow).filter_by(call_id=call_id).order_by(ReviewRow.id)))
    versions = publications(session, call_id)
    people = _people(session, outcome, cards, reviews, versions)
    names = names_of(pack)
    return show_call(
        _facts(session, outcome.call, versions),
        outcome.judgement.record,
        outcome.effective,
        names,
        zone,
        claim=_claimed(session, outcome, user_id, people, zone, reviews),
        history=tuple(_history(outcome, cards, versions, people, zone, names)),
        people=people,
        suggest=partial(suggestion_for, pack),
        countable=tuple(x.check for x in pack.rubric.lines if x.deductions and x.check != FORBIDDEN),
        music=_music(session, outcome),
        heard=_heard(session, call_id),
    )


def _facts(session: Session, call: CallRow, versions: Sequence[PublicationRow]) -> CallFacts:
    kept = session.get(RecordingRow, call.sha256)
    has_audio = kept is not None and kept.kind == "audio" and kept.deleted_at is None
    return CallFacts(
        id=call.id,
        name=call.name,
        agent_id=call.agent_id,
        team=call.team,
        queue=call.queue,
        direction=call.direction,
        started_at=call.started_at,
        duration=call.duration,
        review_state=call.review_state,
        has_audio=has_audio,
        audit_sample=call.audit_sample,
        published_version=max((row.version for row in versions if row.withdrawn_at is None), default=0),
        withdrawn=bool(versions) and versions[-1].withdrawn_at is not None,
    )


def _music(session: Session, outcome: Reviewed) -> tuple[Interval, ...]:
    """Where music plays; a transcript that can't be read tells nothing."""
    try:
        return load(session.get_one(TranscriptRow, outcome.judgement.transcript_id).body).transcript.music
    except StoreError:
        return ()


def _heard(session: Session, call_id: str) -> dict[int, tuple[str, str]]:
    """What the machine had heard, where people corrected it: the first correction tells it."""
    return {row.utterance: (row.text_before, row.role_before) for row in reversed(words_corrections(session, call_id))}


def _people(
    session: Session,
    outcome: Reviewed,
    cards: Iterable[ScorecardRow],
    reviews: Iterable[ReviewRow],
    versions: Sequence[PublicationRow],
) -> dict[int, str]:
    """Display names of everybody who had to do with the call, by user id."""
    ids = {d.created_by for d in outcome.decisions} | {r.reviewer_id for r in reviews}
    ids |= {card.created_by for card in cards if card.created_by is not None}
    ids |= {by for row in versions for by in (row.published_by, row.withdrawn_by) if by is not None}
    rows = session.execute(select(UserRow.id, UserRow.display_name).where(UserRow.id.in_(ids))) if ids else ()
    return {row[0]: row[1] for row in rows}


def _claimed(
    session: Session, outcome: Reviewed, user_id: int, people: dict[int, str], zone: ZoneInfo, reviews: list[ReviewRow]
) -> Claimed:
    review = open_review(session, outcome.call.id)
    said = next((r.comment for r in reversed(reviews) if r.comment), "") or ""
    if review is None:
        return Claimed(comment=said)
    until = moment(review.claimed_until, zone)[-5:] if review.claimed_until else ""
    if review.reviewer_id == user_id:
        return Claimed(
            mine=True,
            until=until,
            version=review.version,
            comment=review.comment or said,
            last_decision=_last_decision(outcome, review),
        )
    is_held = review.claimed_until is not None and review.claimed_until > utc_now()
    return Claimed(holder=people.get(review.reviewer_id, _("他人")) if is_held else "", until=until, comment=said)


def _last_decision(outcome: Reviewed, review: ReviewRow) -> int | None:
    """The latest decision of this review that stands."""
    own = {row.id for row in outcome.decisions if row.review_id == review.id}
    standing_ids = [d.id for d in standing([decision_of(row) for row in outcome.decisions]) if d.id in own]
    return standing_ids[-1] if standing_ids else None


def _history(
    outcome: Reviewed,
    cards: Iterable[ScorecardRow],
    versions: Sequence[PublicationRow],
    people: dict[int, str],
    zone: ZoneInfo,
    names: Names,
) -> list[Event]:
    """Newest first."""
    events = [(card.created_at, _of_card(card, people, zone)) for card in cards]
    events += [(d.created_at, _of_decision(d, people, zone, names)) for d in outcome.decisions]
    events += [event for row in versions for event in _of_version(row, people, zone)]
    return [event for _, event in sorted(events, key=lambda pair: pair[0], reverse=True)]


def _of_card(card: ScorecardRow, people: dict[int, str], zone: ZoneInfo) -> Event:
    grade = f" · {card.grade}" if card.grade else ""
    counted = f" · {_('计入承诺')}" if card.origin == "machine" and card.card.promises else ""
    what = f"{ORIGINS.get(card.origin, card.origin)} {score(card.total)}{grade}{counted}"
    return Event(moment(card.created_at, zone), what, people.get(card.created_by or 0, ""))


def _of_version(row: PublicationRow, people: dict[int, str], zone: ZoneInfo) -> Iterator[tuple[datetime, Event]]:
    what, by = _("发布给坐席（第 %(version)s 版）", version=row.version), people.get(row.published_by or 0, "")
    yield row.published_at, Event(moment(row.published_at, zone), what, by)
    if row.withdrawn_at is not None:
        what, by = _("撤回第 %(version)s 版", version=row.version), people.get(row.withdrawn_by or 0, "")
        yield row.withdrawn_at, Event(moment(row.withdrawn_at, zone), what, by, row.reason or "")


def _of_decision(row: DecisionRow, people: dict[int, str], zone: ZoneInfo, names: Names) -> Event:
    what = what_was_decided(row, names)
    return Event(moment(row.created_at, zone), what, people.get(row.created_by, ""), row.comment or "")


def what_was_decided(row: DecisionRow, names: Names) -> str:
    """Such as 改判（结束语：达标）."""
    verdict = f"：{(VERDICTS | SLOT_STATES).get(row.verdict, row.verdict)}" if row.verdict else ""
    return f"{ACTIONS[Action(row.action)]}（{_about(row, names)}{verdict}）"


def _about(row: DecisionRow, names: Names) -> str:
    if row.action == Action.SLOT:
        return names.slots.get(row.category or "", row.category or "")
    return names.category(row.category) if row.category else names.check(row.check)
