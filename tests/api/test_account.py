"""A user's account as a whole, and agents who have none."""

from dataclasses import replace

import pytest

from tests.builders import agent, call

URL = "/api/v1/users"


def put(client, id, **given):
    return client.put(f"{URL}/{id}/account", json={"display_name": "王伟"} | given)


def test_role_agent_and_team_change_together(site):
    admin = site.sign_in("admin")
    browser = site.sign_in("reviewer")
    changed = put(admin, browser.user_id, role="agent", agent_id="A7", team="一组")
    assert changed.status_code == 200
    told = changed.json()
    assert (told["role"], told["agent_id"], told["team"], told["display_name"]) == ("agent", "A7", "一组", "王伟")
    assert (told["sso"], told["linked"]) == (False, False)
    assert browser.get("/api/v1/auth/me").status_code == 401  # had the old rights
    again = put(admin, browser.user_id, role="trainer")
    assert (again.json()["agent_id"], again.json()["team"]) == (None, None)
    assert admin.get(f"{URL}/{browser.user_id}/account").json()["role"] == "trainer"


def test_another_name_or_team_ends_no_session(site):
    admin, browser = site.sign_in("admin"), site.sign_in("agent")
    assert put(admin, browser.user_id, role="agent", agent_id="A001", team="二组").json()["team"] == "二组"
    assert browser.get("/api/v1/auth/me").json()["display_name"] == "王伟"


@pytest.mark.parametrize(
    "given",
    [
        {"role": "agent"},
        {"role": "reviewer", "agent_id": "A7"},
        {"role": "king"},
        {"role": "agent", "agent_id": "A7", "display_name": ""},
    ],
)
def test_what_does_not_fit_together_is_refused(site, given):
    assert put(site.sign_in("admin"), site.add_user("reviewer"), **given).status_code == 422


def test_nobody_takes_the_last_administrators_role_nor_their_own(site):
    admin = site.sign_in("admin")
    assert put(admin, admin.user_id, role="reviewer").status_code == 422
    assert put(admin, admin.user_id, role="admin").status_code == 200
    other = site.sign_in("admin")
    assert put(other, admin.user_id, role="reviewer").status_code == 200
    assert put(other, 4711, role="reviewer").status_code == 404


def test_agents_without_an_account_are_listed_and_get_one(site):
    for id, by in (("first", "A9"), ("second", "A9"), ("third", "A001")):
        site.store(replace(call(agent("您好"), id=id), agent_id=by))
    site.add_user("agent", agent_id="A001")
    admin = site.sign_in("admin")
    assert admin.get(f"{URL}/agents-without-account").json() == [{"agent_id": "A9", "team": None, "calls": 2}]
    page = admin.get("/users/agents").text
    assert 'value="A9"' in page
    made = admin.post(URL, json={"name": "A9", "role": "agent", "agent_id": "A9", "password": "correct horse 42"})
    assert made.status_code == 201
    assert admin.get(f"{URL}/agents-without-account").json() == []
    assert "每位坐席都有账号" in admin.get("/users/agents").text


def test_the_page_of_a_user_shows_what_is(site):
    admin = site.sign_in("admin")
    page = admin.get(f"/users/{site.add_user('agent', 'wang.wei', 'A7')}").text
    assert 'value="A7"' in page
    assert "单位账号" not in page  # there is no provider
    assert f'href="/users/{admin.user_id}"' in admin.get("/users").text
