"""The trainer's pages: where the team stands, good beside bad, collections."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from api.deps import PackDep, Principal, ReadSession, RowId, SettingsDep, ShortText, TrailDep, Trainer
from api.pages.lost_points import lost_points
from api.pages.rendering import render
from api.pages.views.board import show_board
from api.pages.views.coaching import CollectedClip, ShownClip, clip_sound, show_clip, show_collected, show_standing
from api.pages.views.formats import moment
from api.pages.views.names import FORBIDDEN, Names, names_of
from pipeline.checks.registry import checks
from pipeline.coaching import collections
from pipeline.coaching.clip import Shown, clip_json, shown_of_call
from pipeline.coaching.find import Found, Wanted, bad_examples, good_examples
from pipeline.domain.times import Interval
from pipeline.language import Words
from pipeline.lexicon import Pack
from pipeline.reports import Filter, make_report
from pipeline.storage.calls import get_call
from pipeline.storage.period import Period
from pipeline.storage.tables import CallRow, ClipRow, RecordingRow

router = APIRouter()
CLIPS_EACH = 10
TABS = Words({"/coaching": "团队现状", "/coaching/clips": "对照片段", "/collections": "案例集"})


@router.get("/coaching")
def standing(request: Request, user: Trainer, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    report = make_report(session, "check", Filter(Period.of(settings.timezone)))
    view = show_standing(show_board(report, {}, may_list_calls=False), lost_points(session))
    return _render(request, "coaching/standing.html", user, view=view)


@router.get("/coaching/clips", response_model=None)
def clips(request: Request, user: Trainer, session: ReadSession, pack: PackDep, trail: TrailDep,
          check: Annotated[ShortText, Query()] = FORBIDDEN,
          category: Annotated[ShortText, Query()] = "") -> HTMLResponse | RedirectResponse:  # fmt: skip
    if check not in checks():
        return RedirectResponse("/coaching/clips", 303)
    names, known = names_of(pack), dict[int, Shown]()
    wanted = Wanted(check, category or None, audio_only=False, limit=CLIPS_EACH)
    good = [_clip(session, found, pack, known, names) for found in good_examples(session, wanted, pack)]
    bad = [_clip(session, found, pack, known, names) for found in bad_examples(session, wanted, pack)]
    trail.note(user.user_id, "clips.viewed", "check", check, clips=len(good) + len(bad))
    listed = list(names.categories.items()) if check == FORBIDDEN else []
    return _render(request, "coaching/clips.html", user, good=good, bad=bad, check=check, category=category,
                   checks=[(id, one.title) for id, one in checks().items()], categories=listed,
                   title=names.category(category) if category else names.check(check),
                   collections=[(row.id, row.name) for row, _ in collections.all_collections(session)])  # fmt: skip


@router.get("/collections")
def collections_page(request: Request, user: Trainer, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    shown = [(row.id, row.name, row.description, count, moment(row.created_at, zone))
             for row, count in collections.all_collections(session)]  # fmt: skip
    return _render(request, "coaching/collections.html", user, rows=shown)


@router.get("/collections/{collection_id}")
def collection_page(request: Request, collection_id: RowId, user: Trainer, session: ReadSession,
                    pack: PackDep) -> HTMLResponse:  # fmt: skip
    row, names = collections.get_collection(session, collection_id), names_of(pack)
    shown = [_collected(session, clip, pack, names) for clip in collections.clips_of(session, collection_id)]
    return _render(request, "coaching/collection.html", user, collection=row, clips=shown)


def _clip(session: Session, found: Found, pack: Pack, known: dict[int, Shown], names: Names) -> ShownClip:
    """Personal data masked, whoever looks."""
    id = found.judgement.id
    if id not in known:
        known[id] = Shown.of(session, found.judgement, pack)
    shown = clip_json(found, known[id])
    return show_clip(shown, _sound(session, found.call, shown["start"], shown["end"]), names)


def _collected(session: Session, clip: ClipRow, pack: Pack, names: Names) -> CollectedClip:
    call = get_call(session, clip.call_id)
    lines = shown_of_call(session, call, pack).lines(Interval(clip.start, clip.end))
    return show_collected(clip, lines, _sound(session, call, clip.start, clip.end), names)


def _sound(session: Session, call: CallRow, start: float, end: float) -> str:
    kept = session.get(RecordingRow, call.sha256)
    has_sound = kept is not None and kept.kind == "audio" and kept.deleted_at is None
    return clip_sound(call.id, start, end) if has_sound else ""


def _render(request: Request, template: str, user: Principal, **view: object) -> HTMLResponse:
    here = "/collections" if request.url.path.startswith("/collections") else request.url.path
    shown: dict[str, object] = {"tabs": TABS.items(), "here": here, **view}
    return render(request, template, user, user.csrf_token or "", **shown)  # type: ignore[arg-type]
