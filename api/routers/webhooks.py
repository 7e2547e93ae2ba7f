"""Where notices go, and whether they arrive."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import select

from api.deps import Admin, DatabaseDep, Limit, ReadSession, RowId, SettingsDep, WriteSession
from api.schemas.work import DeliveryItem, MadeWebhook, NewWebhook, WebhookChange, WebhookItem
from pipeline.accounts import audit
from pipeline.storage.tables import DeliveryRow, WebhookRow, utc_now
from pipeline.webhooks import add_webhook, all_webhooks, check, checked_events, get_webhook

router = APIRouter(prefix="/webhooks", tags=["Webhook"])


@router.get("")
def list_webhooks(user: Admin, session: ReadSession) -> list[WebhookItem]:
    """Every webhook, without its secret."""
    return [_item(row) for row in all_webhooks(session)]


@router.post("", status_code=201)
def make_webhook(given: NewWebhook, user: Admin, database: DatabaseDep, settings: SettingsDep) -> MadeWebhook:
    """Send notices of these events to an address. Its secret is in this answer and never shown again."""
    check(given.url, settings.webhook_allow_private)  # asks the name service: before the transaction
    with database.writing() as session:
        row = add_webhook(session, given.url, given.events, user.user_id)
        audit.note(session, user.user_id, "webhook.added", "webhook", row.id, events=row.events)
        return MadeWebhook(**_item(row).model_dump(), secret=row.secret)


@router.patch("/{webhook_id}")
def change_webhook(
    webhook_id: RowId, given: WebhookChange, user: Admin, database: DatabaseDep, settings: SettingsDep
) -> WebhookItem:
    """Another address, other events, disabled or enabled."""
    if given.url is not None:
        check(given.url, settings.webhook_allow_private)
    with database.writing() as session:
        row = get_webhook(session, webhook_id)
        row.url = given.url or row.url
        row.events = row.events if given.events is None else checked_events(given.events)
        if given.disabled is not None:
            row.disabled_at = (row.disabled_at or utc_now()) if given.disabled else None
        audit.note(
            session, user.user_id, "webhook.changed", "webhook", webhook_id, fields=sorted(given.model_fields_set)
        )
        return _item(row)


@router.delete("/{webhook_id}", status_code=204)
def delete_webhook(webhook_id: RowId, user: Admin, session: WriteSession) -> None:
    """Send nothing there any more; what waits for it is dropped."""
    session.delete(get_webhook(session, webhook_id))
    audit.note(session, user.user_id, "webhook.deleted", "webhook", webhook_id)


@router.get("/{webhook_id}/deliveries")
def list_deliveries(webhook_id: RowId, user: Admin, session: ReadSession, limit: Limit = 50) -> list[DeliveryItem]:
    """The latest notices to this webhook."""
    hook = get_webhook(session, webhook_id)
    latest = select(DeliveryRow).filter_by(webhook_id=hook.id).order_by(DeliveryRow.id.desc()).limit(limit)
    return [
        DeliveryItem(**{name: getattr(row, name) for name in DeliveryItem.model_fields})
        for row in session.scalars(latest)
    ]


def _item(row: WebhookRow) -> WebhookItem:
    return WebhookItem(**{name: getattr(row, name) for name in WebhookItem.model_fields})
