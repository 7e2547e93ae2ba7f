"""Users and tokens over the API."""

from datetime import timedelta

import pytest

from pipeline.accounts import Scope, tokens, users
from pipeline.accounts.passwords import hash_password
from pipeline.storage.tables import TokenRow, utc_now
from tests.api.site import PASSWORD

USERS, TOKENS, ME = "/api/v1/users", "/api/v1/tokens", "/api/v1/auth/me"


@pytest.fixture(scope="module")
def password_hash():
    return hash_password(PASSWORD)


def test_an_administrator_adds_and_disables_users(site):
    admin = site.sign_in("admin")
    new = {"name": "wang.wei", "role": "agent", "agent_id": "A007", "password": PASSWORD}
    added = admin.post(USERS, json=new)
    assert added.status_code == 201
    assert "password" not in added.text
    assert admin.post(USERS, json=new).status_code == 409
    user_id = added.json()["id"]
    agent = site.browser(user_id)
    assert agent.get(ME).json()["agent_id"] == "A007"
    assert admin.patch(f"{USERS}/{user_id}", json={"disabled": True}).json()["disabled_at"]
    assert agent.get(ME).status_code == 401
    assert admin.patch(f"{USERS}/{user_id}", json={"disabled": False}).json()["disabled_at"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "aaaaaaaaaaaa"},
        {"password": "wang.wei 12345"},
        {"role": "boss"},
        {"agent_id": None},
        {"role": "admin"},
        {"name": "with space"},
        {"name": "\u0000"},
    ],
)
def test_users_that_make_no_sense_are_refused(site, wrong):
    given = {"name": "wang.wei", "role": "agent", "agent_id": "A007", "password": PASSWORD} | wrong
    assert site.sign_in("admin").post(USERS, json=given).status_code == 422


def test_administrators_can_not_lock_themselves_out(site):
    admin = site.sign_in("admin")
    assert admin.patch(f"{USERS}/{admin.user_id}", json={"disabled": True}).status_code == 422


def test_changing_the_own_password_needs_the_old_one_and_ends_sessions(site, password_hash):
    browser = site.browser(site.add_user("trainer", password_hash=password_hash))
    wrong = browser.post(f"{USERS}/me/password", json={"old": "wrong password", "new": "another horse 43"})
    assert wrong.status_code == 401
    assert browser.post(f"{USERS}/me/password", json={"old": PASSWORD, "new": "another horse 43"}).status_code == 204
    assert browser.get(ME).status_code == 401


def test_a_token_is_shown_once_and_works_until_it_is_revoked(site):
    browser = site.sign_in("reviewer")
    made = browser.post(TOKENS, json={"name": "crm", "scopes": ["read"], "days": 30}).json()
    assert made["token"].startswith("tj_")
    assert "token" not in browser.get(TOKENS).json()[0]
    program = site.visitor()
    program.headers["Authorization"] = f"Bearer {made['token']}"
    assert program.get(ME).json()["via"] == "token"
    assert browser.get(TOKENS).json()[0]["last_used_at"]
    assert browser.delete(f"{TOKENS}/{made['id']}").status_code == 204
    answer = program.get(ME)
    assert (answer.status_code, answer.json()["error"]) == (401, "NotSignedIn")


def test_a_token_ends_and_a_disabled_users_token_counts_for_nothing(site):
    user_id = site.add_user("reviewer")
    program = site.token(user_id)
    assert program.get(ME).status_code == 200
    with site.database.writing() as session:
        session.query(TokenRow).one().expires_at = utc_now() - timedelta(seconds=1)
    assert program.get(ME).status_code == 401
    other = site.token(user_id)
    with site.database.writing() as session:
        users.disable(session, users.get_user(session, user_id))
    assert other.get(ME).status_code == 401


def test_tokens_are_kept_as_hashes_only(site):
    with site.database.writing() as session:
        row, text = tokens.issue(session, site_user(site), "x", [Scope.READ], 1)
        assert text not in (row.token_hash, row.name)
        assert len(row.token_hash) == 64


def site_user(site):
    with site.database.reading() as session:
        known = users.all_users(session)
    return known[0].id if known else site.add_user("admin")


def test_nobody_revokes_anothers_token_but_an_administrator(site):
    site.token(site.add_user("reviewer"))
    assert site.sign_in("reviewer").delete(f"{TOKENS}/1").status_code == 404
    assert site.sign_in("admin").delete(f"{TOKENS}/1").status_code == 204


def test_a_token_makes_no_tokens_and_sets_no_passwords(site):
    program = site.token(site.add_user("admin"))
    assert program.post(TOKENS, json={"name": "x", "scopes": ["read"]}).status_code == 403
    assert program.post(f"{USERS}/me/password", json={"old": "x", "new": "y"}).status_code == 403


def test_an_upload_token_uploads_and_does_nothing_else(site):
    program = site.token(site.add_user("reviewer"), Scope.UPLOAD)
    assert program.post("/api/v1/calls", files={"file": ("a.wav", b"RIFF\x00\x01")}).status_code == 201
    assert program.get("/api/v1/calls").status_code == 403
