"""Coaching: examples side by side, their sound, collections and their export. Personal data is always hidden."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api import sound
from api.cursor import dump_example_cursor, load_example_cursor
from api.deps import (
    CopiesDep,
    Cursor,
    PackDep,
    PlainText,
    ReadSession,
    RowId,
    SettingsDep,
    StaffOrLead,
    TrailDep,
    Trainer,
    WriteSession,
)
from api.schemas.coaching import (
    ClipChange,
    CollectedClip,
    CollectionChange,
    CollectionItem,
    CollectionView,
    NewClipBody,
    NewCollection,
    Order,
    SideBySide,
)
from api.views.coaching import Clips, visible_clips
from api.visibility import kept_recording, refuse_other_team, visible_call
from pipeline.accounts import audit
from pipeline.coaching import collections
from pipeline.coaching.clip import shown_of_call
from pipeline.coaching.collections import LONGEST_CLIP, BadClip, NewClip
from pipeline.coaching.consent import Consent
from pipeline.coaching.examples import Wanted
from pipeline.coaching.export import ExportedClip, export_zip
from pipeline.coaching.find import bad_examples, good_examples
from pipeline.coaching.pairs import pairs
from pipeline.coaching.sound import as_opus
from pipeline.language import _, _n, translated
from pipeline.lexicon import Pack
from pipeline.playback.wav import cut
from pipeline.review.stored import check_titles
from pipeline.settings import Settings
from pipeline.storage.calls import get_call
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import ClipRow, CollectionRow, RecordingRow

router = APIRouter(prefix="/coaching", tags=["辅导"])
CheckId = Annotated[PlainText, Query(min_length=1, max_length=64, examples=["forbidden_phrases"])]
Second = Annotated[float, Query(ge=0, le=86_400, allow_inf_nan=False)]
_CLIP: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": {}}, "description": "片段录音"}}
_ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}, "description": "案例集"}}
_BAD, _GOOD = "clips.bad", "clips.good"
Name = Annotated[PlainText | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class ClipsAsked:
    """Which examples the query asks for."""

    category: str | None
    act: str | None
    agent_id: str | None
    team: str | None
    date_from: date | None
    date_to: date | None
    with_audio: bool
    limit: int

    def wanted(self, check: str, team: str | None, settings: Settings) -> Wanted:
        return Wanted(
            check=check,
            category=self.category,
            act=self.act,
            agent_id=self.agent_id,
            team=team,
            date_from=self.date_from,
            date_to=self.date_to,
            timezone=settings.timezone,
            audio_only=self.with_audio,
            limit=self.limit,
        )


def clips_asked(
    category: Annotated[PlainText | None, Query(max_length=64, examples=["dismissive"])] = None,
    act: Annotated[PlainText | None, Query(max_length=64, examples=["refuse"], description="坐席做了什么")] = None,
    agent_id: Name = None,
    team: Name = None,
    date_from: Annotated[date | None, Query(description="第一天（含）")] = None,
    date_to: Annotated[date | None, Query(description="最后一天（含）")] = None,
    with_audio: Annotated[bool, Query(description="只要有录音的")] = True,
    limit: Annotated[int, Query(ge=1, le=50)] = 12,
) -> ClipsAsked:
    return ClipsAsked(category, act, agent_id, team, date_from, date_to, with_audio, limit)


@router.get("/clips")
def list_clips(
    check: CheckId,
    user: StaffOrLead,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    trail: TrailDep,
    asked: Annotated[ClipsAsked, Depends(clips_asked)],
    bad_cursor: Cursor = None,
    good_cursor: Cursor = None,
) -> SideBySide:
    """Good and bad examples of a check or category, cut to the sentence with its context: the same thing done well
    and done badly. `agent_id` chooses whose bad examples are wanted; good ones may be anybody's. Leads see their own
    team's calls alone."""
    title = check_titles().get(check)
    if title is None:
        raise NotInStore(_("检查项"), check)
    wanted = asked.wanted(check, refuse_other_team(user, asked.team), settings)
    bad = bad_examples(session, wanted, pack, load_example_cursor(_BAD, bad_cursor))
    good = good_examples(session, replace(wanted, agent_id=None), pack, load_example_cursor(_GOOD, good_cursor))
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    paired, _left = pairs(bad.found, good.found)
    places = {id(one): n for n, one in enumerate(good.found)}
    trail.note(user.user_id, "clips.viewed", "check", check, clips=len(good.found) + len(bad.found))
    return SideBySide(
        check=check,
        title=title,
        category=wanted.category,
        act=wanted.act,
        good=[clips.example(f) for f in good.found],
        bad=[clips.example(f) for f in bad.found],
        beside=[places[id(pair.good)] if pair.good else None for pair in paired],
        next_bad=dump_example_cursor(_BAD, bad.next),
        next_good=dump_example_cursor(_GOOD, good.next),
    )


