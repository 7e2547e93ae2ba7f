"""Passwords, sessions, tokens and the counting of failures, on both databases."""

from datetime import timedelta

import pytest

from pipeline.accounts import Scope, attempts, sessions, tokens, users
from pipeline.accounts.attempts import Asking
from pipeline.accounts.errors import BadAccount, TooManyAttempts, WrongPassword
from pipeline.accounts.passwords import generate, hash_password, verify
from pipeline.accounts.sign_in import sign_in
from pipeline.storage.errors import Conflict
from pipeline.storage.tables import SessionRow, SignInRow, UserRole, utc_now

PASSWORD = "correct horse 42"


@pytest.fixture(scope="module")
def password_hash():
    return hash_password(PASSWORD)


@pytest.fixture
def reviewer(database, password_hash):
    with database.writing() as session:
        return users.add_user(session, "li.na", UserRole.REVIEWER, password_hash).id


def test_a_hash_tells_nothing_and_no_hash_is_never_right(password_hash):
    assert PASSWORD not in password_hash
    assert password_hash.startswith("$argon2id$")
    assert verify(password_hash, PASSWORD)
    assert not verify(password_hash, PASSWORD + " ")
    assert not verify(None, PASSWORD)
    assert not verify("unusable", PASSWORD)


@pytest.mark.parametrize("weak", ["", "short", "aaaaaaaaaaaa", "ababababab", "x" * 201, "my LI.NA password"])
def test_weak_passwords_are_refused(weak):
    with pytest.raises(BadAccount):
        hash_password(weak, "li.na")


def test_generated_passwords_are_strong_and_differ():
    assert len({generate() for _ in range(50)}) == 50
    hash_password(generate())


def test_names_are_unique_and_agents_have_numbers(database, reviewer):
    with database.writing() as session:
        with pytest.raises(Conflict):
            users.add_user(session, "li.na", UserRole.ADMIN, "x")
        with pytest.raises(BadAccount):
            users.add_user(session, "a", UserRole.AGENT, "x")
        with pytest.raises(BadAccount):
            users.add_user(session, "a", UserRole.ADMIN, "x", agent_id="A001")


def test_a_session_is_found_by_its_cookie_until_it_ends(database, reviewer):
    with database.writing() as session:
        signed_in = sessions.start(session, users.get_user(session, reviewer))
        assert session.query(SessionRow).one().token_hash != signed_in.cookie
        assert sessions.find(session, signed_in.cookie).user_id == reviewer
        assert sessions.find(session, "other") is None
        session.query(SessionRow).one().expires_at = utc_now() - timedelta(seconds=1)
        session.flush()
        assert sessions.find(session, signed_in.cookie) is None


def test_the_right_password_forgets_the_misspellings(database, reviewer):
    for _ in range(attempts.MOST_OF_PAIR - 1):
        with pytest.raises(WrongPassword):
            sign_in(database, "li.na", "wrong password", "192.0.2.1")
    assert sign_in(database, "li.na", PASSWORD, "192.0.2.1").principal.user_id == reviewer
    with pytest.raises(WrongPassword):
        sign_in(database, "li.na", "wrong password", "192.0.2.1")


def test_guessing_from_one_address_does_not_lock_the_person_out_elsewhere(database, reviewer):
    for _ in range(attempts.MOST_OF_PAIR):
        with database.writing() as session:
            attempts.note_failure(session, Asking("li.na", "192.0.2.1"))
    with pytest.raises(TooManyAttempts):
        sign_in(database, "li.na", PASSWORD, "192.0.2.1")
    assert sign_in(database, "li.na", PASSWORD, "192.0.2.2")


def test_a_net_of_machines_is_stopped_too_and_time_heals(database, reviewer):
    with database.writing() as session:
        for n in range(attempts.MOST_OF_NAME):
            attempts.note_failure(session, Asking("li.na", f"192.0.2.{n}"))
    with pytest.raises(TooManyAttempts):
        sign_in(database, "li.na", PASSWORD, "198.51.100.1")
    with database.writing() as session:
        for row in session.query(SignInRow):
            row.at = utc_now() - attempts.WINDOW
    assert sign_in(database, "li.na", PASSWORD, "198.51.100.1")


def test_tokens_carry_scopes_and_end(database, reviewer):
    with database.writing() as session:
        row, text = tokens.issue(session, reviewer, "crm", [Scope.READ, Scope.READ], 1)
        assert tokens.find(session, text).scopes == {Scope.READ}
        tokens.revoke(session, row.id, reviewer)
        session.flush()
        assert tokens.find(session, text) is None
        with pytest.raises(BadAccount):
            tokens.issue(session, reviewer, "x", [], 1)
        with pytest.raises(BadAccount):
            tokens.issue(session, reviewer, "x", [Scope.READ], 9999)
