"""Wrong passwords are counted, so that guessing takes years: for a name, for an address, for both together.

After some failures the next attempt has to wait, and twice as long after each further one. The limit for name and
address together is low; the one for a name alone is high, since anybody could make a person wait with it. An address
may be that of a whole office: it makes only those wait who have failed there themselves. A browser that has signed in
before (:mod:`pipeline.accounts.known_browser`) is counted apart: whatever others do, its owner gets in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pipeline.accounts.errors import TooManyAttempts
from pipeline.storage.tables import SignInRow, utc_now

WINDOW = timedelta(hours=1)  # failures are remembered for so long
MOST_OF_PAIR, MOST_OF_NAME, MOST_OF_ADDRESS = 5, 50, 100
FIRST_DELAY, LONGEST_DELAY = 30.0, 900.0  # seconds


class Asking(NamedTuple):
    """Who wants in. ``browser`` is set where it is known to belong to this person."""

    name: str
    address: str
    browser: str | None = None


class _Limit(NamedTuple):
    subject: str
    most: int  # failures before the first delay


def check(session: Session, asking: Asking) -> None:
    """Raises TooManyAttempts while a delay lasts."""
    wait = max(_wait(session, limit, utc_now()) for limit in _limits(session, asking))
    if wait > 0:
        raise TooManyAttempts(wait)


def note_failure(session: Session, asking: Asking) -> None:
    session.execute(delete(SignInRow).where(SignInRow.at < utc_now() - WINDOW))
    session.add_all(SignInRow(subject=subject) for subject in _subjects(asking))


def forget(session: Session, asking: Asking) -> None:
    """The right password was given: its earlier misspellings from there no longer count."""
    session.execute(delete(SignInRow).where(SignInRow.subject == _subjects(asking)[0]))


def failures(session: Session) -> int:
    """How many rows are kept."""
    return session.scalar(select(func.count()).select_from(SignInRow)) or 0


def _limits(session: Session, asking: Asking) -> Iterator[_Limit]:
    own, *others = _subjects(asking)
    yield _Limit(own, MOST_OF_PAIR)
    if others:
        name, address = others
        yield _Limit(name, MOST_OF_NAME)
        if session.scalar(select(func.count()).select_from(SignInRow).where(SignInRow.subject == own)):
            yield _Limit(address, MOST_OF_ADDRESS)


def _wait(session: Session, limit: _Limit, now: datetime) -> float:
    """Seconds until the next attempt; 0 or less where none has to be waited for."""
    recent = select(func.count(), func.max(SignInRow.at)).where(
        SignInRow.subject == limit.subject, SignInRow.at > now - WINDOW, SignInRow.at <= now + WINDOW
    )
    count, last = session.execute(recent).one()
    if count < limit.most:
        return 0.0
    delay = min(FIRST_DELAY * 2.0 ** min(count - limit.most, 20), LONGEST_DELAY)
    return min(delay, (last + timedelta(seconds=delay) - now).total_seconds())


def _subjects(asking: Asking) -> tuple[str, ...]:
    """What a failure is counted under; the first is forgotten by the right password."""
    if asking.browser is not None:
        return (_hash("browser", asking.browser),)
    pair = _hash("pair", asking.name, asking.address)
    return pair, _hash("name", asking.name), _hash("address", asking.address)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
