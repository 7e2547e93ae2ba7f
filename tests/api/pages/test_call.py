"""The reviewer's pages answer the right people, and hold what they should."""

import pytest

from tests.builders import agent, call, customer

PAGES = ("/queue", "/queue/next", "/calls", "/failures")


@pytest.fixture
def call_id(site):
    return site.store(
        call(agent("您好，这里是信息科服务热线。"), customer("我叫<b>曹颖</b>。"), agent("再见。"), audio=False)
    )


@pytest.mark.parametrize("role", ["trainer", "agent"])
def test_others_than_reviewers_are_refused(site, call_id, role):
    client = site.sign_in(role)
    assert {client.get(path).status_code for path in (*PAGES, f"/calls/{call_id}", f"/calls/{call_id}/parts")} == {403}


@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_reviewers_and_admins_see_the_call(site, call_id, role):
    page = site.sign_in(role).get(f"/calls/{call_id}")
    assert page.status_code == 200
    assert "我叫&lt;b&gt;曹颖&lt;/b&gt;。" in page.text
    assert "没有录音，仅有文字记录" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_the_parts_are_those_of_the_page(site, call_id):
    client = site.sign_in("reviewer")
    page, parts = client.get(f"/calls/{call_id}").text, client.get(f"/calls/{call_id}/parts").text
    for name in ("state", "transcript", "filter", "findings", "card", "slots", "history"):
        assert f'data-part="{name}"' in page
        assert f'data-part="{name}"' in parts


def test_a_call_that_is_not_there(site):
    assert site.sign_in("reviewer").get("/calls/" + "0" * 32).status_code == 404


def test_next_leads_to_a_call_and_then_to_the_end(site, call_id):
    client = site.sign_in("reviewer")
    assert client.get("/queue/next").headers["location"] == f"/calls/{call_id}?from=queue"
    site.sign_in("reviewer").post(f"/api/v1/calls/{call_id}/claim")
    assert client.get("/queue/next").headers["location"] == "/queue?done=1"


def test_what_can_not_be_understood_in_a_filter_is_ignored(site, call_id):
    client = site.sign_in("reviewer")
    for path in ("/queue?why=nonsense&check=x&state=y", "/calls?since=yesterday&state=odd&sort=upwards"):
        assert call_id in client.get(path).text
    assert client.get("/calls?cursor=nonsense").status_code == 422
