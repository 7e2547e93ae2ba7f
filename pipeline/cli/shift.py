"""Hearing in a thread of its own, so that the main thread shows progress and answers Ctrl-C at once."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from pipeline.work.workplace import Workplace

INTERRUPTED = 130
GIVE_BACK_SECONDS = 5.0


def work_in(open_place: Callable[[], Workplace], work: Callable[[Workplace], None]) -> None:
    """Do ``work``, raise what it raises. At Ctrl-C the calls in hand go back, to be taken up at once, and the process
    ends with status 130: recognition can't be stopped but with its process."""
    opened: list[Workplace] = []

    def act() -> None:
        with open_place() as place:
            opened.append(place)
            work(place)

    def give_back() -> None:
        for place in opened:
            giving = threading.Thread(target=place.calls.give_back_all, daemon=True)
            giving.start()
            giving.join(GIVE_BACK_SECONDS)

    in_thread(act, give_back)


def in_thread(act: Callable[[], None], on_interrupt: Callable[[], object] = lambda: None) -> None:
    """Do ``act``, raise what it raises. At Ctrl-C only ``on_interrupt`` is done, and the process ends with 130."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="work", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.2)
    except KeyboardInterrupt:
        on_interrupt()
        leave(INTERRUPTED)
    if errors:
        raise errors[0]


def leave(status: int) -> NoReturn:
    """End now, without what libraries do at the exit."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)
