"""Tries again what may heal by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.storage.outages import will_heal

T = TypeVar("T")


def patiently(act: Callable[[], T], delays: Sequence[float]) -> T:
    """What ``act`` returns; tried again after each of ``delays`` (seconds) while its error may pass, then raised."""
    for delay in delays:
        try:
            return act()
        except Exception as error:
            if not will_heal(error):
                raise
            time.sleep(delay)
    return act()
