"""What the paths on a command line mean: recordings, ready-made transcripts, folders of both."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputNotFound
from pipeline.transcript_file import SUFFIX as TRANSCRIPT

RECORDINGS = frozenset(
    {".wav", ".mp3", ".ogg", ".opus", ".oga", ".m4a", ".aac", ".mp4", ".flac", ".amr", ".awb", ".3gp", ".gsm"}
)


def is_transcript(path: Path) -> bool:
    return path.name.endswith(TRANSCRIPT)


def stem(path: Path) -> str:
    """The name that results are filed under."""
    return path.name[: -len(TRANSCRIPT)] if is_transcript(path) else path.stem


def expand(paths: Iterable[Path], failed: list[tuple[Path, Exception]]) -> list[Path]:
    """Every recording and transcript under ``paths``, each once, folders in alphabetical order.

    What can't be opened is added to ``failed`` and costs the others nothing. A file that is named itself is taken
    whatever its suffix: decoding goes by content.
    """
    found: dict[Path, None] = {}
    for path in paths:
        try:
            for file in _files(path, failed):
                found.setdefault(file.resolve(), None)
        except (OSError, InputNotFound) as error:
            failed.append((path, error))
    return list(found)


def _files(path: Path, failed: list[tuple[Path, Exception]]) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        found = list(_in_folder(path, failed))
        if not found:
            raise InputNotFound(path, "文件夹里没有录音")
        yield from found
    else:
        raise InputNotFound(path)


def _in_folder(folder: Path, failed: list[tuple[Path, Exception]]) -> Iterator[Path]:
    """Recordings and transcripts under ``folder``; folders that can't be opened are added to ``failed``."""

    def closed(error: OSError) -> None:
        path = Path(str(error.filename))
        failed.append((path, InputNotFound(path, "文件夹无法读取，请检查权限")))

    for parent, subfolders, names in os.walk(folder, onerror=closed):
        subfolders.sort()
        for file in sorted(Path(parent) / name for name in names):
            if not file.name.startswith(".") and (file.suffix.lower() in RECORDINGS or is_transcript(file)):
                yield file
