"""Signing in takes long on purpose. A few do it at a time; the others wait here, where they hold no thread, no slot and
no connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from fastapi.concurrency import run_in_threadpool

from pipeline.errors import TooBusy
from pipeline.language import _

AT_ONCE, MOST_WAITING, LONGEST_WAIT = 3, 300, 30.0  # sign-ins, sign-ins, seconds
T = TypeVar("T")


class _Queue:
    def __init__(self) -> None:
        self.places, self.waiting = asyncio.Semaphore(AT_ONCE), 0


_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue] = WeakKeyDictionary()


async def in_turn(act: Callable[[], T]) -> T:
    """What ``act`` returns, done in a thread when it is its turn. Raises TooBusy where that would take too long."""
    queue = _queues.setdefault(asyncio.get_running_loop(), _Queue())
    if queue.waiting >= MOST_WAITING:
        raise TooBusy(_("登录的人太多，请稍后再试"))
    queue.waiting += 1
    try:
        await asyncio.wait_for(queue.places.acquire(), LONGEST_WAIT)
    except TimeoutError:
        raise TooBusy(_("登录的人太多，请稍后再试")) from None
    finally:
        queue.waiting -= 1
    try:
        return await run_in_threadpool(act)
    finally:
        queue.places.release()
