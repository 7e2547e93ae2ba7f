"""A file that is being received: on the disk, counted, and gone again unless it is taken over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fastapi import HTTPException

from pipeline.errors import cause
from pipeline.language import _
from pipeline.storage.errors import StoreError


class TooLarge(HTTPException):
    """More bytes than a recording may have."""

    def __init__(self) -> None:
        super().__init__(413, headers={"Connection": "close"})


class Draft:
    """Bytes received so far. Raises TooLarge beyond ``most_bytes``, StoreError where the disk is full."""

    def __init__(self, path: Path, file: BinaryIO, most_bytes: int) -> None:
        self.path, self.size = path, 0
        self._file, self._most = file, most_bytes

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._most:
            raise TooLarge
        try:
            self._file.write(chunk)
        except OSError as error:
            raise StoreError(_("上传的文件无法保存：%(cause)s", cause=cause(error))) from error

    def finish(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise StoreError(_("上传的文件无法保存：%(cause)s", cause=cause(error))) from error

    def head(self, count: int) -> bytes:
        with self.path.open("rb") as file:
            return file.read(count)


@contextmanager
def draft_in(folder: Path, most_bytes: int) -> Iterator[Draft]:
    """A new draft in ``folder``; its file is deleted at the end of the block."""
    path = folder / f"{os.getpid()}-{os.urandom(8).hex()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except OSError as error:
        raise StoreError(_("上传文件夹无法使用：%(cause)s", cause=cause(error))) from error
    try:
        with file:
            yield Draft(path, file, most_bytes)
    finally:
        path.unlink(missing_ok=True)
