"""Notices to other systems: written with what they tell of, delivered later, again and again until they arrive."""

from pipeline.webhooks.deliver import deliver_due
from pipeline.webhooks.outbox import emit
from pipeline.webhooks.webhooks import EVENTS, add_webhook, all_webhooks, get_webhook

__all__ = ["EVENTS", "add_webhook", "all_webhooks", "deliver_due", "emit", "get_webhook"]
