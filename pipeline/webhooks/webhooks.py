"""Where notices go."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.accounts.secret import new_secret
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import WebhookRow
from pipeline.webhooks.errors import BadWebhook

SCORECARD_PUBLISHED, FINDING_FATAL = "scorecard.published", "finding.fatal"
EVENTS = (SCORECARD_PUBLISHED, FINDING_FATAL)


def add_webhook(session: Session, url: str, events: Iterable[str], user_id: int) -> WebhookRow:
    """A webhook with a new secret. The address must have passed :func:`pipeline.webhooks.targets.check` before.

    Raises BadWebhook for an event that does not exist.
    """
    row = WebhookRow(url=url, secret=new_secret("whsec_"), events=checked_events(events), created_by=user_id)
    session.add(row)
    session.flush()
    return row


def checked_events(events: Iterable[str]) -> list[str]:
    wanted = sorted(set(events))
    if not wanted or not set(wanted) <= set(EVENTS):
        raise BadWebhook(f"事件只能是 {'、'.join(EVENTS)}，至少一个")
    return wanted


def all_webhooks(session: Session) -> list[WebhookRow]:
    return list(session.scalars(select(WebhookRow).order_by(WebhookRow.id)))


def get_webhook(session: Session, webhook_id: int) -> WebhookRow:
    """Raises NotInStore."""
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise NotInStore("Webhook", webhook_id)
    return row
