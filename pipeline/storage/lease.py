"""Rows that one process works on at a time - calls, jobs, notices: each is held under the name of its holder until a
moment that signs of life move on. Whoever finds the moment past takes the row over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_, update
from sqlalchemy.orm import Session

from pipeline.storage.errors import Conflict
from pipeline.storage.tables import CallRow, DeliveryRow, JobRow, utc_now

WORKING = "working"
LONGEST_WAIT = timedelta(minutes=30)  # longer than any lease or wait
Row = TypeVar("Row", CallRow, JobRow)
Waiting = TypeVar("Waiting", CallRow, JobRow, DeliveryRow)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds, and for how many seconds from a sign of life on."""

    owner: str
    seconds: float

    def until(self) -> datetime:
        return utc_now() + timedelta(seconds=self.seconds)

    def take(self, row: CallRow | JobRow) -> None:
        """Hold ``row`` from now on: one more attempt at it."""
        row.state, row.lease_owner, row.lease_until = WORKING, self.owner, self.until()
        row.attempts += 1


def unclaimed(session: Session, waiting: Select[Waiting]) -> Waiting | None:
    """The first row of ``waiting`` that nobody else is just claiming. Needs a writing session."""
    return session.scalars(waiting.limit(1).with_for_update(skip_locked=True)).first()


def is_over(moment: SQLColumnExpression[Any], now: datetime) -> ColumnElement[bool]:
    """Whether a wait or a lease has ended; one that lasts longer than any was given before the clock was set back."""
    return or_(moment <= now, moment > now + LONGEST_WAIT)


def lapsed(table: type[Row], now: datetime) -> ColumnElement[bool]:
    """Its holder let the lease end: it is gone."""
    return and_(table.state == WORKING, is_over(table.lease_until, now))


def held(session: Session, table: type[Row], key: str | int, owner: str, otherwise: str) -> Row:
    """The row, locked; raises Conflict with the words ``otherwise`` where ``owner`` does not hold it any more."""
    row = session.get(table, key, with_for_update=True)
    if row is None or row.state != WORKING or row.lease_owner != owner:
        raise Conflict(otherwise)
    return row


def let_go(row: CallRow | JobRow, state: str) -> None:
    row.state, row.lease_owner, row.lease_until = state, None, None


def extend(session: Session, table: type[Row], lease: Lease, keys: Sequence[Any]) -> int:
    """A sign of life for these rows; returns how many are still held."""
    ours = and_(table.id.in_(keys), table.lease_owner == lease.owner, table.state == WORKING)
    return len(session.execute(update(table).where(ours).values(lease_until=lease.until()).returning(table.id)).all())


def abandon(session: Session, table: type[Row], owner: str) -> int:
    """End the leases of a holder that is known to be gone, so that others need not wait; returns how many."""
    theirs = and_(table.lease_owner == owner, table.state == WORKING)
    past = {"lease_until": utc_now() - timedelta(seconds=1)}
    return len(session.execute(update(table).where(theirs).values(past).returning(table.id)).all())
