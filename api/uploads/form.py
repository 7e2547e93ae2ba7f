"""Multipart forms read as a stream: the file goes to a draft, small fields to memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.uploads.draft import Draft, TooLarge
from pipeline.errors import TingjianError
from pipeline.language import _

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FIELDS, MOST_FIELD_BYTES, MOST_HEADER_BYTES = 20, 4096, 4096
FORM_EXTRA_BYTES = 256 * 1024  # of a form besides its file


class BadUpload(TingjianError):
    """The form can't be used; says what is wrong with it."""


@dataclass
class _Part:
    """One part of the form while it is read."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    is_file: bool = False
    value: bytearray = field(default_factory=bytearray)


class UploadForm:
    """A form with one file (the field ``file``) and text fields. ``fields`` and ``file_name`` are known at the end."""

    def __init__(self, draft: Draft) -> None:
        self.fields: dict[str, str] = {}
        self.file_name: str | None = None
        self._draft, self._part, self._complete = draft, _Part(), False
        self._header: tuple[bytes, bytes] = (b"", b"")
        self._received: list[bytes] = []

    async def read(self, request: Request) -> None:
        """Raises BadUpload, TooLarge or StoreError."""
        kind, options = parse_options_header(request.headers.get("content-type"))
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadUpload(_("请用 multipart/form-data 上传，录音放在 file 字段"))
        try:
            parser = MultipartParser(options[b"boundary"], self._callbacks(), max_size=float("inf"))
            async for chunk in request.stream():
                parser.write(chunk)
                if self._received:
                    pieces, self._received = self._received, []
                    await run_in_threadpool(self._write, pieces)
            parser.finalize()
        except FormParserError:
            raise BadUpload(_("上传的表单格式有误")) from None
        if self.file_name is None or not self._complete:
            raise BadUpload(_("上传不完整，或缺少 file 字段"))
        await run_in_threadpool(self._draft.finish)

    def _write(self, pieces: list[bytes]) -> None:
        for piece in pieces:
            self._draft.write(piece)

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header_name,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _begin(self) -> None:
        self._part = _Part()

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end], self._header[1])
        self._check_header()

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end])
        self._check_header()

    def _check_header(self) -> None:
        if len(self._header[0]) + len(self._header[1]) > MOST_HEADER_BYTES:
            raise BadUpload(_("上传的表单格式有误"))

    def _on_header_end(self) -> None:
        self._part.headers[self._header[0].lower()] = self._header[1]
        self._header = (b"", b"")

    def _on_headers(self) -> None:
        _kind, options = parse_options_header(self._part.headers.get(b"content-disposition"))
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        self._part.is_file = self._part.name == "file"
        if self._part.is_file:
            if self.file_name is not None:
                raise BadUpload(_("一次只能上传一个文件"))
            self.file_name = options.get(b"filename", b"").decode("utf-8", "replace")
        elif len(self.fields) >= MOST_FIELDS:
            raise BadUpload(_("字段过多"))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.is_file:
            self._received.append(data[start:end])
            return
        self._part.value += data[start:end]
        if len(self._part.value) > MOST_FIELD_BYTES:
            raise BadUpload(_("字段过长"))

    def _on_part_end(self) -> None:
        if not self._part.is_file:
            self.fields[self._part.name] = self._part.value.decode("utf-8", "replace")

    def _on_end(self) -> None:
        self._complete = True


def check_declared_size(request: Request, most_bytes: int) -> None:
    """Refuse what says that it is too large, before a byte of it is read. Raises TooLarge."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > most_bytes + FORM_EXTRA_BYTES:
        raise TooLarge
