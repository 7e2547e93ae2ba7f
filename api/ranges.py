"""HTTP ranges (RFC 9110, section 14): which bytes of a file are asked for, and the answer with them."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterator, Sequence
from typing import IO

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api import etag
from api.errors import problem
from pipeline.playback import Playable

MOST_RANGES = 10
_CHUNK = 256 * 1024
_SPEC = re.compile(r"(\d{0,15})-(\d{0,15})")
Part = tuple[int, int]  # first byte, and the one after the last


class Unsatisfiable(ValueError):
    """Nothing that is asked for is in the file, or nobody can tell what is asked for."""


def parse_ranges(header: str | None, size: int) -> list[Part] | None:
    """The stretches of a file of ``size`` bytes, joined where they touch; None for the whole file.

    >>> parse_ranges("bytes=0-9,-5", 100)
    [(0, 10), (95, 100)]
    """
    unit, _, text = (header or "").partition("=")
    if unit.strip().lower() != "bytes":
        return None
    found = [_part(spec.strip(), size) for spec in text.split(",")]
    if not 0 < len(found) <= MOST_RANGES:
        raise Unsatisfiable
    parts = [part for part in found if part is not None]
    if not parts:
        raise Unsatisfiable
    return _joined(parts)


def _part(spec: str, size: int) -> Part | None:
    """None where the file is too short for it."""
    match = _SPEC.fullmatch(spec)
    if match is None or spec == "-":
        raise Unsatisfiable
    first, last = match[1], match[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            raise Unsatisfiable
    return (start, end) if start < end else None


def _joined(parts: Sequence[Part]) -> list[Part]:
    joined: list[Part] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def in_memory(content: bytes, media_type: str, version: str) -> Playable:
    """Bytes at hand as something to answer with."""
    return Playable(lambda: io.BytesIO(content), len(content), media_type, version)


def answer(request: Request, playable: Playable) -> Response:
    """The file, or the stretches of it that the request asks for."""
    tag = f'"{playable.version}"'
    if etag.is_known(request, tag):
        return etag.unchanged(tag)
    headers = {"ETag": tag, "Cache-Control": etag.KEEP_AND_ASK, "Accept-Ranges": "bytes"}
    condition = request.headers.get("if-range")
    wanted = request.headers.get("range") if condition in (None, tag) else None
    try:
        parts = parse_ranges(wanted, playable.size)
    except Unsatisfiable:
        return problem(416, "RangeNotSatisfiable", "请求的范围超出文件", {"Content-Range": f"bytes */{playable.size}"})
    if parts is None:
        return _streamed(playable, [(b"", (0, playable.size))], 200, playable.media_type, headers)
    if len(parts) == 1:
        headers["Content-Range"] = _content_range(parts[0], playable.size)
        return _streamed(playable, [(b"", parts[0])], 206, playable.media_type, headers)
    return _several(playable, parts, headers)


def _several(playable: Playable, parts: Sequence[Part], headers: dict[str, str]) -> Response:
    boundary = secrets.token_hex(12)
    pieces = [(f"\r\n--{boundary}\r\nContent-Type: {playable.media_type}\r\n"
               f"Content-Range: {_content_range(part, playable.size)}\r\n\r\n".encode(), part)
              for part in parts]  # fmt: skip
    pieces.append((f"\r\n--{boundary}--\r\n".encode(), (0, 0)))
    return _streamed(playable, pieces, 206, f"multipart/byteranges; boundary={boundary}", headers)


def _content_range(part: Part, size: int) -> str:
    return f"bytes {part[0]}-{part[1] - 1}/{size}"


def _streamed(playable: Playable, pieces: Sequence[tuple[bytes, Part]], status: int, media_type: str,
              headers: dict[str, str]) -> Response:  # fmt: skip
    length = sum(len(lead) + end - start for lead, (start, end) in pieces)
    return StreamingResponse(_bytes(playable.open(), pieces), status, {**headers, "Content-Length": str(length)},
                             media_type)  # fmt: skip


def _bytes(file: IO[bytes], pieces: Sequence[tuple[bytes, Part]]) -> Iterator[bytes]:
    with file:
        for lead, (start, end) in pieces:
            if lead:
                yield lead
            file.seek(start)
            while start < end and (chunk := file.read(min(_CHUNK, end - start))):
                start += len(chunk)
                yield chunk
