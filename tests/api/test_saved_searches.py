"""Filters that somebody keeps under a name."""

from tests.api.review_helpers import API

URL = f"{API}/saved-searches"


def test_one_keeps_replaces_and_forgets_ones_own(site):
    one, other = site.sign_in("reviewer"), site.sign_in("reviewer")
    made = one.post(URL, json={"name": "推脱", "query": "category=dismissive&cursor=abc&period=last_week"})
    assert (made.status_code, made.json()["query"]) == (201, "category=dismissive&period=last_week")
    again = one.post(URL, json={"name": "推脱", "query": "category=vague"}).json()
    assert [item["query"] for item in one.get(URL).json()["items"]] == ["category=vague"]
    assert other.get(URL).json()["items"] == []
    assert other.delete(f"{URL}/{again['id']}").status_code == 404
    assert one.delete(f"{URL}/{again['id']}").status_code == 204
    assert one.get(URL).json()["items"] == []


def test_a_name_is_needed(site):
    one = site.sign_in("reviewer")
    assert one.post(URL, json={"name": " ", "query": ""}).status_code == 422
