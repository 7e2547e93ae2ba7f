"""Tables as files, row by row: CSV in any usual encoding, and Excel workbooks. Never whole in memory."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import ManifestError, cause
from pipeline.language import _

MAX_BYTES = 1024 * 1024 * 1024  # of a CSV, which is read as a stream
MAX_WORKBOOK_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024  # of a workbook's parts together
MAX_TEXTS_BYTES = 128 * 1024 * 1024  # of the part that is read into memory at once
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20
_LOOK_AT, _HEAD_BYTES = 5, 400  # lines, bytes
Line = tuple[int, list[str]]  # line number, and its cells


@contextmanager
def sheets(path: Path) -> Iterator[Iterator[Iterator[Line]]]:
    """The tables of a file: one, or a workbook's sheets. Raises ManifestError, while reading too."""
    head = _head(path)
    if head.startswith(_OLD_WORKBOOK):
        raise ManifestError(_("%(name)s：清单是旧版 .xls 或加密的 Excel 文件，请另存为 .xlsx 或 CSV", name=path.name))
    with _workbook(path) if head.startswith(b"PK\x03\x04") else _text(path) as tables:
        yield tables


def _head(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise ManifestError(_("%(name)s：找不到这个清单文件", name=path.name))
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise ManifestError(_("%(name)s：清单无法读取（%(cause)s）", name=path.name, cause=cause(error))) from error


@contextmanager
def _text(path: Path) -> Iterator[Iterator[Iterator[Line]]]:
    if path.stat().st_size > MAX_BYTES:
        raise ManifestError(_("%(name)s：清单超过 %(most)s MiB", name=path.name, most=MAX_BYTES // 1024**2))
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = [file.readline(_PIECE) for _ in range(_LOOK_AT)]
    heading = max(start, key=lambda line: max(map(line.count, ",;\t")))
    with path.open(encoding=encoding, newline="") as file:
        yield iter([_lines(path, file, max(",;\t", key=heading.count))])


def _lines(path: Path, file: Iterable[str], delimiter: str) -> Iterator[Line]:
    """With the line that each row ends on."""
    reader = csv.reader(file, strict=True, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise ManifestError(
            _("%(name)s：第 %(line)s 行不是有效的 CSV", name=path.name, line=reader.line_num)
        ) from error


def _encoding(path: Path) -> str:
    """The first that fits the whole file; which are tried, its first bytes tell."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        for encoding in _encodings(head):
            file.seek(0)
            if _decodes(file.read, encoding):
                return encoding
    raise ManifestError(_("%(name)s：清单的编码不是 UTF-8、UTF-16 或 GBK", name=path.name))


def _encodings(head: bytes) -> list[str]:
    """By a mark at the start, or by where the zero bytes of letters, commas and line ends are."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\0" in head:
        return ["utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"]
    return ["utf-8-sig", "gb18030"]


def _decodes(read: Any, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def _workbook(path: Path) -> Iterator[Iterator[Iterator[Line]]]:
    from openpyxl import load_workbook

    _check_size(path)
    with path.open("rb") as file:  # by its content: openpyxl refuses names of other endings
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except Exception as error:  # openpyxl raises whatever its parsers do
            raise _unreadable(path) from error
        try:
            yield (_rows(path, sheet) for sheet in book.worksheets)
        finally:
            book.close()


def _check_size(path: Path) -> None:
    """A small file may unpack to gigabytes."""
    if path.stat().st_size > MAX_WORKBOOK_BYTES:
        raise ManifestError(
            _("%(name)s：Excel 清单超过 %(most)s MiB，请另存为 CSV", name=path.name, most=MAX_WORKBOOK_BYTES // 1024**2)
        )
    try:
        with zipfile.ZipFile(path) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
    except (zipfile.BadZipFile, OSError) as error:
        raise _unreadable(path) from error
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or sizes.get("xl/sharedStrings.xml", 0) > MAX_TEXTS_BYTES:
        raise ManifestError(_("%(name)s：Excel 清单解开后过大，请另存为 CSV", name=path.name))


def _rows(path: Path, sheet: Any) -> Iterator[Line]:
    """``sheet`` is openpyxl's. The size that a sheet says it has is often wrong."""
    try:
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, [_shown(cell) for cell in cells]
    except ManifestError:
        raise
    except Exception as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> ManifestError:
    return ManifestError(_("%(name)s：清单不是完整的 Excel 文件（可能正在写入）", name=path.name))


def _shown(cell: Any) -> str:
    """A cell as text, in a form that our values are read from; ``0012`` that is a number keeps its zeros."""
    value = cell.value
    match value:
        case None:
            return ""
        case dt.datetime() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return str(value.total_seconds())
        case int() if set(cell.number_format) == {"0"}:
            return str(value).zfill(len(cell.number_format))
        case float() if value.is_integer():
            return str(int(value))
    return str(value)
