"""Everything that hearing needs in one process, from the loading of the models to the end of the last call."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from types import TracebackType

from pipeline.hearing.engine import Engine
from pipeline.lexicon import PackInUse
from pipeline.settings import Settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import ClaimedCalls
from pipeline.work.held_leases import HeldLeases
from pipeline.work.next_engine import NextEngine

log = logging.getLogger(__name__)


class Workplace:
    """Opened once in a process; its calls go back where it is told that the process ends."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings, self._closing = settings, ExitStack()
        self.store = store or Store.of(settings)
        self.leases = self._closing.enter_context(HeldLeases(self.store.database, settings.data_dir))
        self.leases.take_from_the_gone()
        self._lexicon, self.engine = PackInUse(settings.lexicons), Engine(settings)
        self.calls = ClaimedCalls(self.engine, self.store, self.leases)
        self._next: NextEngine | None = None

    def keep_up(self) -> None:
        """Take over a pack whose files were changed, between two calls. Its classifiers may have to be trained, which
        takes minutes: until they are ready, calls are judged by the pack before, as their provenance says."""
        pack = self._lexicon.current()
        if pack.sha256 == self.engine.pack.sha256:
            self._next = None
        elif self._next is None or self._next.pack.sha256 != pack.sha256:
            log.info("the lexicon was changed: its classifiers are made ready beside the work")
            self._next = NextEngine(self.engine, pack)
        elif self._next.is_ready and self.calls.idle:
            self.engine, self._next = self._next.engine(), None
            self.calls = ClaimedCalls(self.engine, self.store, self.leases)
            log.info("the changed lexicon counts from now on")

    @property
    def is_behind(self) -> bool:
        """Whether a changed pack does not count here yet."""
        return self._next is not None

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()
