"""One shape for every error; nothing is echoed, nothing told about the inside."""

import logging

from fastapi.testclient import TestClient

from api.main import create_app
from api.security import MOST_BYTES

SENTINEL = "张三的电话"


def test_an_unknown_address(client):
    answer = client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()) == (404, {"error": "NotFound", "detail": "没有这个地址"})


def test_a_wrong_method(client):
    assert client.delete("/api/v1/auth/me").json()["error"] == "MethodNotAllowed"


def test_an_invalid_request_is_explained_without_repeating_it(client):
    answer = client.post("/api/v1/auth/sign-in", json={"name": SENTINEL * 40, "password": SENTINEL, "more": SENTINEL})
    assert answer.status_code == 422
    assert {f["field"] for f in answer.json()["fields"]} == {"body.name", "body.more"}
    assert SENTINEL not in answer.text


def test_text_that_no_database_holds_is_refused(client):
    answer = client.post("/api/v1/auth/sign-in", json={"name": "a\0b", "password": "x"})
    assert answer.status_code == 422


def test_an_unexpected_error_tells_nothing_and_logs_its_kind_only(site, caplog):
    def broken() -> None:
        raise KeyError(SENTINEL)

    app = create_app(site.settings, site.database, site.recordings)
    app.add_api_route("/api/broken", broken)
    with caplog.at_level(logging.DEBUG):
        answer = TestClient(app).get("/api/broken")
    assert answer.status_code == 500
    assert answer.json()["error"] == "InternalError"
    assert SENTINEL not in answer.text + caplog.text
    assert "KeyError" in caplog.text


def test_a_large_body_is_refused_declared_or_not(client):
    def parts():
        for _ in range(MOST_BYTES // 1024 + 1):
            yield b" " * 1024

    url, kind = "/api/v1/auth/sign-in", {"Content-Type": "application/json"}
    assert client.post(url, content=b" " * (MOST_BYTES + 1), headers=kind).status_code == 413
    assert client.post(url, content=parts(), headers=kind).status_code == 413


def test_every_answer_carries_the_security_headers(client):
    for path in ("/api/v1/auth/me", "/nothing"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def test_an_error_on_a_page_is_a_page(site, monkeypatch):
    def broken(*_args, **_more):
        raise KeyError(SENTINEL)

    monkeypatch.setattr("api.pages.people.users.all_users", broken)
    answer = site.sign_in("admin").get("/users")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "页面没能打开" in answer.text
    assert SENTINEL not in answer.text
