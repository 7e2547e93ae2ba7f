"""Where notices go, and the notices that wait in the store: each is written in the transaction of what it tells of,
so none is lost or made up."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.language import _
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import DeliveryRow, WebhookRow
from pipeline.webhooks.targets import BadWebhook

SCORECARD_PUBLISHED, FINDING_FATAL, PROMISE_OVERDUE = "scorecard.published", "finding.fatal", "promise.overdue"
TOLD = ("appeal.filed", "appeal.decided", "note.answered", "assignment.given", "assignment.answered", "call.assigned")
EVENTS = (SCORECARD_PUBLISHED, FINDING_FATAL, PROMISE_OVERDUE, *TOLD)  # TOLD: what people find in their inbox
SECRET_BYTES = 32


def add_webhook(session: Session, url: str, events: Iterable[str], user_id: int) -> WebhookRow:
    """A webhook with a new secret. The address must have passed :func:`pipeline.webhooks.targets.check` before.

    Raises BadWebhook for an event that does not exist.
    """
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"
    row = WebhookRow(url=url, secret=secret, events=checked_events(events), created_by=user_id)
    session.add(row)
    session.flush()
    return row


def checked_events(events: Iterable[str]) -> list[str]:
    wanted = sorted(set(events))
    if not wanted or not set(wanted) <= set(EVENTS):
        raise BadWebhook(_("事件只能是 %(events)s，至少一个", events=_("、").join(EVENTS)))
    return wanted


def all_webhooks(session: Session) -> list[WebhookRow]:
    return list(session.scalars(select(WebhookRow).order_by(WebhookRow.id)))


def get_webhook(session: Session, webhook_id: int) -> WebhookRow:
    """Raises NotInStore."""
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise NotInStore("Webhook", webhook_id)
    return row


def emit(session: Session, event: str, payload: dict[str, Any]) -> int:
    """Queue a notice for every webhook that wants ``event``; returns how many. ``payload``: ids and figures only,
    never what was said, since it leaves the house."""
    active = session.scalars(select(WebhookRow).where(WebhookRow.disabled_at.is_(None)))
    wanting = [webhook for webhook in active if event in webhook.events]
    session.add_all(DeliveryRow(webhook_id=w.id, event=event, payload=payload) for w in wanting)
    return len(wanting)
