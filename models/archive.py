"""A model's files in a folder or in a zip file, read one after the other; nothing is unpacked by the names in it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from models.errors import Unfit, UnfitModel
from models.fitness import check_fit

CHUNK_BYTES = 1 << 20
WEIGHTS = "model.bin"
MOST_BYTES = {WEIGHTS: 8 << 30}  # no Whisper has more, in any precision
MOST_BYTES_OF_OTHERS = 32 << 20
MOST_MEMBERS = 10_000
BELOW = ("", "*/", "*/*/", "*/*/*/")  # how deep in a folder a model may lie: as deep as in a hub's cache


class Archive:
    """The files called `names` beside a `model.bin`, wherever in the folder or zip file it lies.

    Raises UnfitModel where there is none, where there are several, or where a file is larger than any of its kind.
    """

    def __init__(self, source: Path, names: Sequence[str]) -> None:
        self._zip: zipfile.ZipFile | None = None
        if source.is_dir():
            self._sizes = self._in_folder(source, names)
        else:
            self._sizes = self._in_zip(source, names)

    @property
    def files(self) -> list[str]:
        return list(self._sizes)

    @property
    def size_bytes(self) -> int:
        return sum(size for _, size in self._sizes.values())

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, never more than it said it has."""
        place, size = self._sizes[name]
        try:
            with self._open(place) as file:
                while chunk := file.read(CHUNK_BYTES):
                    size -= len(chunk)
                    if size < 0:
                        raise UnfitModel(Unfit.ARCHIVE, name)
                    yield chunk
        except (zipfile.BadZipFile, EOFError):  # a wrong checksum, or an end too early
            raise UnfitModel(Unfit.INCOMPLETE, name) from None
        except (RuntimeError, NotImplementedError):  # encrypted, or an unknown compression
            raise UnfitModel(Unfit.ARCHIVE, name) from None

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._zip is not None:
            self._zip.close()

    def _open(self, place: str) -> IO[bytes]:
        return self._zip.open(place) if self._zip is not None else Path(place).open("rb")

    def _in_folder(self, folder: Path, names: Sequence[str]) -> dict[str, tuple[str, int]]:
        below = [path for depth in BELOW for path in folder.glob(f"{depth}{WEIGHTS}")]
        if len(below) == 1:
            folder = below[0].parent
        check_fit(folder)  # before gigabytes are copied
        present = [folder / name for name in names if (folder / name).is_file()]
        return {path.name: (str(path), _within_limit(path.name, path.stat().st_size)) for path in present}

    def _in_zip(self, source: Path, names: Sequence[str]) -> dict[str, tuple[str, int]]:
        try:
            self._zip = zipfile.ZipFile(source)
        except zipfile.BadZipFile:
            raise UnfitModel(Unfit.ARCHIVE, source.name) from None
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise UnfitModel(Unfit.ARCHIVE, source.name)
        places = [PurePosixPath(m.filename).parent for m in members if PurePosixPath(m.filename).name == WEIGHTS]
        if len(places) != 1:
            raise UnfitModel(Unfit.INCOMPLETE if not places else Unfit.ARCHIVE, WEIGHTS)
        beside = {PurePosixPath(m.filename): m for m in members}
        wanted = {name: beside[places[0] / name] for name in names if places[0] / name in beside}
        return {name: (m.filename, _within_limit(name, m.file_size)) for name, m in wanted.items()}


def _within_limit(name: str, size: int) -> int:
    if size > MOST_BYTES.get(name, MOST_BYTES_OF_OTHERS):
        raise UnfitModel(Unfit.ARCHIVE, name)
    return size
