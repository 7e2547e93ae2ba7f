"""Errors that a person can act on: each says what, which, and what to do. Never what a caller said."""

from __future__ import annotations

from pathlib import Path


class TingjianError(Exception):
    """Base of the errors that are shown to people as they are."""


class ManifestError(TingjianError):
    """The manifest can't be used."""


class TranscriptFileError(TingjianError):
    """A ready-made transcript can't be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path.name}：转写文件无法使用：{problem}")


class InputNotFound(TingjianError):
    """A PATH on the command line leads nowhere."""

    def __init__(self, path: Path, problem: str = "找不到这个文件或文件夹") -> None:
        super().__init__(f"{path}：{problem}")
