"""Notices wait in the store: they are written in the transaction of what they tell of, so none is lost or made up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.storage.tables import DeliveryRow, WebhookRow


def emit(session: Session, event: str, payload: dict[str, Any]) -> int:
    """Queue a notice for every webhook that wants ``event``; returns how many. ``payload``: ids and figures only,
    never what was said, since it leaves the house."""
    active = session.scalars(select(WebhookRow).where(WebhookRow.disabled_at.is_(None)))
    wanting = [webhook for webhook in active if event in webhook.events]
    session.add_all(DeliveryRow(webhook_id=w.id, event=event, payload=payload) for w in wanting)
    return len(wanting)
