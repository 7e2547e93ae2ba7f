"""Signing in with name and password."""

from __future__ import annotations

from typing import NoReturn

from pipeline.accounts import attempts, audit, sessions
from pipeline.accounts.errors import WrongPassword
from pipeline.accounts.passwords import verify
from pipeline.accounts.sessions import SignedIn
from pipeline.accounts.users import find_user, get_user
from pipeline.storage.database import Database


def sign_in(database: Database, name: str, password: str, address: str) -> SignedIn:
    """Raises WrongPassword or TooManyAttempts. Every failure counts, also where it was the name that is unknown.

    Takes the database, not a session: the password is checked while no transaction is open, since that takes long.
    """
    name = name.strip()
    with database.reading() as session:
        attempts.check(session, name, address)
        user = find_user(session, name)
    right = verify(user.password_hash if user else None, password)
    if user is None or user.disabled_at is not None or not right:
        _refuse(database, name, address)
    with database.writing() as session:
        attempts.check(session, name, address)  # again: many guesses at once must not slip through together
        attempts.forget(session, name, address)
        audit.note(session, user.id, "user.signed_in", "user", user.id)
        return sessions.start(session, get_user(session, user.id))


def _refuse(database: Database, name: str, address: str) -> NoReturn:
    with database.writing() as session:
        attempts.note_failure(session, name, address)
    raise WrongPassword
