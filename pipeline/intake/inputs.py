"""What the paths on a command line mean: recordings, ready-made transcripts, folders of both."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputNotFound
from pipeline.intake.ready_transcript import SUFFIX as TRANSCRIPT

RECORDINGS = frozenset(
    {".wav", ".mp3", ".ogg", ".opus", ".oga", ".m4a", ".aac", ".mp4", ".flac", ".amr", ".awb", ".3gp", ".gsm"}
)
Failures = list[tuple[Path, Exception]]


def is_transcript(path: Path) -> bool:
    return path.name.lower().endswith(TRANSCRIPT)


def readable_name(path: Path) -> str:
    """The file's name as text that can be written anywhere: bytes that are no UTF-8 become 「�」."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def stem(path: Path) -> str:
    """The name that results are filed under."""
    name = readable_name(path)
    return name[: -len(TRANSCRIPT)] if is_transcript(path) else Path(name).stem


def expand(paths: Iterable[Path], failed: Failures) -> list[Path]:
    """Every recording and transcript under ``paths``, each once, folders in alphabetical order.

    Files keep the name they were found under, links too. What can't be opened is added to ``failed`` and costs the
    others nothing. A file that is named itself is taken whatever its suffix: decoding goes by content.
    """
    found: dict[str, Path] = {}
    for path in paths:
        try:
            for file in _files(path, failed):
                found.setdefault(os.path.realpath(file), file)
        except (OSError, InputNotFound) as error:
            failed.append((path, error))
    return list(found.values())


def _files(path: Path, failed: Failures) -> Iterator[Path]:
    if path.is_dir():
        before = len(failed)
        found = list(_in_folder(path, failed))
        if not found and len(failed) == before:
            raise InputNotFound("文件夹里没有录音")
        yield from found
    elif path.stat():  # raises where there is nothing; what is no regular file is refused when it is opened
        yield path


def _in_folder(folder: Path, failed: Failures) -> Iterator[Path]:
    """Recordings and transcripts under ``folder``; folders that can't be opened are added to ``failed``."""

    def closed(error: OSError) -> None:
        failed.append((Path(str(error.filename)), InputNotFound("文件夹无法读取，请检查权限")))

    for parent, subfolders, names in os.walk(folder, onerror=closed):
        subfolders.sort()
        for file in sorted(Path(parent) / name for name in names):
            if not file.name.startswith(".") and (file.suffix.lower() in RECORDINGS or is_transcript(file)):
                yield file
