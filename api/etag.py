"""Answers that name their version: who has it already gets no second copy."""

from __future__ import annotations

from fastapi import Request, Response

KEEP_AND_ASK = "private, no-cache"  # browsers may keep it, but must ask each time whether they may still show it


def is_known(request: Request, etag: str) -> bool:
    """Whether the browser holds this version (``If-None-Match``)."""
    held = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    return etag in held or held == ["*"]


def mark(response: Response, etag: str) -> None:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = KEEP_AND_ASK


def unchanged(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": KEEP_AND_ASK})
