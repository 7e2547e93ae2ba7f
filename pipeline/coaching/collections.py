"""Named lists of clips, in the order that a trainer gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from pipeline.coaching.examples import Found, Wanted
from pipeline.coaching.find import find_in_call
from pipeline.coaching.window import LONGEST
from pipeline.errors import TingjianError
from pipeline.language import _, _n
from pipeline.lexicon import Pack
from pipeline.privacy.labels import masked_label
from pipeline.storage.calls import get_call
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import AssignmentRow, ClipRow, CollectionRow, FindingRow

MOST_CLIPS = 200
LONGEST_CLIP = 3 * LONGEST  # seconds, where a trainer chooses the edges


class BadClip(TingjianError):
    """The stretch can't be a clip."""


@dataclass(frozen=True, slots=True)
class NewClip:
    call_id: str
    check: str
    good: bool
    start: float
    end: float
    category: str | None = None
    finding_id: int | None = None
    added_id: int | None = None
    utterance: int | None = None  # of an example that is no finding
    note: str = ""


def add_collection(session: Session, name: str, description: str, user_id: int) -> CollectionRow:
    """Raises Conflict where the name is taken. Numbers in its words are hidden: trainers see none elsewhere either."""
    name, description = masked_label(name), masked_label(description)
    _refuse_taken(session, name)
    row = CollectionRow(name=name, description=description, created_by=user_id)
    session.add(row)
    session.flush()
    return row


def change_collection(session: Session, id: int, name: str | None, description: str | None) -> CollectionRow:
    row = get_collection(session, id)
    name = None if name is None else masked_label(name)
    if name is not None and name != row.name:
        _refuse_taken(session, name)
        row.name = name
    row.description = row.description if description is None else masked_label(description)
    return row


def delete_collection(session: Session, id: int) -> None:
    """Raises Conflict while somebody is to learn from it."""
    row = get_collection(session, id)
    _refuse_assigned(session, AssignmentRow.collection_id == id)
    for clip in clips_of(session, id):
        session.delete(clip)
    session.flush()
    session.delete(row)


def get_collection(session: Session, id: int) -> CollectionRow:
    """Raises NotInStore."""
    row = session.get(CollectionRow, id)
    if row is None:
        raise NotInStore(_("案例集"), id)
    return row


def all_collections(session: Session) -> list[tuple[CollectionRow, int]]:
    """By name, each with the number of its clips."""
    counted = select(CollectionRow, func.count(ClipRow.id)).outerjoin(ClipRow).group_by(CollectionRow.id)
    return [(row, count) for row, count in session.execute(counted.order_by(CollectionRow.name))]


def clips_of(session: Session, id: int) -> list[ClipRow]:
    ordered = select(ClipRow).filter_by(collection_id=id).order_by(ClipRow.position, ClipRow.id)
    return list(session.scalars(ordered))


def add_clip(session: Session, id: int, new: NewClip, pack: Pack) -> ClipRow:
    """At the end of the collection, with the reason, the better wording and the words to look at. Raises NotInStore,
    BadClip, Conflict where it is full."""
    known = clips_of(session, _locked(session, id).id)
    if len(known) >= MOST_CLIPS:
        raise Conflict(_n("一个案例集最多 %(num)s 个片段", MOST_CLIPS))
    call = get_call(session, new.call_id)
    if not 0 <= new.start < new.end <= min(new.start + LONGEST_CLIP, (call.duration or 0.0) + 1.0):
        raise BadClip(_n("片段应在录音之内，且最长 %(num)s 秒", f"{LONGEST_CLIP:g}"))
    found = session.get(FindingRow, new.finding_id) if new.finding_id is not None else None
    if new.finding_id is not None and (found is None or found.call_id != call.id):
        raise NotInStore(_("发现"), new.finding_id)
    shown = _as_shown(session, new, pack)
    row = ClipRow(
        collection_id=id,
        call_id=call.id,
        finding_id=new.finding_id,
        check=new.check,
        category=new.category,
        good=new.good,
        start=new.start,
        end=new.end,
        note=masked_label(new.note),
        position=len(known),
        reason=shown.reason if shown else "",
        suggestion=shown.suggestion if shown else None,
        marks=[list(astuple(mark)) for mark in shown.marks] if shown else [],
        transcript_id=shown.judgement.transcript_id if shown else None,
    )
    session.add(row)
    session.flush()
    return row


def _as_shown(session: Session, new: NewClip, pack: Pack) -> Found | None:
    """The example as it was found; None where the trainer chose any stretch."""
    if new.finding_id is None and new.added_id is None and new.utterance is None:
        return None
    named = find_in_call(session, new.call_id, Wanted(check=new.check, category=new.category), new.good, pack)
    target = (new.finding_id, new.added_id) if new.utterance is None else (new.finding_id, new.added_id, new.utterance)
    return next((f for f in named if (f.finding_id, f.added_id, f.utterance)[: len(target)] == target), None)


def change_clip(
    session: Session, id: int, clip_id: int, note: str | None = None, suggestion: str | None = None
) -> ClipRow:
    """What is None stays."""
    row = get_clip(session, id, clip_id)
    row.note = row.note if note is None else masked_label(note)
    row.suggestion = row.suggestion if suggestion is None else masked_label(suggestion)
    return row


def remove_clip(session: Session, id: int, clip_id: int) -> None:
    """Raises Conflict while somebody is to learn from this very clip."""
    clip = get_clip(session, _locked(session, id).id, clip_id)
    _refuse_assigned(session, AssignmentRow.clip_id == clip_id)
    session.delete(clip)
    session.flush()
    _number(session, clips_of(session, id))


def reorder(session: Session, id: int, clip_ids: Sequence[int]) -> list[ClipRow]:
    """Put the clips in this order; all of them must be named once."""
    known = {row.id: row for row in clips_of(session, _locked(session, id).id)}
    if sorted(clip_ids) != sorted(known):
        raise Conflict(_("案例集已有变化，请刷新后再排序"))
    return _number(session, [known[clip_id] for clip_id in clip_ids])


def get_clip(session: Session, id: int, clip_id: int) -> ClipRow:
    row = session.get(ClipRow, clip_id)
    if row is None or row.collection_id != id:
        raise NotInStore(_("片段"), clip_id)
    return row


def _locked(session: Session, id: int) -> CollectionRow:
    """The collection, which nobody else fills or orders until this transaction ends."""
    row = session.get(CollectionRow, id, with_for_update=True)
    if row is None:
        raise NotInStore(_("案例集"), id)
    return row


def _number(session: Session, rows: list[ClipRow]) -> list[ClipRow]:
    """By way of places that no clip has: two must not share one even for a moment."""
    for first in (-len(rows), 0):
        for position, row in enumerate(rows, first):
            row.position = position
        session.flush()
    return rows


def _refuse_assigned(session: Session, about: ColumnElement[bool]) -> None:
    live = select(AssignmentRow.id).where(about, AssignmentRow.withdrawn_at.is_(None)).limit(1)
    if session.scalar(live) is not None:
        raise Conflict(_("已布置给坐席学习，请先撤回布置再删除"))


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalars(select(CollectionRow).filter_by(name=name)).first() is not None:
        raise Conflict(_("已有同名的案例集"))
