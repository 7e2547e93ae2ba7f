"""axe on every page that there is, in both languages, as somebody who may open it; none is wider than a phone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from pipeline.accounts import users
from pipeline.cases.follow import follow
from pipeline.storage.tables import CallRow
from tests.api.own_lexicon import with_own_lexicon
from tests.api.pages.test_access import NUMBERS, PAGES
from tests.api.review_helpers import API
from tests.api.test_assignments import collected, given, team_of
from tests.api.test_cases import heard
from tests.api.test_lexicon import CHANGE
from tests.e2e.accessibility import violations
from tests.e2e.conftest import WIDE
from tests.e2e.lived import appeal_first, user_of
from tests.stored_calls import hotline

WHO = {"admin": "root", "agent": "a001", "lead": "zhao", "trainer": "chen", "reviewer": "liting"}
TEAM, BEGAN = "一组", datetime(2026, 3, 11, 1, tzinfo=UTC)
NO_PAGES = {"/sign-out", "/calls/{call_id}/parts", "/calls/{call_id}/publication"}  # parts of pages, and a form


@pytest.fixture
def lived(live, tmp_path):
    """What each address with a number leads to, by the name of its place."""
    site, _ = live
    with_own_lexicon(site, tmp_path)
    appeal_first(site)
    site.add_user("lead", WHO["lead"], team=TEAM)
    with site.database.reading() as session:
        call_id = session.scalars(select(CallRow.id).filter_by(name="printer-complaint")).one()
        admin = user_of(session, "root")
    team_of(site, call_id, TEAM)
    root = site.browser(admin)
    collection, _clip = collected(root, call_id)
    assignment = given(root, collection, agent_ids=["A001"]).json()["id"]
    own = site.browser(_id(site, "a001")).get(f"{API}/agents/me/assignments").json()["items"][0]["id"]
    session_made = root.post(f"{API}/calibrations", json={"name": "十一月校准", "call_ids": [call_id]}).json()["id"]
    job = root.post(f"{API}/lexicon/dry-runs", json=CHANGE | {"calls": 10})
    assert job.status_code == 202, job.text
    ids = {"assignment_id": assignment, "collection_id": collection, "calibration_id": session_made}
    return NUMBERS | ids | {"call_id": call_id, "job_id": job.json()["id"], "number": _case(site), "own": own}


def _id(site, name):
    with site.database.reading() as session:
        return user_of(session, name)


def _case(site):
    """The number of a case of two calls of A001, with promises."""
    numbers = ("13900010002", "13900010088")
    spoken = [replace(heard(number), recording=None) for number in numbers]  # without sound
    ids = [site.store(one, started_at=BEGAN + timedelta(minutes=n)) for n, one in enumerate(spoken)]
    with site.database.writing() as session:
        rows = [session.get_one(CallRow, id) for id in ids]
        for row in rows:
            row.agent_id, row.team = "A001", TEAM
        follow(session, rows[0], hotline(), ZoneInfo("Asia/Shanghai"))
        return rows[0].case_number


def place_of(path: str, lived: dict) -> str:
    ids = lived | {"assignment_id": lived["own"]} if path.startswith("/me/") else lived
    return path.format(**ids)


def pages_of(role: str) -> list[str]:
    """Those that nobody before in WHO looks at: an administrator opens nearly all."""
    before = set(list(WHO)[: list(WHO).index(role)])
    own = role in ("agent", "lead")  # they see other pages at the same addresses
    return [
        path for path, roles in PAGES.items() if path not in NO_PAGES and role in roles and (own or not before & roles)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", [role for role in WHO if pages_of(role)])
def test_every_page(visit, live, lived, role, language):
    site, found, wide = live[0], [], []
    with site.database.writing() as session:
        users.choose_language(session, user_of(session, WHO[role]), language)
    page = visit(WHO[role], "/account")
    for path in pages_of(role):
        place = place_of(path, lived)
        answer = page.goto(place)
        assert answer.status == 200, place
        page.wait_for_load_state("networkidle")
        found += [f"{path} {fault}" for fault in violations(page, dark=language == "zh")]
        page.set_viewport_size({"width": 390, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
        page.set_viewport_size(WIDE)
    assert (found, wide) == ([], [])
