"""Where ``--out`` puts each result, and how: under a name of its own, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import OutputError
from pipeline.intake.inputs import readable_name, stem


def _with_folder(file: Path) -> str:
    return f"{readable_name(file.absolute().parent)}-{readable_name(file)}"


def _with_digest(file: Path) -> str:
    return f"{stem(file)}-{hashlib.sha256(os.fsencode(file.absolute())).hexdigest()[:12]}"


NAMES: tuple[Callable[[Path], str], ...] = (stem, readable_name, _with_folder, _with_digest)


def result_names(files: Sequence[Path]) -> dict[Path, str]:
    """``<recording stem>.json``; recordings that share it get longer names: none overwrites another."""
    names: dict[Path, str] = {}
    taken: set[str] = set()
    for name_of in NAMES:
        left = [file for file in files if file not in names]
        wanted = Counter(name_of(file).casefold() for file in left)
        free = [f for f in left if wanted[name_of(f).casefold()] == 1 and name_of(f).casefold() not in taken]
        names |= {file: f"{name_of(file)}.json" for file in free}
        taken |= {name_of(file).casefold() for file in free}
    return names


def prepare(folder: Path) -> None:
    """Make the folder and try to write into it, before anything is analysed in vain; raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OutputError(folder, error) from error


def write_result(path: Path, text: str) -> None:
    """Write ``text`` so that a half-written file never carries the name of a result; raises OutputError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            draft.chmod(0o644)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(path.parent, error) from error
