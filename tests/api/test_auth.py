"""Signing in, sessions and CSRF."""

import pytest

from api.access import COOKIE, CSRF_HEADER
from pipeline.accounts import users
from pipeline.accounts.passwords import hash_password
from tests.api.site import PASSWORD


@pytest.fixture(scope="module")
def password_hash():
    return hash_password(PASSWORD)


@pytest.fixture
def known(site, password_hash):
    return site.add_user("reviewer", name="li.na", password_hash=password_hash)


def sign_in(client, password=PASSWORD, name="li.na"):
    return client.post("/api/v1/auth/sign-in", json={"name": name, "password": password})


def test_nobody_is_told_who_they_are(client):
    answer = client.get("/api/v1/auth/me")
    assert answer.status_code == 401
    assert answer.json() == {"error": "NotSignedIn", "detail": "请先登录"}


def test_the_right_password_begins_a_session(client, known):
    answer = sign_in(client)
    assert answer.status_code == 200
    assert answer.json()["role"] == "reviewer"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/api/v1/auth/me").json()["user_id"] == known


def test_over_https_the_cookie_is_secure(site, known):
    client = site.visitor()
    client.base_url = "https://testserver"
    assert "Secure" in sign_in(client).headers["set-cookie"]


def test_wrong_password_unknown_name_and_disabled_user_look_alike(site, client, known):
    wrong, unknown = sign_in(client, "wrong password"), sign_in(client, name="nobody")
    with site.database.writing() as session:
        users.disable(session, users.get_user(session, known))
    disabled = sign_in(client)
    assert wrong.status_code == unknown.status_code == disabled.status_code == 401
    assert wrong.json() == unknown.json() == disabled.json()


def test_guessing_is_slowed_down_for_the_right_password_too(client, known):
    for _ in range(5):
        assert sign_in(client, "wrong password").status_code == 401
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900


def test_an_unsafe_request_with_a_cookie_needs_the_csrf_token(client, known):
    token = sign_in(client).json()["csrf_token"]
    assert client.post("/api/v1/auth/sign-out").status_code == 403
    assert client.post("/api/v1/auth/sign-out", headers={CSRF_HEADER: token + "x"}).status_code == 403
    assert client.post("/api/v1/auth/sign-out", headers={CSRF_HEADER: token}).status_code == 204
    assert client.get("/api/v1/auth/me").status_code == 401


def test_a_form_may_carry_the_csrf_token(client, known):
    token = sign_in(client).json()["csrf_token"]
    assert client.post("/api/v1/auth/sign-out", data={"csrf_token": token}).status_code == 204


def test_another_site_can_not_sign_a_browser_in(client, known):
    answer = client.post(
        "/api/v1/auth/sign-in", json={"name": "li.na", "password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_a_new_password_ends_every_session(site, client, known):
    sign_in(client)
    with site.database.writing() as session:
        users.set_password(session, users.get_user(session, known), "another horse 43")
    assert client.get("/api/v1/auth/me").status_code == 401


def test_a_disabled_user_is_out_at_once(site):
    client = site.sign_in("admin")
    with site.database.writing() as session:
        users.disable(session, users.get_user(session, client.user_id))
    assert client.get("/api/v1/auth/me").status_code == 401


def test_a_made_up_cookie_is_nobody(client):
    client.cookies.set(COOKIE, "made-up")
    assert client.get("/api/v1/auth/me").status_code == 401
