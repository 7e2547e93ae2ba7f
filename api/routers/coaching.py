"""Coaching: examples side by side, their sound, collections and their export. Personal data is always hidden."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from api import sound
from api.deps import CopiesDep, PackDep, PlainText, ReadSession, RowId, Staff, TrailDep, Trainer, WriteSession
from api.schemas.coaching import (
    ClipChange,
    ClipView,
    CollectedClip,
    CollectionChange,
    CollectionItem,
    CollectionView,
    NewClipBody,
    NewCollection,
    Order,
    SideBySide,
)
from api.visibility import kept_recording
from pipeline.accounts import audit
from pipeline.coaching import collections
from pipeline.coaching.clip import Shown, clip_json, shown_of_call
from pipeline.coaching.collections import LONGEST_CLIP, BadClip, NewClip
from pipeline.coaching.export import ExportedClip, export_zip
from pipeline.coaching.find import Found, Wanted, bad_examples, good_examples
from pipeline.coaching.sound import as_opus
from pipeline.domain.times import Interval
from pipeline.language import _, _n
from pipeline.lexicon import Pack
from pipeline.playback.wav import cut
from pipeline.review.stored import check_titles
from pipeline.storage.calls import get_call
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import ClipRow, CollectionRow, RecordingRow

router = APIRouter(prefix="/coaching", tags=["辅导"])
CheckId = Annotated[PlainText, Query(min_length=1, max_length=64, examples=["forbidden_phrases"])]
Second = Annotated[float, Query(ge=0, le=86_400, allow_inf_nan=False)]
_CLIP: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": {}}, "description": "片段录音"}}
_ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}, "description": "案例集"}}


@router.get("/clips")
def list_clips(check: CheckId, user: Staff, session: ReadSession, pack: PackDep, trail: TrailDep,
               category: Annotated[PlainText | None, Query(max_length=64, examples=["dismissive"])] = None,
               with_audio: Annotated[bool, Query(description="只要有录音的")] = True,
               limit: Annotated[int, Query(ge=1, le=50)] = 12) -> SideBySide:  # fmt: skip
    """Good and bad examples of a check or category, cut to the sentence with its context."""
    title = check_titles().get(check)
    if title is None:
        raise NotInStore(_("检查项"), check)
    wanted = Wanted(check, category, with_audio, limit)
    known: dict[int, Shown] = {}
    good = [_clip(session, found, pack, known) for found in good_examples(session, wanted, pack)]
    bad = [_clip(session, found, pack, known) for found in bad_examples(session, wanted, pack)]
    trail.note(user.user_id, "clips.viewed", "check", check, clips=len(good) + len(bad))
    return SideBySide(check=check, title=title, category=category, good=good, bad=bad)


@router.get("/clips/audio", response_class=Response, responses=_CLIP)
def get_clip_audio(call_id: Annotated[str, Query(pattern="^[0-9a-f]{32}$")], start: Second, end: Second,
                   request: Request, user: Staff, session: ReadSession, pack: PackDep, copies: CopiesDep,
                   trail: TrailDep) -> Response:  # fmt: skip
    """The sound of a clip (60 seconds at most) with a tone over personal data, whoever listens."""
    if not start < end <= start + LONGEST_CLIP:
        raise BadClip(_n("片段的结束应晚于开始，且最长 %(num)s 秒", f"{LONGEST_CLIP:g}"))
    call = get_call(session, call_id)
    kept, shown = kept_recording(session, call), shown_of_call(session, call, pack)
    session.close()  # what follows may take seconds
    trail.note(user.user_id, "clip.played", "call", call_id, start=start, end=end)
    return sound.answer(request, copies.clip(kept.sha256, None, shown.hidden(), start, end, kept.codec))


@router.get("/collections")
def list_collections(user: Staff, session: ReadSession) -> list[CollectionItem]:
    """Every collection, by name."""
    return [_item(row, count) for row, count in collections.all_collections(session)]


@router.post("/collections", status_code=201)
def post_collection(given: NewCollection, user: Trainer, session: WriteSession) -> CollectionItem:
    """Begin a collection."""
    row = collections.add_collection(session, given.name, given.description, user.user_id)
    audit.note(session, user.user_id, "collection.added", "collection", row.id)
    return _item(row, 0)


@router.get("/collections/{collection_id}")
def get_collection(collection_id: RowId, user: Staff, session: ReadSession, pack: PackDep,
                   trail: TrailDep) -> CollectionView:  # fmt: skip
    """A collection with its clips in their order."""
    row, clips = collections.get_collection(session, collection_id), collections.clips_of(session, collection_id)
    known: dict[str, Shown] = {}
    items = [_collected(session, clip, pack, known) for clip in clips]
    trail.note(user.user_id, "collection.viewed", "collection", collection_id)
    return CollectionView(**_item(row, len(clips)).model_dump(), items=items)


@router.patch("/collections/{collection_id}")
def patch_collection(collection_id: RowId, given: CollectionChange, user: Trainer,
                     session: WriteSession) -> CollectionItem:  # fmt: skip
    """Another name or description."""
    row = collections.change_collection(session, collection_id, given.name, given.description)
    audit.note(session, user.user_id, "collection.changed", "collection", row.id)
    return _item(row, len(collections.clips_of(session, collection_id)))


@router.delete("/collections/{collection_id}", status_code=204)
def delete_collection(collection_id: RowId, user: Trainer, session: WriteSession) -> None:
    """Remove a collection; the calls stay."""
    collections.delete_collection(session, collection_id)
    audit.note(session, user.user_id, "collection.deleted", "collection", collection_id)


@router.post("/collections/{collection_id}/clips", status_code=201)
def post_clip(collection_id: RowId, given: NewClipBody, user: Trainer, session: WriteSession,
              pack: PackDep) -> CollectedClip:  # fmt: skip
    """Put a clip at the end of the collection."""
    if given.check not in check_titles():
        raise NotInStore(_("检查项"), given.check)
    row = collections.add_clip(session, collection_id, NewClip(**given.model_dump()))
    audit.note(session, user.user_id, "clip.added", "collection", collection_id, clip=row.id, call=row.call_id)
    return _collected(session, row, pack, {})


@router.put("/collections/{collection_id}/order")
def put_order(collection_id: RowId, given: Order, user: Trainer, session: WriteSession) -> list[int]:
    """Order the clips; answers with their ids. 409 where somebody changed the collection meanwhile."""
    rows = collections.reorder(session, collection_id, given.clip_ids)
    audit.note(session, user.user_id, "collection.ordered", "collection", collection_id)
    return [row.id for row in rows]


@router.patch("/collections/{collection_id}/clips/{clip_id}")
def patch_clip(collection_id: RowId, clip_id: RowId, given: ClipChange, user: Trainer, session: WriteSession,
               pack: PackDep) -> CollectedClip:  # fmt: skip
    """Another note."""
    row = collections.change_clip(session, collection_id, clip_id, given.note)
    audit.note(session, user.user_id, "clip.changed", "collection", collection_id, clip=clip_id)
    return _collected(session, row, pack, {})


@router.delete("/collections/{collection_id}/clips/{clip_id}", status_code=204)
def delete_clip(collection_id: RowId, clip_id: RowId, user: Trainer, session: WriteSession) -> None:
    """Take a clip out of the collection."""
    collections.remove_clip(session, collection_id, clip_id)
    audit.note(session, user.user_id, "clip.removed", "collection", collection_id, clip=clip_id)


@router.get("/collections/{collection_id}/export.zip", response_class=Response, responses=_ZIP)
def export_collection(collection_id: RowId, user: Trainer, session: ReadSession, pack: PackDep, copies: CopiesDep,
                      trail: TrailDep) -> Response:  # fmt: skip
    """The collection as a zip: index page, table, clips; personal data masked in text and beeped in sound."""
    row, clips = collections.get_collection(session, collection_id), collections.clips_of(session, collection_id)
    titles, known = check_titles(), dict[str, Shown]()
    exported = [_exported(session, clip, titles, pack, copies, known) for clip in clips]
    content = export_zip(row.name, row.description, exported)
    trail.note(user.user_id, "collection.exported", "collection", collection_id, clips=len(clips))
    name = quote(f"{row.name}.zip".replace("/", "_"))
    headers = {"Content-Disposition": f"attachment; filename=\"collection-{row.id}.zip\"; filename*=UTF-8''{name}"}
    return Response(content, media_type="application/zip", headers=headers)


def _clip(session: Session, found: Found, pack: Pack, known: dict[int, Shown]) -> ClipView:
    id = found.judgement.id
    if id not in known:
        known[id] = Shown.of(session, found.judgement, pack)
    shown = clip_json(found, known[id])
    return ClipView.model_validate(shown | {"audio": _address(session, found.call.sha256, shown)})


def _address(session: Session, sha256: str, shown: dict[str, Any]) -> str | None:
    kept = session.get_one(RecordingRow, sha256)
    if kept.kind != "audio" or kept.deleted_at is not None:
        return None
    return f"/api/v1/coaching/clips/audio?call_id={shown['call_id']}&start={shown['start']}&end={shown['end']}"


def _item(row: CollectionRow, count: int) -> CollectionItem:
    return CollectionItem(id=row.id, name=row.name, description=row.description, clips=count, created_at=row.created_at)


def _shown(session: Session, clip: ClipRow, pack: Pack, known: dict[str, Shown]) -> Shown:
    if clip.call_id not in known:
        known[clip.call_id] = shown_of_call(session, get_call(session, clip.call_id), pack)
    return known[clip.call_id]


def _collected(session: Session, clip: ClipRow, pack: Pack, known: dict[str, Shown]) -> CollectedClip:
    lines = _shown(session, clip, pack, known).lines(Interval(clip.start, clip.end))
    same = ("id", "position", "call_id", "finding_id", "check", "category", "good", "start", "end", "note")
    shown: dict[str, Any] = {name: getattr(clip, name) for name in same}
    call = get_call(session, clip.call_id)
    shown |= {"lines": lines, "title": check_titles().get(clip.check, clip.check)}
    return CollectedClip.model_validate(shown | {"audio": _address(session, call.sha256, shown)})


def _exported(session: Session, clip: ClipRow, titles: dict[str, str], pack: Pack, copies: CopiesDep,
              known: dict[str, Shown]) -> ExportedClip:  # fmt: skip
    shown, call, edges = (
        _shown(session, clip, pack, known),
        get_call(session, clip.call_id),
        Interval(clip.start, clip.end),
    )
    fields = {"call_id": clip.call_id[:8], "good": clip.good, "category": clip.category, "start": round(clip.start, 2),
              "end": round(clip.end, 2), "lines": shown.lines(edges)}  # fmt: skip
    kept = session.get_one(RecordingRow, call.sha256)
    has_sound = kept.kind == "audio" and kept.deleted_at is None
    sound = (
        as_opus(cut(copies.wav(kept.sha256, None, shown.hidden(), kept.codec), clip.start, clip.end))
        if has_sound
        else None
    )
    note = shown.masker.text(clip.note) or ""
    category = pack.category_titles.get(clip.category or "", clip.category or "")
    return ExportedClip(titles.get(clip.check, clip.check), fields, note, sound, category)
