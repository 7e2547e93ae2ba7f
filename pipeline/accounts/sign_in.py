"""Signing in with name and password."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from pipeline.accounts import attempts, audit, known_browser, sessions
from pipeline.accounts.attempts import Asking
from pipeline.accounts.errors import ElsewhereOnly, WrongPassword
from pipeline.accounts.passwords import verify
from pipeline.accounts.sessions import SignedIn
from pipeline.accounts.users import find_user, get_user
from pipeline.storage.database import Database
from pipeline.storage.tables import UserRole, utc_now


def sign_in(
    database: Database, name: str, password: str, address: str, browser: str | None = None, *, only_admins: bool = False
) -> SignedIn:
    """Raises WrongPassword or TooManyAttempts, and ElsewhereOnly for others than administrators where ``only_admins``.

    Every failure counts, also where it was the name that is unknown.

    Takes the database, not a session: the password is checked while no transaction is open, since that takes long.
    ``browser`` is the cookie that this browser got when somebody signed in with it before.
    """
    name = name.strip()
    with database.reading() as session:
        user = find_user(session, name)
        known = user is not None and known_browser.is_known(user, browser, utc_now())
        asking = Asking(name, address, browser if known else None)
        attempts.check(session, asking)
    right = verify(user.password_hash if user else None, password)
    if user is None or user.disabled_at is not None or not right:
        _refuse(database, asking)
    if only_admins and user.role != UserRole.ADMIN:
        raise ElsewhereOnly
    with database.writing() as session:
        attempts.check(session, asking)  # again: many guesses at once must not slip through together
        attempts.forget(session, asking)
        audit.note(session, user.id, "user.signed_in", "user", user.id)
        user = get_user(session, user.id)
        return replace(sessions.start(session, user), browser=known_browser.cookie_for(user, utc_now()))


def _refuse(database: Database, asking: Asking) -> NoReturn:
    with database.writing() as session:
        attempts.note_failure(session, asking)
    raise WrongPassword
