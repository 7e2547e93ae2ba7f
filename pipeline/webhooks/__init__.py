"""Notices to other systems: written with what they tell of, delivered later, again and again until they arrive."""

from pipeline.webhooks.delivery import Deliveries, deliver_due
from pipeline.webhooks.outbox import EVENTS, add_webhook, all_webhooks, checked_events, emit, get_webhook
from pipeline.webhooks.targets import BadWebhook, check

__all__ = [
    "EVENTS",
    "BadWebhook",
    "Deliveries",
    "add_webhook",
    "all_webhooks",
    "check",
    "checked_events",
    "deliver_due",
    "emit",
    "get_webhook",
]