@router.get("/clips/audio", response_class=Response, responses=_CLIP)
def get_clip_audio(
    call_id: Annotated[str, Query(pattern="^[0-9a-f]{32}$")],
    start: Second,
    end: Second,
    request: Request,
    user: StaffOrLead,
    session: ReadSession,
    pack: PackDep,
    copies: CopiesDep,
    trail: TrailDep,
) -> Response:
    """The sound of a clip (60 seconds at most) with a tone over personal data, whoever listens."""
    if not start < end <= start + LONGEST_CLIP:
        raise BadClip(_n("片段的结束应晚于开始，且最长 %(num)s 秒", f"{LONGEST_CLIP:g}"))
    call = visible_call(session, user, call_id)
    kept, shown = kept_recording(session, call), shown_of_call(session, call, pack)
    session.close()  # what follows may take seconds
    trail.note(user.user_id, "clip.played", "call", call_id, start=start, end=end)
    return sound.answer(request, copies.clip(kept.sha256, None, shown.hidden(), start, end, kept.codec))


@router.get("/collections")
def list_collections(user: StaffOrLead, session: ReadSession) -> list[CollectionItem]:
    """Every collection, by name."""
    return [_item(row, count) for row, count in collections.all_collections(session)]


@router.post("/collections", status_code=201)
def post_collection(given: NewCollection, user: Trainer, session: WriteSession) -> CollectionItem:
    """Begin a collection."""
    row = collections.add_collection(session, given.name, given.description, user.user_id)
    audit.note(session, user.user_id, "collection.added", "collection", row.id)
    return _item(row, 0)


@router.get("/collections/{collection_id}")
def get_collection(
    collection_id: RowId, user: StaffOrLead, session: ReadSession, pack: PackDep, settings: SettingsDep, trail: TrailDep
) -> CollectionView:
    """A collection with its clips in their order. Leads see those of agents who agree, and of their own team."""
    row = collections.get_collection(session, collection_id)
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    items = [clips.collected(clip) for clip in visible_clips(session, user, collection_id, clips.consent)]
    trail.note(user.user_id, "collection.viewed", "collection", collection_id)
    return CollectionView(**_item(row, len(items)).model_dump(), items=items)


@router.get("/collections/{collection_id}/clips/{clip_id}/audio", response_class=Response, responses=_CLIP)
def get_collected_audio(
    collection_id: RowId,
    clip_id: RowId,
    request: Request,
    user: StaffOrLead,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    copies: CopiesDep,
    trail: TrailDep,
) -> Response:
    """The sound of a clip of a collection, with a tone over personal data."""
    known = visible_clips(session, user, collection_id, Consent.of(session, settings.share_clips))
    clip = next((c for c in known if c.id == clip_id), None)
    if clip is None:
        raise NotInStore(_("片段"), clip_id)
    trail.note(user.user_id, "clip.played", "call", clip.call_id, start=clip.start, end=clip.end)
    return clip_sound(session, clip, request, pack, copies)


@router.patch("/collections/{collection_id}")
def patch_collection(
    collection_id: RowId, given: CollectionChange, user: Trainer, session: WriteSession
) -> CollectionItem:
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
def post_clip(
    collection_id: RowId, given: NewClipBody, user: Trainer, session: WriteSession, pack: PackDep, settings: SettingsDep
) -> CollectedClip:
    """Put a clip at the end of the collection."""
    if given.check not in check_titles():
        raise NotInStore(_("检查项"), given.check)
    row = collections.add_clip(session, collection_id, NewClip(**given.model_dump()), pack)
    audit.note(session, user.user_id, "clip.added", "collection", collection_id, clip=row.id, call=row.call_id)
    return Clips(session, pack, Consent.of(session, settings.share_clips)).collected(row)


