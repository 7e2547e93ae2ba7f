"""A published model over the network: each file goes on where it stopped, and is what was published or not kept.

The download that faster-whisper uses (huggingface_hub's) throws an unfinished file away when it ends: three gigabytes
would begin anew after every break. The addresses are the same.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.catalogue import FileSum, Published
from models.errors import Unfit, UnfitModel, WeightsStorageError, WeightsUnavailable
from models.fitness import check_fit
from models.model_store import ModelStore, Progress, StoredModel, silent, sum_of

if TYPE_CHECKING:
    import httpx

TRIES = 5  # in a row without a byte gained
PAUSE = 2.0  # seconds, longer after each failure
TIMEOUT = 30.0  # seconds without a byte
PART = 206  # status of an answer that begins where it was asked to


@dataclass(frozen=True)
class Route:
    """How to the hub: a `mirror` in place of the usual one, through a `proxy`; empty: the usual way."""

    mirror: str = ""
    proxy: str = ""


def fetch(model: Published, store: ModelStore, route: Route, progress: Progress = silent) -> StoredModel:
    """The model, put into the store. `progress` is told of bytes that came earlier, too.

    Raises WeightsUnavailable where it can't be reached (what has arrived is kept for the next time), UnfitModel where
    what arrived is not what was published, WeightsStorageError.
    """
    draft = store.folder / f".{model.name}-{model.revision[:8]}.part"
    with _alone(draft, model):
        if present := store.find(model.name):
            return present
        return _fetch(model, store, draft, route, progress)


@contextmanager
def _alone(draft: Path, model: Published) -> Iterator[None]:
    """One process at a time writes into a draft; the next one waits, and finds the model in its place."""
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        with draft.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise WeightsStorageError(draft.parent, error, model.size_bytes) from error


def _fetch(model: Published, store: ModelStore, draft: Path, route: Route, progress: Progress) -> StoredModel:
    import httpx

    try:
        draft.mkdir(exist_ok=True)
        with httpx.Client(proxy=route.proxy or None, follow_redirects=True, timeout=TIMEOUT) as client:
            for name, expected in model.files.items():
                _fetch_file(client, f"{_address(model, route)}/{name}", draft / name, expected, progress)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise WeightsUnavailable(model.name, error) from error
    _verify(draft, model)
    return store.keep(draft, model.name, model.files)


def _address(model: Published, route: Route) -> str:
    from huggingface_hub.constants import ENDPOINT

    hub = (route.mirror or ENDPOINT).rstrip("/")
    return f"{hub}/{model.repository}/resolve/{model.revision}"


def _fetch_file(client: httpx.Client, url: str, target: Path, expected: FileSum, progress: Progress) -> None:
    """Bytes until the file has all; tried again as long as some come."""
    import httpx

    progress(_size(target))
    failures = 0
    while (before := _size(target)) < expected.size_bytes:
        broken: Exception = httpx.RemoteProtocolError("the file is shorter than it was published")
        try:
            _fetch_rest(client, url, target, expected.size_bytes, progress)
        except httpx.TransportError as error:
            broken = error
        failures = 0 if _size(target) > before else failures + 1
        if failures >= TRIES:
            raise broken
        time.sleep(PAUSE * failures)


def _fetch_rest(client: httpx.Client, url: str, target: Path, total: int, progress: Progress) -> None:
    have = _size(target)
    asked = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", url, headers=asked) as answer:
        answer.raise_for_status()
        if answer.status_code != PART and have:  # a server that knows no ranges
            progress(-have)
            have = 0
        with target.open("ab" if have else "wb") as out:
            for chunk in answer.iter_raw():
                have += len(chunk)
                if have > total:
                    target.unlink()
                    raise UnfitModel(Unfit.CHANGED, target.name)
                out.write(chunk)
                progress(len(chunk))


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _verify(draft: Path, model: Published) -> None:
    """A file that is not what was published goes, so that the next try fetches it anew."""
    for name, expected in model.files.items():
        if sum_of(draft / name) != expected:
            (draft / name).unlink()
            raise UnfitModel(Unfit.CHANGED, name)
    check_fit(draft)
