"""The trainer's pages: where the team stands, good beside bad, collections."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict

from api.cursor import dump_example_cursor, load_example_cursor
from api.deps import Coach, PackDep, Principal, ReadSession, RowId, SettingsDep, TrailDep, Trainer, UserRole
from api.pages.call_filters import Text, day_of
from api.pages.lost_points import lost_points
from api.pages.rendering import render
from api.pages.views.board import show_board
from api.pages.views.coaching import ShownClip, ShownPair, show_clip, show_collected, show_standing
from api.pages.views.formats import moment
from api.pages.views.names import FORBIDDEN, Names, names_of
from api.views.coaching import Clips, visible_clips
from api.visibility import refuse_other_team
from pipeline.accounts.agents import all_agents, teams_of
from pipeline.checks.registry import checks
from pipeline.coaching import collections
from pipeline.coaching.consent import Consent
from pipeline.coaching.done_right import act_title, acts_of_check, redeemable
from pipeline.coaching.examples import Found, Page, Wanted
from pipeline.coaching.find import bad_examples, good_examples
from pipeline.coaching.pairs import pairs
from pipeline.language import Words, translated
from pipeline.lexicon import Pack
from pipeline.reports import Filter, make_report
from pipeline.settings import Settings
from pipeline.storage.period import Period

router = APIRouter()
CLIPS_EACH, POOL = 10, 20
BAD, GOOD = "pages.clips.bad", "pages.clips.good"
TABS = Words(
    {"/coaching": "团队现状", "/coaching/clips": "对照片段", "/collections": "案例集", "/assignments": "学习任务"}
)
FOR_TRAINERS = "/coaching"  # of every team


class Asked(BaseModel):
    """The filter as the address has it; empty: not asked for. ``bad`` and ``good`` are where pages go on."""

    model_config = ConfigDict(extra="ignore")

    check: Text = FORBIDDEN
    category: Text = ""
    act: Text = ""
    agent: Text = ""
    team: Text = ""
    since: Text = ""
    until: Text = ""
    bad: Text = ""
    good: Text = ""

    def wanted(self, user: Principal, settings: Settings) -> Wanted:
        return Wanted(
            check=self.check,
            category=self.category or None,
            act=self.act or None,
            agent_id=self.agent or None,
            team=refuse_other_team(user, self.team or None),
            date_from=day_of(self.since),
            date_to=day_of(self.until),
            timezone=settings.timezone,
            limit=CLIPS_EACH,
        )

    def address(self, **other: str) -> str:
        query = {name: value for name, value in (self.model_dump() | other).items() if value}
        return f"/coaching/clips?{urlencode(query)}"


@router.get("/coaching")
def standing(request: Request, user: Trainer, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    report = make_report(session, "check", Filter(Period.of(settings.timezone)))
    view = show_standing(show_board(report, {}, may_list_calls=False), lost_points(session))
    return render_tab(request, "coaching/standing.html", user, view=view)


@router.get("/coaching/clips", response_model=None)
def clips(
    request: Request,
    user: Coach,
    session: ReadSession,
    pack: PackDep,
    settings: SettingsDep,
    trail: TrailDep,
    asked: Annotated[Asked, Query()],
) -> HTMLResponse | RedirectResponse:
    if asked.check not in checks():
        return RedirectResponse("/coaching/clips", 303)
    wanted, names = asked.wanted(user, settings), names_of(pack)
    bad = bad_examples(session, wanted, pack, load_example_cursor(BAD, asked.bad or None))
    pool = replace(wanted, agent_id=None, limit=POOL)
    good = good_examples(session, pool, pack, load_example_cursor(GOOD, asked.good or None))
    made = Clips(session, pack, Consent.of(session, settings.share_clips))
    paired, others = pairs(bad.found, good.found)
    show = partial(_shown, made, names)
    shown = [ShownPair(show(p.bad), show(p.good) if p.good else None) for p in paired]
    more = [show(f) for f in others]
    trail.note(user.user_id, "clips.viewed", "check", asked.check, clips=len(shown) + len(more))
    return render_tab(
        request,
        "coaching/pairs.html",
        user,
        pairs=shown,
        more=more,
        asked=asked,
        checks=[(id, translated(one.title)) for id, one in checks().items()],
        categories=list(names.categories.items()) if asked.check == FORBIDDEN else [],
        acts=_acts(asked, pack),
        agents=[
            (a.agent_id, f"{a.name}（{a.agent_id}）" if a.has_account else a.agent_id)
            for a in all_agents(session)
            if user.team in (None, a.team)
        ],
        teams=[] if user.team is not None else [(name, name) for name in teams_of(session)],
        title=names.category(asked.category) if asked.category else names.check(asked.check),
        has_right_way=redeemable(asked.category or None, pack) if asked.check == FORBIDDEN else True,
        next_bad=_more(asked, bad, "bad"),
        next_good=_more(asked, good, "good"),
        collections=[(row.id, row.name) for row, _ in collections.all_collections(session)],
        may_collect=user.role is not UserRole.LEAD,
    )


@router.get("/collections")
def collections_page(request: Request, user: Coach, session: ReadSession, settings: SettingsDep) -> HTMLResponse:
    zone = ZoneInfo(settings.timezone)
    shown = [
        (row.id, row.name, row.description, count, moment(row.created_at, zone))
        for row, count in collections.all_collections(session)
    ]
    return render_tab(
        request, "coaching/collections.html", user, rows=shown, may_collect=user.role is not UserRole.LEAD
    )


@router.get("/collections/{collection_id}")
def collection_page(
    request: Request, collection_id: RowId, user: Coach, session: ReadSession, pack: PackDep, settings: SettingsDep
) -> HTMLResponse:
    row, names = collections.get_collection(session, collection_id), names_of(pack)
    made = Clips(session, pack, Consent.of(session, settings.share_clips))
    rows = visible_clips(session, user, collection_id, made.consent)
    address = f"/api/v1/coaching/collections/{collection_id}/clips"
    shown = [show_collected(made.collected(clip, f"{address}/{clip.id}/audio"), names) for clip in rows]
    agents = [a for a in all_agents(session) if user.team in (None, a.team)]
    return render_tab(
        request,
        "coaching/collection.html",
        user,
        collection=row,
        clips=shown,
        agents=agents,
        teams=[user.team] if user.team is not None else teams_of(session),
        may_collect=user.role is not UserRole.LEAD,
        withheld=sum(not one.shared for one in shown),
    )


def _shown(made: Clips, names: Names, found: Found) -> ShownClip:
    return show_clip(made.example(found), names)


def _acts(asked: Asked, pack: Pack) -> list[tuple[str, str]]:
    known = acts_of_check(asked.check, asked.category or None, pack)
    return [(act, title) for act in known if (title := act_title(act, pack))]


def _more(asked: Asked, page: Page, side: str) -> str:
    """The address where the list of one side goes on; empty at its end."""
    if page.next is None:
        return ""
    return asked.address(**{side: dump_example_cursor(BAD if side == "bad" else GOOD, page.next) or ""})


def render_tab(request: Request, template: str, user: Principal, **view: object) -> HTMLResponse:
    """A page of training, with the tabs that this role may open."""
    path = request.url.path
    here = next((href for href in ("/collections", "/assignments") if path.startswith(href)), path)
    tabs = [tab for tab in TABS.items() if user.role is not UserRole.LEAD or tab[0] != FOR_TRAINERS]
    shown: dict[str, object] = {"tabs": tabs, "here": here, **view}
    return render(request, template, user, user.csrf_token or "", **shown)  # type: ignore[arg-type]
