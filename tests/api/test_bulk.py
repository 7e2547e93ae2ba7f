"""The same for many calls: what is left out says why, and nothing else is kept from being done."""

from tests.api.review_helpers import API, claimed, finished, published, stored
from tests.pipeline.review.stores import bad_call

URL = f"{API}/reviews/bulk"


def test_what_can_be_published_is_and_the_rest_says_why(site):
    reviewer = site.sign_in("reviewer")
    ready, unreviewed, done = (stored(site, bad_call(ending)) for ending in ("好吧。", "行。", "嗯。"))
    finished(reviewer, ready, claimed(reviewer, ready))
    published(reviewer, done)
    wish = {"do": "publish", "call_ids": [ready, unreviewed, done]}
    look = reviewer.post(URL, json=wish | {"look": True}).json()
    assert look["done"] == [ready]
    assert look["open_findings"] > 0
    assert {one["call_id"]: one["why"] for one in look["excluded"]}.keys() == {unreviewed, done}
    assert reviewer.get(f"{API}/calls/{ready}").json()["review_state"] == "reviewed"  # it was only looked at
    assert reviewer.post(URL, json=wish).json()["done"] == [ready]
    assert reviewer.get(f"{API}/calls/{ready}").json()["review_state"] == "published"


def test_what_another_holds_is_not_claimed(site):
    one, other = site.sign_in("reviewer"), site.sign_in("reviewer")
    free, held = stored(site), stored(site, bad_call("行。"))
    claimed(other, held)
    outcome = one.post(URL, json={"do": "claim", "call_ids": [free, held]}).json()
    assert (outcome["done"], [x["call_id"] for x in outcome["excluded"]]) == ([free], [held])


def test_an_assigned_call_is_the_assignees_next_one(site):
    one, other = site.sign_in("reviewer"), site.sign_in("reviewer")
    call_id = stored(site)
    assert one.post(URL, json={"do": "assign", "call_ids": [call_id], "to": other.user_id}).json()["done"] == [call_id]
    assert one.get("/queue/next").headers["location"] == "/queue?done=1"
    assert call_id in other.get("/queue/next").headers["location"]
    mine = other.get(f"{API}/reviews/queue", params={"mine": True}).json()
    assert [item["call_id"] for item in mine["items"]] == [call_id]
    trainer = site.add_user("trainer")
    assert one.post(URL, json={"do": "assign", "call_ids": [call_id], "to": trainer}).status_code == 422