@router.put("/collections/{collection_id}/order")
def put_order(collection_id: RowId, given: Order, user: Trainer, session: WriteSession) -> list[int]:
    """Order the clips; answers with their ids. 409 where somebody changed the collection meanwhile."""
    rows = collections.reorder(session, collection_id, given.clip_ids)
    audit.note(session, user.user_id, "collection.ordered", "collection", collection_id)
    return [row.id for row in rows]


@router.patch("/collections/{collection_id}/clips/{clip_id}")
def patch_clip(
    collection_id: RowId,
    clip_id: RowId,
    given: ClipChange,
    user: Trainer,
    session: WriteSession,
    pack: PackDep,
    settings: SettingsDep,
) -> CollectedClip:
    """Another note, another better wording."""
    row = collections.change_clip(session, collection_id, clip_id, given.note, given.suggestion)
    audit.note(session, user.user_id, "clip.changed", "collection", collection_id, clip=clip_id)
    return Clips(session, pack, Consent.of(session, settings.share_clips)).collected(row)


@router.delete("/collections/{collection_id}/clips/{clip_id}", status_code=204)
def delete_clip(collection_id: RowId, clip_id: RowId, user: Trainer, session: WriteSession) -> None:
    """Take a clip out of the collection."""
    collections.remove_clip(session, collection_id, clip_id)
    audit.note(session, user.user_id, "clip.removed", "collection", collection_id, clip=clip_id)


@router.get("/collections/{collection_id}/export.zip", response_class=Response, responses=_ZIP)
def export_collection(
    collection_id: RowId,
    user: Trainer,
    session: ReadSession,
    pack: PackDep,
    copies: CopiesDep,
    settings: SettingsDep,
    trail: TrailDep,
) -> Response:
    """The collection as a zip: index page, table, clips; personal data masked in text and beeped in sound. Clips of
    agents who do not agree to be an example stay here; the page says how many."""
    row, known = collections.get_collection(session, collection_id), collections.clips_of(session, collection_id)
    clips = Clips(session, pack, Consent.of(session, settings.share_clips))
    shown = [(clip, view) for clip in known if (view := clips.collected(clip)).shared]
    exported = [_exported(session, clip, view, clips, copies) for clip, view in shown]
    content = export_zip(row.name, row.description, exported, len(known) - len(shown))
    trail.note(user.user_id, "collection.exported", "collection", collection_id, clips=len(shown))
    name = quote(f"{row.name}.zip".replace("/", "_"))
    headers = {"Content-Disposition": f"attachment; filename=\"collection-{row.id}.zip\"; filename*=UTF-8''{name}"}
    return Response(content, media_type="application/zip", headers=headers)


def clip_sound(session: Session, clip: ClipRow, request: Request, pack: Pack, copies: CopiesDep) -> Response:
    """The sound of a collected clip, beeped for whoever listens. Raises NotInStore where it is gone."""
    call = get_call(session, clip.call_id)
    kept, shown, edges = kept_recording(session, call), shown_of_call(session, call, pack), (clip.start, clip.end)
    session.close()  # what follows may take seconds
    return sound.answer(request, copies.clip(kept.sha256, None, shown.hidden(), *edges, kept.codec))


def _item(row: CollectionRow, count: int) -> CollectionItem:
    return CollectionItem(id=row.id, name=row.name, description=row.description, clips=count, created_at=row.created_at)


def _exported(session: Session, clip: ClipRow, view: CollectedClip, clips: Clips, copies: CopiesDep) -> ExportedClip:
    told = view.model_dump() | {"call_id": view.call_id[:8], "start": round(view.start, 2), "end": round(view.end, 2)}
    call, pack = get_call(session, clip.call_id), clips.pack
    kept = session.get_one(RecordingRow, call.sha256)
    hidden = clips.shown(clip).hidden()
    heard = cut(copies.wav(kept.sha256, None, hidden, kept.codec), clip.start, clip.end) if view.audio else None
    category = pack.category_titles.get(clip.category or "", clip.category or "")
    return ExportedClip(
        translated(view.title), told, view.note, as_opus(heard) if heard is not None else None, category
    )
