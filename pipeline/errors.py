"""Errors that a person can act on: each says what, which, and what to do. Never what a caller said."""

from __future__ import annotations

import errno
from pathlib import Path

from pipeline.language import Words, _

_CAUSES = Words(
    {
        errno.ENOSPC: "磁盘空间已满",
        errno.EDQUOT: "磁盘配额已满",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘是只读的",
        errno.ENOENT: "找不到这个文件或文件夹",
        errno.EEXIST: "已有同名文件，不是文件夹",
        errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
        errno.EISDIR: "这是文件夹，不是文件",
        errno.ENAMETOOLONG: "文件名过长",
        errno.ELOOP: "符号链接循环",
        errno.EMFILE: "打开的文件过多",
        errno.EIO: "磁盘读写出错",
    }
)


def cause(error: OSError) -> str:
    """Why the system refused, for a person."""
    return _CAUSES.get(error.errno or 0) or error.strerror or type(error).__name__


class TingjianError(Exception):
    """Base of the errors that are shown to people as they are."""


class SettingsError(TingjianError):
    """Settings of the environment or of ``.env`` are wrong; names all of them."""


class ManifestError(TingjianError):
    """The manifest can't be used."""


class OutputError(TingjianError):
    """A result can't be written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(_("结果无法写入 %(folder)s：%(cause)s", folder=folder, cause=cause(error)))


class RecogniserError(TingjianError):
    """The recogniser can't be loaded: no recording can be heard, whichever it is."""

    def __init__(self, model: str, device: str, error: Exception) -> None:
        kind = type(error).__name__
        super().__init__(
            _(
                "识别模型 %(model)s 无法在设备 %(device)s 上载入（%(kind)s）：请检查模型文件和设备（TINGJIAN_DEVICE）",
                model=model,
                device=device,
                kind=kind,
            )
        )


class TranscriptFileError(TingjianError):
    """A ready-made transcript can't be read."""

    def __init__(self, problem: str) -> None:
        super().__init__(_("转写文件无法使用：%(problem)s", problem=problem))


class InputNotFound(TingjianError):
    """A PATH on the command line leads nowhere."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem or _("找不到这个文件或文件夹"))


class TooBusy(TingjianError):
    """Work that only a few may have done at a time; a moment later it may be done."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem or _("同时进行的检查太多，请稍后再试"))
