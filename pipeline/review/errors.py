"""What can be wrong with a review, in words."""

from __future__ import annotations

from pipeline.errors import TingjianError


class BadDecision(TingjianError):
    """The decision does not fit the call: says what to give instead."""
