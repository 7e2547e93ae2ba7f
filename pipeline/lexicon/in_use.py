"""The pack in use, as its files are: a file that is written while the service runs counts soon after."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from pipeline.lexicon.faults import Fault, LexiconError
from pipeline.lexicon.loader import load_pack, pack_stamp
from pipeline.lexicon.pack import Pack

log = logging.getLogger(__name__)
LOOK_AFTER = 2.0  # seconds between looks at the files


class PackInUse:
    """Safe to use from many threads. A pack that has got faults is not taken over: what was in use goes on, and
    ``faults`` tells them."""

    def __init__(self, folder: str | Path) -> None:
        """Raises LexiconError."""
        self.folder, self.faults = Path(folder), tuple[Fault, ...]()
        self._looking = threading.Lock()
        self._stamp, self._pack = pack_stamp(self.folder), load_pack(self.folder)
        self._looked = time.monotonic()

    def current(self) -> Pack:
        """Looks at the files now and then, and never waits for somebody else who looks."""
        if time.monotonic() - self._looked >= LOOK_AFTER and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._pack

    def renew(self) -> Pack:
        """Looks at once: the caller has written something."""
        with self._looking:
            self._look()
        return self._pack

    def _look(self) -> None:
        try:
            stamp = pack_stamp(self.folder)
            if stamp != self._stamp:
                self._pack, self.faults = load_pack(self.folder), ()
                self._stamp = stamp
        except LexiconError as error:
            self._stamp, self.faults = stamp, error.faults
            log.warning("the lexicon has %d faults: the one before stays in use", len(error.faults))
        except OSError as error:
            log.warning("the lexicon can't be read (%s): the one before stays in use", error.strerror)
        self._looked = time.monotonic()
