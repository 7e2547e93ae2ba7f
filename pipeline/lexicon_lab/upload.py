"""A pack that somebody sends as a ZIP file: read into memory, never unpacked to a disk, nothing of it executed."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib

from pipeline.language import _, _n
from pipeline.lexicon import Fault, LexiconError
from pipeline.lexicon.files import LARGEST_FILE

LARGEST_ZIP = 5_000_000  # bytes, as sent
MOST_FILES = 200
LARGEST_PACK = 10_000_000  # bytes of all files together, unpacked
_ENCRYPTED = 0x1
_NAME = re.compile(r"(?:(?:phrases|scripts|slots|acts|kinds)/)?[\w\u4e00-\u9fff-][\w\u4e00-\u9fff.-]{0,99}")
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def files_of_zip(content: bytes) -> dict[str, bytes]:
    """The files of a pack by their names relative to it; a single folder around them all is left out.

    Raises LexiconError with everything that is wrong: names that leave the folder, links, too much or too many.
    """
    if len(content) > LARGEST_ZIP:
        raise LexiconError([Fault("ZIP", "", "", _("文件过大（超过 %(most)s MB）", most=LARGEST_ZIP // 1_000_000))])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, ValueError, OSError) as error:
        raise LexiconError([Fault("ZIP", "", "", _("不是有效的 ZIP 文件，或压缩方式不受支持"))]) from error


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Names are judged first; then nothing is read beyond what is allowed, whatever the sizes claim."""
    listed = [info for info in archive.infolist() if not info.is_dir() and not _is_systems(info.filename)]
    if len(listed) > MOST_FILES:
        raise LexiconError([Fault("ZIP", "", "", _n("文件太多（超过 %(num)s 个）", MOST_FILES))])
    around = _folder_around([info.filename for info in listed])
    names = {info.filename.removeprefix(around): info for info in listed}
    faults = [fault for name, info in names.items() for fault in _faults(name, info)]
    if len(names) < len(listed):
        faults.append(Fault("ZIP", "", "", _("同名文件出现了两次")))
    if faults or not listed:
        raise LexiconError(faults or [Fault("ZIP", "", "", _("压缩包是空的"))])
    return _contents(archive, names)


def _contents(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, info in names.items():
        with archive.open(info) as file:
            found[name] = file.read(LARGEST_FILE + 1)
        if len(found[name]) > LARGEST_FILE:
            raise LexiconError([Fault(name, "", "", _("文件过大（超过 %(most)s KB）", most=LARGEST_FILE // 1000))])
        if sum(map(len, found.values())) > LARGEST_PACK:
            raise LexiconError(
                [Fault("ZIP", "", "", _("解压后过大（超过 %(most)s MB）", most=LARGEST_PACK // 1_000_000))]
            )
    return found


def _is_systems(name: str) -> bool:
    """What operating systems add by themselves."""
    return name.startswith(_SYSTEM) or name.rsplit("/", 1)[-1] in _SYSTEM


def _folder_around(names: list[str]) -> str:
    folders = {name.split("/", 1)[0] if "/" in name else "" for name in names}
    only = folders.pop() if len(folders) == 1 else ""
    return f"{only}/" if only and only not in ("phrases", "scripts", "slots", "acts", "kinds", "..", ".") else ""


def _faults(name: str, info: zipfile.ZipInfo) -> list[Fault]:
    shown = "".join(c for c in name if c.isprintable())[:100] or "ZIP"
    if not _NAME.fullmatch(name) or ".." in name:
        return [Fault(shown, "", "", _("文件名不允许：只能是词库里的文件，不能指向别处"))]
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return [Fault(shown, "", "", _("不能是链接或特殊文件"))]
    if info.flag_bits & _ENCRYPTED:
        return [Fault(shown, "", "", _("文件加了密码，无法读取"))]
    return []
