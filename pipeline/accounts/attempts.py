"""Wrong passwords are counted, so that guessing takes years: for a name, for an address, for both together.

A limit for the pair alone would let a net of machines guess; one for the name alone would let anybody lock a person
out. So the pair's limit is low, and the others are high.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pipeline.accounts.errors import TooManyAttempts
from pipeline.storage.tables import SignInRow, utc_now

WINDOW = timedelta(minutes=15)
MOST_OF_PAIR, MOST_OF_NAME, MOST_OF_ADDRESS = 5, 50, 100


def check(session: Session, name: str, address: str) -> None:
    """Raises TooManyAttempts where one of the limits is reached."""
    now = utc_now()
    for subject, most in _subjects(name, address).items():
        recent = select(SignInRow.at).where(SignInRow.subject == subject, SignInRow.at > now - WINDOW)
        times = session.scalars(recent.order_by(SignInRow.at.desc()).limit(most)).all()
        if len(times) >= most:
            raise TooManyAttempts((times[-1] + WINDOW - now).total_seconds())


def note_failure(session: Session, name: str, address: str) -> None:
    session.execute(delete(SignInRow).where(SignInRow.at < utc_now() - WINDOW))
    session.add_all(SignInRow(subject=subject) for subject in _subjects(name, address))


def forget(session: Session, name: str, address: str) -> None:
    """The right password was given: its earlier misspellings from there no longer count."""
    session.execute(delete(SignInRow).where(SignInRow.subject == _hash("pair", name, address)))


def failures(session: Session) -> int:
    """How many rows are kept."""
    return session.scalar(select(func.count()).select_from(SignInRow)) or 0


def _subjects(name: str, address: str) -> dict[str, int]:
    return {_hash("pair", name, address): MOST_OF_PAIR, _hash("name", name): MOST_OF_NAME,
            _hash("address", address): MOST_OF_ADDRESS}  # fmt: skip


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
