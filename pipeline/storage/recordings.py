"""Where recordings are kept: by their content, in a folder or at any fsspec URL such as ``s3://bucket/calls``."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.errors import cause
from pipeline.language import _
from pipeline.settings import Settings
from pipeline.storage.errors import NotInStore, StoreError

CHUNK_BYTES = 1024 * 1024
_HASH = re.compile("[0-9a-f]{64}")


class RecordingStore:
    """Content-addressed: a file's name is the SHA-256 of its bytes, so the same recording is kept once."""

    def __init__(self, url: str) -> None:
        try:
            self._files, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise StoreError(_("TINGJIAN_RECORDINGS_URL 无法使用：请检查地址和相应的 fsspec 驱动")) from error

    @classmethod
    def of(cls, settings: Settings) -> RecordingStore:
        return cls(settings.recordings_url or str(settings.data_dir.absolute() / "recordings"))

    def add(self, source: Path) -> tuple[str, int]:
        """Keep a copy of ``source``; returns its SHA-256 and its size in bytes. Whole or not at all.

        Raises OSError where ``source`` can't be read, StoreError where the copy can't be written.
        """
        sha256, size = digest(source)
        if not self.is_sound(sha256):
            self._put(source, sha256)
        return sha256, size

    def is_sound(self, sha256: str) -> bool:
        """Whether the recording is here, and its bytes are still those that it was kept with."""
        try:
            with self.open(sha256) as file:
                return _digest(file)[0] == sha256
        except (NotInStore, OSError):
            return False

    def has(self, sha256: str) -> bool:
        return bool(self._files.exists(self._key(sha256)))

    def open(self, sha256: str) -> IO[bytes]:
        """The recording's bytes, seekable; raises NotInStore."""
        try:
            return self._files.open(self._key(sha256), "rb")  # type: ignore[no-any-return]
        except FileNotFoundError:
            raise NotInStore(_("录音"), sha256[:12]) from None

    def path(self, sha256: str) -> Path | None:
        """Where the bytes are on this machine; None where they are elsewhere. Raises NotInStore."""
        if not isinstance(self._files, LocalFileSystem):
            return None
        if not self.has(sha256):
            raise NotInStore(_("录音"), sha256[:12])
        return Path(self._key(sha256))

    def size(self, sha256: str) -> int:
        try:
            return int(self._files.size(self._key(sha256)))
        except FileNotFoundError:
            raise NotInStore(_("录音"), sha256[:12]) from None

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        """A path of this machine with the recording's bytes, for as long as the block lasts."""
        if (here := self.path(sha256)) is not None:
            yield here
            return
        with tempfile.NamedTemporaryFile(prefix="tingjian-") as copy, self.open(sha256) as source:
            while chunk := source.read(CHUNK_BYTES):
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)

    def delete(self, sha256: str) -> None:
        """Remove the bytes; it is no error where they are gone already."""
        if self.has(sha256):
            self._files.rm_file(self._key(sha256))

    def older_than(self, seconds: float) -> Iterator[str]:
        """The hashes of what has been kept for longer; nothing where the store does not tell since when."""
        for path, details in self._found():
            name, since = path.rsplit("/", 1)[-1], _since(details)
            if _HASH.fullmatch(name) and since is not None and time.time() - since > seconds:
                yield name

    def delete_drafts(self, seconds: float) -> None:
        """Copies that broke off longer ago than this."""
        for path, details in self._found():
            since = _since(details)
            if path.endswith(".part") and since is not None and time.time() - since > seconds:
                self._files.rm_file(path)

    def _found(self) -> list[tuple[str, dict[str, Any]]]:
        try:
            return list(self._files.find(self._root, detail=True).items())
        except FileNotFoundError:
            return []

    def _key(self, sha256: str) -> str:
        return f"{self._root}/{sha256[:2]}/{sha256}"

    def _put(self, source: Path, sha256: str) -> None:
        key = self._key(sha256)
        draft = f"{key}.{os.getpid()}-{os.urandom(4).hex()}.part"
        try:
            self._files.makedirs(key.rsplit("/", 1)[0], exist_ok=True)
            if isinstance(self._files, LocalFileSystem):
                _copy(source, Path(draft))
                Path(draft).replace(key)
            else:  # object stores show an object only when it is complete
                self._files.put_file(str(source), key)
        except OSError as error:
            Path(draft).unlink(missing_ok=True)
            raise StoreError(_("录音无法保存：%(cause)s", cause=cause(error))) from error


def _since(details: dict[str, Any]) -> float | None:
    """When a file got its content, in seconds since 1970, by whatever name its store calls that."""
    known = (details.get(name) for name in ("mtime", "LastModified", "last_modified", "updated", "created"))
    moment = next((one for one in known if one is not None), None)
    if isinstance(moment, datetime):
        return moment.timestamp()
    return float(moment) if isinstance(moment, int | float) else None


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size in bytes of a file."""
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> tuple[str, int]:
    sha256, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK_BYTES):
        sha256.update(chunk)
        size += len(chunk)
    return sha256.hexdigest(), size


def _copy(source: Path, target: Path) -> None:
    """Copy so that the bytes are on the disk before the file gets its name."""
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
