"""What can be wrong with a webhook."""

from __future__ import annotations

from pipeline.errors import TingjianError


class BadWebhook(TingjianError):
    """It can't be kept, or must not be called: says why."""
