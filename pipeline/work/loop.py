"""Works off a queue: as many calls at once as there are slots, each claimed when a slot is free and not before.

Calls whose last holder did not survive them are taken alone: what ends this process then takes no other call along.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import select

from pipeline.storage.calls import Claim
from pipeline.storage.outages import will_heal
from pipeline.storage.tables import CallRow, CallState
from pipeline.work.claimed_calls import Bench, Outcome

POLL = 0.5  # seconds between looks at a queue in which nothing can be claimed
WINDOW = 100  # calls that one claim chooses among: more are looked up more slowly
SLOTS = 8

Report = Callable[[Claim, Outcome], None]
Submit = Callable[[Claim, Callable[[Outcome], None]], None]  # start the work; call back when it has ended


class Source(Protocol):
    """Where claims come from."""

    def claim(self, suspects: bool) -> Claim | None:
        """The next call, held; None where nothing can be claimed now."""

    def exhausted(self) -> bool:
        """Whether nothing will come any more."""


@dataclass
class Everything:
    """Whatever waits in the store. Never exhausted while ``keep_on``; else when nothing could be claimed."""

    bench: Bench
    keep_on: bool = False

    def claim(self, suspects: bool) -> Claim | None:
        return self.bench.claim(None, suspects)

    def exhausted(self) -> bool:
        return not self.keep_on


@dataclass
class Chosen:
    """These calls, until each is done or failed, whoever does it."""

    bench: Bench
    ids: Sequence[str]
    settled: Callable[[int], None] = lambda _: None  # told how many others have finished
    _open: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._open = dict.fromkeys(self.ids)

    def claim(self, suspects: bool) -> Claim | None:
        window = list(self._open)[:WINDOW]
        if not window:
            return None
        claim = self.bench.claim(window, suspects)
        if claim is not None:
            del self._open[claim.call_id]
        elif suspects:
            self._settle(window)
        return claim

    def exhausted(self) -> bool:
        return not self._open

    def _settle(self, window: list[str]) -> None:
        """Strike off what others have finished; what they still hold goes to the end."""
        self.bench.holder.take_from_the_gone()
        ended = (CallState.DONE, CallState.FAILED)
        with self.bench.store.database.reading() as session:
            chosen = select(CallRow.id).where(CallRow.id.in_(window), CallRow.state.in_(ended))
            finished = set(session.scalars(chosen))
        for call_id in window:
            del self._open[call_id]
        self._open |= dict.fromkeys(i for i in window if i not in finished)
        self.settled(len(finished))


class WorkLoop:
    """One pass over a source; ``stop`` ends it after the calls in hand, ``most`` after so many calls."""

    def __init__(self, source: Source, slots: int, report: Report, stop: threading.Event, most: int | None = None):
        self._source, self._slots, self._report, self._stop = source, slots, report, stop
        self._left = most
        self._ended: queue.SimpleQueue[tuple[Claim, Outcome]] = queue.SimpleQueue()
        self._in_hand = 0

    def run(self, submit: Submit) -> None:
        """Returns when the source is exhausted and everything in hand has ended."""
        if self._goes_on():
            self._alone(submit)  # or they would wait for as long as others come
        while self._goes_on():
            self._fill(submit)
            if self._in_hand:
                self._take_one()
            elif not self._alone(submit):
                if self._source.exhausted():
                    return
                self._stop.wait(POLL)
        while self._in_hand:
            self._take_one()

    def _goes_on(self) -> bool:
        return not self._stop.is_set() and self._left != 0

    def _fill(self, submit: Submit) -> None:
        while self._in_hand < self._slots and self._goes_on():
            claim = self._claim(suspects=False)
            if claim is None:
                return
            self._start(claim, submit)

    def _alone(self, submit: Submit) -> bool:
        """Work on one suspect call, with nothing else in hand."""
        claim = self._claim(suspects=True)
        if claim is None:
            return False
        self._start(claim, submit)
        self._take_one()
        return True

    def _claim(self, suspects: bool) -> Claim | None:
        try:
            return self._source.claim(suspects)
        except Exception as error:
            if not will_heal(error):
                raise
            self._stop.wait(POLL)  # the database is away
            return None

    def _start(self, claim: Claim, submit: Submit) -> None:
        self._in_hand += 1
        if self._left is not None:
            self._left -= 1
        submit(claim, lambda outcome: self._ended.put((claim, outcome)))

    def _take_one(self) -> None:
        claim, outcome = self._ended.get()
        self._in_hand -= 1
        self._report(claim, outcome)
