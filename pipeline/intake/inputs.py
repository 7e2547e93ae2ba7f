"""What the paths on a command line mean: recordings, ready-made transcripts, folders of both."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputNotFound

RECORDINGS = frozenset(
    {
        ".wav",
        ".wave",
        ".mp3",
        ".ogg",
        ".opus",
        ".oga",
        ".m4a",
        ".aac",
        ".mp4",
        ".mov",
        ".flac",
        ".amr",
        ".awb",
        ".3gp",
        ".wma",
        ".asf",
        ".webm",
        ".mka",
        ".mkv",
        ".caf",
        ".w64",
        ".au",
        ".snd",
        ".aif",
        ".aiff",
        ".gsm",
        ".ulaw",
        ".ul",
        ".mulaw",
        ".alaw",
        ".al",
        ".g722",
        ".g726",
        # kinds of sound that are not read: named as failures with the reason, not passed over
        ".silk",
        ".slk",
        ".aud",
        ".vox",
        ".pcm",
        ".raw",
        ".spx",
        ".ape",
        ".wv",
        ".ac3",
        ".g729",
        ".g723",
        ".dss",
        ".qcp",
    }
)
HALF_WRITTEN = (".part", ".tmp", ".partial", ".crdownload")
TRANSCRIPT = ".transcript.json"
SUBTITLES = (".srt", ".vtt")
NAMES_SHOWN = 5
Failures = list[tuple[Path, Exception]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is not read, and why."""

    path: Path
    reason: str


def is_transcript(path: Path) -> bool:
    """Whether a file is a ready-made transcript by its name: recordings are known by their content instead."""
    name = path.name.lower()
    return name.endswith((".json", *SUBTITLES))


def readable_name(path: Path) -> str:
    """The file's name as text that can be written anywhere: bytes that are no UTF-8 become 「�」."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def stem(path: Path) -> str:
    """The name that results are filed under."""
    name = readable_name(path)
    return name[: -len(TRANSCRIPT)] if name.lower().endswith(TRANSCRIPT) else Path(name).stem


def expand(
    paths: Iterable[Path], failed: Failures, skipped: list[Skipped] | None = None, any_json: bool = False
) -> list[Path]:
    """Every recording and transcript under ``paths``, each once, folders in alphabetical order.

    Files keep the name they were found under, links too. What can't be opened is added to ``failed``, what a folder
    holds and is not read to ``skipped``; neither costs the others anything. A file that is named itself is taken
    whatever its ending: decoding goes by content. In folders, ``NAME.json`` is a transcript only with ``any_json``.
    """
    found: dict[str, Path] = {}
    passed_over: list[Skipped] = [] if skipped is None else skipped
    for path in paths:
        try:
            for file in _files(path, failed, passed_over, any_json):
                found.setdefault(os.path.realpath(file), file)
        except (OSError, InputNotFound) as error:
            failed.append((path, error))
    return list(found.values())


def told(skipped: Iterable[Skipped]) -> list[str]:
    """In words, by reason: how many files were not read, and the first few of their names."""
    by_reason: dict[str, list[str]] = {}
    for one in skipped:
        by_reason.setdefault(one.reason, []).append(one.path.name)
    return [
        f"跳过 {len(names)} 个文件（{reason}）："
        + "、".join(names[:NAMES_SHOWN])
        + ("……" if len(names) > NAMES_SHOWN else "")
        for reason, names in by_reason.items()
    ]


def _files(path: Path, failed: Failures, skipped: list[Skipped], any_json: bool) -> Iterator[Path]:
    if path.is_dir():
        before = len(failed)
        found = list(_in_folder(path, failed, skipped, any_json))
        if not found and len(failed) == before:
            raise InputNotFound("文件夹里没有录音")
        yield from found
    elif path.stat():  # raises where there is nothing; what is no regular file is refused when it is opened
        yield path


def _in_folder(folder: Path, failed: Failures, skipped: list[Skipped], any_json: bool) -> Iterator[Path]:
    """Recordings and transcripts under ``folder``; folders that can't be opened are added to ``failed``."""

    def closed(error: OSError) -> None:
        failed.append((Path(str(error.filename)), InputNotFound("文件夹无法读取，请检查权限")))

    for parent, subfolders, names in os.walk(folder, onerror=closed):
        subfolders.sort()
        files = sorted(Path(parent) / name for name in names)
        recorded = {stem(file) for file in files if _is_recording(file)}
        for file in files:
            reason = _reason_to_skip(file, recorded, any_json)
            if reason is None:
                yield file
            else:
                skipped.append(Skipped(file, reason))


def _is_recording(file: Path) -> bool:
    return file.suffix.lower() in RECORDINGS and not file.name.startswith(".")


def _reason_to_skip(file: Path, recorded: set[str], any_json: bool) -> str | None:
    """Why a folder's file is not read, None where it is; ``recorded`` are the recordings beside it."""
    if file.name.startswith("."):
        return "隐藏文件"
    if file.suffix.lower() in HALF_WRITTEN:
        return "还没有写完"
    if _is_recording(file) or file.name.lower().endswith(TRANSCRIPT):
        return None
    if file.suffix.lower() in SUBTITLES or (any_json and is_transcript(file)):
        return "同名录音的字幕" if stem(file) in recorded else None
    return "不是录音或转写"


def not_the_list(skipped: Sequence[Skipped], manifest: Path | None) -> list[Skipped]:
    """Without the list of calls itself, which is read."""
    return [one for one in skipped if manifest is None or one.path.absolute() != manifest.absolute()]
