"""Trained classifiers: kept in the cache folder, trained anew when their data or the code's version changes."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

log = logging.getLogger(__name__)
Trained = TypeVar("Trained")


def load_or_train(cache_dir: Path, name: str, data: Iterable[Path], train: Callable[[], Trained]) -> Trained:
    """The classifier ``name`` trained on ``data``, from the cache when nothing has changed.

    The file is this machine's own: it is never shipped, so that unpickling it trusts nobody else. A cache that can't
    be read or written costs time, not the result.
    """
    path = cache_dir / "classifiers" / f"{name}-{fingerprint(data)}.joblib"
    known: Trained | None = _load(path)
    return _save(path, train()) if known is None else known


def fingerprint(data: Iterable[Path]) -> str:
    """What a classifier depends on: the content of its data and of the training code, and scikit-learn's version."""
    digest = hashlib.sha256(version("scikit-learn").encode())
    for file in sorted(data):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def load(path: Path) -> object | None:
    """What was kept in ``path`` by :func:`keep`; None where there is nothing that can be used."""
    return _load(path)


def keep(path: Path, trained: object) -> None:
    """Whole or not at all; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, trained)


def _load(path: Path) -> Trained | None:
    import joblib

    try:
        return joblib.load(path) if path.is_file() else None
    except Exception as error:  # a half-written or foreign file: train again
        log.warning("the classifier in %s can't be used (%s): it is trained again", path.name, type(error).__name__)
        return None


def _save(path: Path, trained: Trained) -> Trained:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, trained)
    except OSError as error:
        log.warning("the classifier %s can't be kept: %s", path.name, error.strerror)
    return trained


def _write(path: Path, trained: object) -> None:
    """Beside the target, then renamed: nobody ever sees half a classifier, and nothing is left of a failure."""
    import joblib

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}", suffix=".part")
    os.close(handle)
    draft = Path(name)
    try:
        joblib.dump(trained, draft, compress=3)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
