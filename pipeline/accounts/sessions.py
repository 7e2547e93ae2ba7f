"""Signed-in browsers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pipeline.accounts.principal import Principal, principal_of
from pipeline.accounts.secret import hash_secret, new_secret
from pipeline.storage.tables import SessionRow, UserRow, utc_now

LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. ``cookie`` is told to the browser and to nobody else."""

    cookie: str = field(repr=False)
    principal: Principal
    expires_at: datetime
    browser: str = field(default="", repr=False)  # another cookie: what tells this browser next time


def start(session: Session, user: UserRow) -> SignedIn:
    """Begin a session of ``user``; ended ones of everybody are swept out."""
    now = utc_now()
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now))
    cookie, csrf = new_secret(), new_secret()
    session.add(SessionRow(token_hash=hash_secret(cookie), user_id=user.id, csrf_token=csrf, expires_at=now + LASTS))
    session.flush()
    return SignedIn(cookie, principal_of(user, "session", csrf_token=csrf), now + LASTS)


def find(session: Session, cookie: str) -> Principal | None:
    """Whose browser this is; None where the session is unknown, has ended, or its user is disabled."""
    known = (
        select(SessionRow.csrf_token, UserRow)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.token_hash == hash_secret(cookie), SessionRow.expires_at > utc_now())
        .where(UserRow.disabled_at.is_(None))
    )
    row = session.execute(known).first()
    return None if row is None else principal_of(row[1], "session", csrf_token=row[0])


def end(session: Session, cookie: str) -> None:
    """Sign out; it is no error where the session has ended already."""
    session.execute(delete(SessionRow).where(SessionRow.token_hash == hash_secret(cookie)))
