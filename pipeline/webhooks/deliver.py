"""Deliver what is due, with growing pauses between attempts; give up after days."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.storage.tables import DeliveryRow, WebhookRow, utc_now
from pipeline.webhooks.errors import BadWebhook
from pipeline.webhooks.post import SECONDS, Undelivered, post
from pipeline.webhooks.signature import HEADER, sign
from pipeline.webhooks.targets import check

log = logging.getLogger(__name__)
PAUSES = (60, 300, 1800, 7200, 21_600, 43_200, 86_400, 86_400)  # seconds; then it is given up
_HELD = timedelta(seconds=3 * SECONDS)  # nobody else tries meanwhile


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery that this process tries now."""

    id: int
    url: str
    secret: str
    event: str
    body: bytes


def deliver_due(database: Database, settings: Settings, most: int = 20) -> int:
    """Try up to ``most`` deliveries that are due; returns how many arrived. Several processes may call it at once."""
    arrived = 0
    for _ in range(most):
        with database.reading() as session:  # looking costs writers nothing
            if session.scalars(_waiting().limit(1)).first() is None:
                return arrived
        with database.writing() as session:
            due = _take(session)
        if due is None:
            return arrived
        problem = _try(due, settings)
        with database.writing() as session:
            _note(session, due.id, problem)
        arrived += problem is None
    return arrived


def _waiting() -> Select[DeliveryRow]:
    due = select(DeliveryRow).where(DeliveryRow.state == "waiting", DeliveryRow.due_at <= utc_now())
    return due.order_by(DeliveryRow.due_at, DeliveryRow.id)


def _take(session: Session) -> _Due | None:
    row = session.scalars(_waiting().limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    row.attempts += 1
    row.due_at = utc_now() + _HELD
    hook = session.get_one(WebhookRow, row.webhook_id)
    body = {"id": row.id, "event": row.event, "created_at": row.created_at.isoformat(), "data": row.payload}
    return _Due(row.id, hook.url, hook.secret, row.event, json.dumps(body, ensure_ascii=False).encode())


def _try(due: _Due, settings: Settings) -> str | None:
    """A short code of what went wrong, None where it arrived."""
    try:
        target = check(due.url, settings.webhook_allow_private)
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Tingjian-Event": due.event,
                   "X-Tingjian-Delivery": str(due.id),
                   HEADER: sign(due.secret, int(utc_now().timestamp()), due.body)}  # fmt: skip
        post(target, due.body, headers)
    except BadWebhook:
        return "address"
    except Undelivered as error:
        return str(error)
    return None


def _note(session: Session, delivery_id: int, problem: str | None) -> None:
    row = session.get(DeliveryRow, delivery_id)
    if row is None:  # its webhook was deleted meanwhile
        return
    row.last_error = problem
    if problem is None:
        row.state, row.delivered_at = "delivered", utc_now()
    elif row.attempts > len(PAUSES):
        row.state = "given_up"
        log.warning("delivery %d given up after %d attempts: %s", row.id, row.attempts, problem)
    else:
        row.due_at = utc_now() + timedelta(seconds=PAUSES[row.attempts - 1])
