"""A lead sees their own team and nobody else's: calls, boards, assignments, promises, clips."""

import re

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from api.main import PREFIX
from pipeline.storage.tables import CallRow
from tests.api.access_table import TABLE
from tests.api.pages.test_access import PAGES
from tests.api.review_helpers import API, published, stored
from tests.api.test_assignments import ASSIGNMENTS, COLLECTIONS, collected, given, team_of
from tests.pipeline.review.stores import bad_call

OURS, THEIRS = "一组", "二组"
SECRET = "旁组密语"


@pytest.fixture
def teams(site):
    """A call of each team; that of the other one says SECRET, and is published."""
    mine, other = stored(site, agent_id="A001"), stored(site, bad_call(f"{SECRET}。"), agent_id="B007")
    team_of(site, mine, OURS)
    team_of(site, other, THEIRS)
    with site.database.writing() as session:
        for id, number in ((mine, 1), (other, 2)):
            session.get_one(CallRow, id).started_at = session.get_one(CallRow, id).created_at
            session.get_one(CallRow, id).name = f"call-{number}" if id == mine else SECRET
    published(site.sign_in("reviewer"), other)
    return mine, other


@pytest.fixture
def lead(site):
    return site.sign_in("lead", team=OURS)


def test_own_calls_alone(teams, lead):
    mine, other = teams
    assert [item["id"] for item in lead.get(f"{API}/calls").json()["items"]] == [mine]
    assert lead.get(f"{API}/calls", params={"team": THEIRS}).json()["items"] == []
    assert lead.get(f"{API}/calls", params={"q": SECRET}).json()["total"] == 0
    for path in ("", "/transcript", "/result", "/scorecard", "/effective", "/receipt"):
        assert lead.get(f"{API}/calls/{mine}{path}").status_code == 200
        assert lead.get(f"{API}/calls/{other}{path}").status_code == 404
    assert lead.get(f"/calls/{mine}").status_code == 200
    assert lead.get(f"/calls/{other}").status_code == 404


def test_whatever_is_asked_of_another_teams_call_it_is_not_there(site, teams, lead):
    for route in iter_route_contexts(site.app.routes):
        if not (isinstance(route.original_route, APIRoute) and "{call_id}" in route.path):
            continue
        for method in route.methods:
            path = route.path.removeprefix(PREFIX)
            allowed = TABLE.get((method, path), PAGES.get(route.path, ()))
            if "lead" in allowed:
                address = re.sub(r"\{\w+\}", "1", route.path.replace("{call_id}", teams[1]))
                assert lead.request(method, address, json={}).status_code in (404, 422), (method, route.path)


def test_no_answer_tells_of_another_team(site, teams, lead):
    reads = [PREFIX + path for (method, path), roles in TABLE.items() if method == "GET" and "lead" in roles]
    for path in [*reads, *(path for path, roles in PAGES.items() if "lead" in roles and path != "/sign-out")]:
        if "{call_id}" in path:
            continue
        asked = re.sub(r"\{by\}", "agent", re.sub(r"\{(?!by)\w+\}", "1", path))
        answer = lead.get(asked, params={"check": "forbidden_phrases", "with_audio": False, "limit": 50})
        assert answer.status_code < 500, path
        hidden = [h for h in (SECRET, THEIRS, "B007", teams[1]) if h in answer.text]
        assert hidden == [], path


def test_boards_count_the_own_team_alone(teams, lead):
    for by in ("agent", "team", "week", "check", "quality"):
        assert lead.get(f"{API}/reports/{by}").json()["calls"] == 1, by
    assert lead.get(f"{API}/reports/agent", params={"team": THEIRS}).status_code == 403
    assert lead.get("/board/agent", params={"team": THEIRS}).status_code == 403
    assert [line["key"] for line in lead.get(f"{API}/reports/agent").json()["lines"]] == ["A001"]
    assert lead.get(f"{API}/agents/B007/summary").json()["calls"] == 0


def test_clips_and_assignments_of_the_own_team(site, teams, lead):
    mine, other = teams
    trainer = site.sign_in("trainer")
    shown = lead.get(f"{API}/coaching/clips", params={"check": "forbidden_phrases", "with_audio": False}).json()
    assert {clip["call_id"] for clip in shown["bad"]} == {mine}
    collection, clip = collected(trainer, other)
    assert given(lead, collection, agent_ids=["B007"]).status_code == 422
    assert given(lead, collection, team=THEIRS).status_code == 422
    own = given(lead, collection, team=OURS)
    assert own.status_code == 201
    theirs = given(trainer, collection, team=THEIRS).json()["id"]
    assert [item["id"] for item in lead.get(ASSIGNMENTS).json()["items"]] == [own.json()["id"]]
    assert lead.get(f"{ASSIGNMENTS}/{theirs}").status_code == 404
    assert lead.get(f"/assignments/{theirs}").status_code == 404
    assert lead.patch(f"{ASSIGNMENTS}/{theirs}", json={"note": "x"}).status_code == 404
    assert lead.post(f"{ASSIGNMENTS}/{theirs}/withdraw").status_code == 404
    assert lead.get(f"{COLLECTIONS}/{collection}").json()["items"] != []  # B007 agrees, as the office has it
    b007 = site.sign_in("agent", agent_id="B007")
    b007.put(f"{API}/agents/me/consent", json={"chosen": False})
    assert lead.get(f"{COLLECTIONS}/{collection}").json()["items"] == []
    assert lead.get(f"{COLLECTIONS}/{collection}/clips/{clip['id']}/audio").status_code == 404


def test_a_lead_needs_a_team_and_others_have_none(site):
    admin = site.sign_in("admin")
    new = {"name": "wang.lead", "role": "lead", "password": "correct horse 42"}
    assert admin.post(f"{API}/users", json=new).status_code == 422
    assert admin.post(f"{API}/users", json=new | {"team": OURS}).json()["team"] == OURS
    assert admin.post(f"{API}/users", json=new | {"role": "reviewer", "team": OURS}).status_code == 422
    user_id = admin.get(f"{API}/users").json()[-1]["id"]
    assert admin.patch(f"{API}/users/{user_id}", json={"team": THEIRS}).json()["team"] == THEIRS


def test_a_lead_sees_no_cards(site, lead):
    heard = bad_call("身份证是11010519491231002X。")
    call_id = stored(site, heard)
    team_of(site, call_id, OURS)
    shown = lead.get(f"{API}/calls/{call_id}/transcript").text
    assert "11010519491231002X" not in shown
    assert "曹颖" in shown
