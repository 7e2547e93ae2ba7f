"""Models of this machine, each in a folder of its own name: imported, fetched, verified, removed.

Beside the files of a model lies a record with the size and SHA-256 that each had when it came in. A model appears
whole or not at all: everything is written beside its place, then renamed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from models.archive import Archive
from models.catalogue import BASE, FileSum, Published, published, recognised
from models.errors import BadModelName, ModelPresent, Unfit, UnfitModel, UnknownModel, WeightsStorageError
from models.fitness import FILES, check_fit
from models.model_file import ModelShape, read_shape
from models.weights import BASE_FOLDER

FOLDER = "models"
RECORD = "model.json"
CHUNK_BYTES = 1 << 20
LEFT_AFTER = 3600.0  # seconds
Progress = Callable[[int], None]  # bytes done since it was last called
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def silent(_: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class StoredModel:
    """A model of this machine; `published` is the known conversion that it is, None for any other."""

    name: str
    folder: Path
    files: Mapping[str, FileSum]
    published: Published | None

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files.values())

    def shape(self) -> ModelShape:
        """Raises UnknownLayout and OSError where the files are damaged."""
        return read_shape(self.folder)


@dataclass(frozen=True)
class Fault:
    """A file that is missing, or is not what it was."""

    file: str
    missing: bool


class ModelStore:
    """The models under one cache folder, base among them once it has been used."""

    def __init__(self, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self.folder = cache_dir / FOLDER

    def all(self) -> list[StoredModel]:
        """By name, base first."""
        found = [self.find(path.name) for path in sorted(self.folder.glob("*")) if not path.name.startswith(".")]
        return [model for model in (self.find(BASE), *found) if model is not None]

    def find(self, name: str) -> StoredModel | None:
        """The model called `name`; None where there is none."""
        if name == BASE:
            return self._base()
        folder = self.folder / name
        if not _NAME.fullmatch(name) or not (folder / RECORD).is_file():
            return None
        files = _recorded(folder)
        return StoredModel(name, folder, files, recognised(files))

    def _base(self) -> StoredModel | None:
        folder = self._cache_dir / BASE_FOLDER
        if not (folder / "model.bin").is_file():
            return None
        base = published()[BASE]
        return StoredModel(BASE, folder, base.files, base)

    def add(self, source: Path, name: str | None = None, progress: Progress = silent) -> StoredModel:
        """Copy a model from a folder or zip file; one that is known gets its usual name unless one is given.

        Raises UnfitModel, BadModelName, ModelPresent, WeightsStorageError; OSError where the source can't be read.
        """
        if name is not None:
            check_name(name)
        with Archive(source, FILES) as archive, self._draft() as draft:
            sums = {file: self._copy(archive, file, draft / file, progress) for file in archive.files}
            check_fit(draft)
            known = recognised(sums)
            return self.keep(draft, name or (known.name if known else _name_of(source)), sums)

    def keep(self, draft: Path, name: str, sums: Mapping[str, FileSum]) -> StoredModel:
        """Give a folder of files with these sums its place under `name`."""
        check_name(name)
        _check_promised(name, sums)
        (draft / RECORD).write_text(json.dumps({f: asdict(s) for f, s in sums.items()}, indent=1), encoding="utf-8")
        if present := self.find(name):
            if present.files != sums:
                raise ModelPresent(name)
            return present
        with self._writing():
            draft.chmod(0o755)
            draft.rename(self.folder / name)
        return StoredModel(name, self.folder / name, dict(sums), recognised(sums))

    def verify(self, name: str, progress: Progress = silent) -> list[Fault]:
        """Every file that is not what it was when it came in (a known conversion: as it was published).

        Raises UnknownModel.
        """
        model = self.get(name)
        return [fault for file, sum in model.files.items() if (fault := _fault(model.folder / file, sum, progress))]

    def remove(self, name: str) -> StoredModel:
        """Delete a model; raises UnknownModel and WeightsStorageError."""
        model = self.get(name)
        with self._writing():
            gone = Path(tempfile.mkdtemp(prefix=".removed-", dir=model.folder.parent))
            model.folder.rename(gone / "model")  # nobody sees half of it
        shutil.rmtree(gone, ignore_errors=True)
        return model

    def get(self, name: str) -> StoredModel:
        """The model called `name`; raises UnknownModel naming those there are."""
        if model := self.find(name):
            return model
        raise UnknownModel(name, tuple(m.name for m in self.all()))

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        """A folder beside the models, gone afterwards unless it was renamed."""
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            for left in filter(_is_left, self.folder.glob(".draft-*")):
                shutil.rmtree(left, ignore_errors=True)
            draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _copy(self, archive: Archive, file: str, target: Path, progress: Progress) -> FileSum:
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as out:
            for chunk in archive.chunks(file):  # what can't be read is no fault of ours
                with self._writing(archive.size_bytes):
                    out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                progress(len(chunk))
            with self._writing(archive.size_bytes):
                out.flush()
                os.fsync(out.fileno())
        return FileSum(size, digest.hexdigest())

    @contextmanager
    def _writing(self, needed: int = 0) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WeightsStorageError(self.folder, error, needed) from error


def check_name(name: str) -> None:
    """Raises BadModelName for a name that can't be a folder's, or that means base."""
    if not _NAME.fullmatch(name) or name == BASE:
        raise BadModelName(name)


def sum_of(path: Path, progress: Progress = silent) -> FileSum:
    """Size and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            progress(len(chunk))
    return FileSum(size, digest.hexdigest())


def _fault(path: Path, expected: FileSum, progress: Progress) -> Fault | None:
    try:
        same = sum_of(path, progress) == expected
    except FileNotFoundError:
        return Fault(path.name, missing=True)
    return None if same else Fault(path.name, missing=False)


def _check_promised(name: str, sums: Mapping[str, FileSum]) -> None:
    """A usual name stands for the files that were published under it."""
    for file, sum in published()[name].files.items() if name in published() else ():
        if sums.get(file) != sum:
            raise UnfitModel(Unfit.CHANGED, file)


def _is_left(draft: Path) -> bool:
    """Whether a draft's process has ended before its work: nothing was written into it for long."""
    try:
        return time.time() - max(path.stat().st_mtime for path in (draft, *draft.iterdir())) > LEFT_AFTER
    except OSError:  # it is going just now
        return False


def _recorded(folder: Path) -> dict[str, FileSum]:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return {file: FileSum(**sum) for file, sum in record.items()}


def _name_of(source: Path) -> str:
    """A name for a model that nobody named: its folder's or file's."""
    stem = source.resolve().name.removesuffix(".zip")
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.")[:64] or "model"
