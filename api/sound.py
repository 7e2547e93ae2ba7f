"""Answers with sound: a file, or the ranges of it that a player asks for."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import FileResponse

from api import etag
from pipeline.playback import Playable


def answer(request: Request, playable: Playable) -> Response:
    """The file as it is asked for; nothing where the browser has it already."""
    tag = f'"{playable.version}"'
    if etag.is_known(request, tag):
        return etag.unchanged(tag)
    headers = {"ETag": tag, "Cache-Control": etag.KEEP_AND_ASK}
    return FileResponse(playable.path, headers=headers, media_type=playable.media_type)
