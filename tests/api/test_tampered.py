"""Places, dates and forms that somebody has tampered with: refused in words, never an error of ours."""

import base64
import json

import pytest

ID = "0" * 32
MOMENTS = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2024-01-01", "x", None, 5, [], {}, True]
NUMBERS = ["1e999", "nan", None, [], {}, True, 10**400, float("inf"), float("nan"), -1e300]
IDS = ["\0" * 32, "\ud800" * 32, "x", "", None, 5, [], "0" * 33, ID.upper() + "A"]


def cursor(name, *place):
    return base64.urlsafe_b64encode(json.dumps([name, *place]).encode()).decode().rstrip("=")


def with_cursor(path, place):
    return f"{path}{'&' if '?' in path else '?'}cursor={place}"


def places(name, values, *beside):
    """No places of ours; ``beside`` is what a place of this list holds after its id."""
    right = "2024-01-01T00:00:00+00:00" if values is MOMENTS else 1.0
    yield from (cursor(name, value, ID, *beside) for value in values)
    yield from (cursor(name, right, id, *beside) for id in IDS)
    yield from (cursor(name), cursor(name, right), cursor(name, right, ID, *beside, ID))
    yield from (cursor(name, right, ID, wrong) for wrong in (None, 0, "x", []) if beside)


@pytest.mark.parametrize(
    ("path", "name", "values", "beside"),
    [
        ("/api/v1/calls", "calls.newest-", MOMENTS, [False]),
        ("/api/v1/calls?sort=risk", "calls.risk-", NUMBERS, [True]),
        ("/api/v1/calls?sort=score", "calls.score+", NUMBERS, [False]),
        ("/api/v1/calls/failures", "failures.newest-", MOMENTS, [False]),
        ("/api/v1/reviews/queue", "reviews.queue", NUMBERS, []),
        ("/calls", "pages.calls.newest-", MOMENTS, [True]),
        ("/calls?sort=score", "pages.calls.score+", NUMBERS, [False]),
        ("/queue", "pages.queue", NUMBERS, []),
    ],
)
def test_a_cursor_of_nobodys_making_is_refused(site, path, name, values, beside):
    reviewer = site.sign_in("reviewer")
    for place in places(name, values, *beside):
        answer = reviewer.get(with_cursor(path, place))
        assert answer.status_code == 422, place
    right = cursor(name, "2024-01-01T00:00:00+00:00" if values is MOMENTS else 1, ID, *beside)
    assert reviewer.get(with_cursor(path, right)).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/appeals", "/api/v1/audit", "/api/v1/jobs"])
def test_a_cursor_of_rows_is_a_number(site, path):
    name = path.rsplit("/", 1)[1]
    for value in (*NUMBERS, "x", 2**31, -1):
        assert site.sign_in("admin").get(path, params={"cursor": cursor(name, value)}).status_code == 422


MOST = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01", "9999-12-31", "2024-02-30", "x"]


@pytest.mark.parametrize("text", MOST)
def test_dates_beyond_any_call_are_refused_or_find_nothing(site, text):
    admin = site.sign_in("admin")
    for name in ("since", "until"):
        assert admin.get("/api/v1/reports/team", params={name: text}).status_code == 422
        body = {"installed": "gas", name: text}
        assert admin.post("/api/v1/lexicon/dry-runs", json=body).status_code == 422
        assert admin.get("/calls", params={name: text}).status_code == 200
    for name in ("date_from", "date_to"):
        assert admin.get("/api/v1/calls", params={name: text}).status_code in (200, 422)


@pytest.mark.parametrize("started_at", MOST)
def test_a_call_that_began_beyond_the_calendar_is_refused(site, started_at):
    files, facts = {"file": ("a.wav", b"RIFF\0\0")}, {"started_at": started_at}
    answer = site.sign_in("reviewer").post("/api/v1/calls", files=files, data=facts)
    assert answer.status_code == 422


@pytest.mark.parametrize("boundary", ["x" * 5000, "x" * 300, "", '"', "\\", "x y;z"])
def test_a_form_with_an_odd_boundary_is_refused(site, boundary):
    kind = f"multipart/form-data; boundary={boundary}"
    answer = site.sign_in("reviewer").post("/api/v1/calls", content=b"--x", headers={"content-type": kind})
    assert answer.status_code == 422
