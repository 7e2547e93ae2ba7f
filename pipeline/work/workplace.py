"""Everything that hearing needs in one process, from the loading of the models to the end of the last call."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from pipeline.hearing.engine import Engine
from pipeline.settings import Settings
from pipeline.storage.store import Store
from pipeline.work.claimed_calls import ClaimedCalls
from pipeline.work.holder import Holder


class Workplace:
    """Opened once in a process; its calls go back where it is told that the process ends."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings, self._closing = settings, ExitStack()
        self.store = store or Store.of(settings)
        self.holder = self._closing.enter_context(Holder(self.store.database, settings.data_dir))
        self.holder.take_from_the_gone()
        self.engine = Engine(settings)
        self.calls = ClaimedCalls(self.engine, self.store, self.holder)

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._closing.close()
