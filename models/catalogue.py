"""Conversions of Whisper that are known by their content: what `catalogue.yaml` says of them, and base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.weights import BASE_FILES, BASE_REVISION

CATALOGUE = Path(__file__).with_name("catalogue.yaml")
BASE = "base"


@dataclass(frozen=True)
class FileSum:
    """Size and content of a file."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Published:
    """A conversion as it was published: where, at which revision, with which files."""

    name: str
    repository: str
    revision: str
    licence: str
    languages: int
    files: Mapping[str, FileSum]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files.values())


@cache
def published() -> Mapping[str, Published]:
    """Every known conversion by its name, base first."""
    import yaml

    base = {file.name: FileSum(file.size_bytes, file.sha256) for file in BASE_FILES}
    known = {BASE: Published(BASE, "Systran/faster-whisper-base", BASE_REVISION, "MIT", 99, base)}
    for name, entry in yaml.safe_load(CATALOGUE.read_text(encoding="utf-8")).items():
        files = {file: FileSum(of["bytes"], of["sha256"]) for file, of in entry["files"].items()}
        known[name] = Published(
            name, entry["repository"], entry["revision"], entry["licence"], entry["languages"], files
        )
    return known


def recognised(files: Mapping[str, FileSum]) -> Published | None:
    """The conversion with exactly these files; None for any other."""
    matching = (one for one in published().values() if all(files.get(name) == sum for name, sum in one.files.items()))
    return next(matching, None)
