"""Calls of the store, as many at once as there are slots. Without Prefect this is all the order there is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.storage import calls
from pipeline.storage.calls import Waiting
from pipeline.storage.database import batched
from pipeline.storage.outages import DELAYS, will_heal
from pipeline.storage.retry import patiently
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import ClaimedCalls, Outcome
from pipeline.work.enqueue import still_open

WINDOW = 100  # ids that are looked up at once
POLL = 0.5  # seconds between looks at calls that others hold

Report = Callable[[str, Outcome], None]
HearMany = Callable[[Sequence[str]], dict[str, Outcome]]


def hear_many(call_ids: Iterable[str], work: ClaimedCalls, slots: int, report: Report) -> dict[str, Outcome]:
    """Hear these calls; the next id is asked for when a slot is free and not before."""
    found: dict[str, Outcome] = {}
    free, waiting = threading.Semaphore(slots), iter(call_ids)

    def one(call_id: str) -> None:
        try:
            found[call_id] = work.hear_patiently(call_id)
            report(call_id, found[call_id])
        finally:
            free.release()

    with ThreadPoolExecutor(slots, thread_name_prefix="hear") as pool:
        begun = []
        while free.acquire() and (call_id := next(waiting, None)) is not None:
            begun.append(pool.submit(one, call_id))
    for each in begun:
        each.result()
    return found


def claimed(work: ClaimedCalls, stop: threading.Event, most: int) -> Iterator[str]:
    """Waiting calls that were never tried, each claimed when it is asked for, until there are none, or ``most``."""
    for _ in range(most):
        claim = None if stop.is_set() else work.claim(None, suspects=False)
        if claim is None:
            return
        yield claim.call_id


def see_through(call_ids: Sequence[str], work: ClaimedCalls, hear: HearMany, settled: Callable[[int], None]) -> None:
    """Until each of these calls is judged, failed or put off, whoever does it; ``settled`` is told how many others
    have finished."""
    left = _open(work.store, call_ids)
    while left:
        outcomes: dict[str, Outcome] = {}
        for portion in _claimable(left, work).portions():
            outcomes |= hear(portion)
        ours = {call_id for call_id, outcome in outcomes.items() if outcome is not Outcome.ELSEWHERE}
        others = [call_id for call_id in left if call_id not in ours]
        left = _open(work.store, others)
        settled(len(others) - len(left))
        if left:
            time.sleep(POLL)


def _open(store: Store, call_ids: Sequence[str]) -> list[str]:
    return patiently(lambda: still_open(store, call_ids), DELAYS)


def _claimable(call_ids: Sequence[str], work: ClaimedCalls) -> Waiting:
    fresh: list[str] = []
    suspects: list[str] = []
    try:
        work.leases.take_from_the_gone()
        for some in batched(call_ids, WINDOW):
            with work.store.database.reading() as session:
                found = calls.waiting(session, WINDOW, some)
            fresh += found.fresh
            suspects += found.suspects
    except Exception as error:
        if not will_heal(error):
            raise
    return Waiting(fresh, suspects)
