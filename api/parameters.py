"""Parameters that many routes share. Their bounds are those of the database, so that no value can break a query."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, StringConstraints

from pipeline.language import _

LARGEST_ID = 2**31 - 1
MOST_PER_PAGE = 200


def _plain(text: str) -> str:
    """Text that every database can hold."""
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError(_("不能含有 NUL 或不成对的代理字符"))
    return text


def _printable(text: str) -> str:
    """A name: marks that turn the writing around, or control a terminal, would make it look like another."""
    if not text.isprintable():
        raise ValueError(_("不能含有控制字符或不可见字符"))
    return text


PLAIN, PRINTABLE = AfterValidator(_plain), AfterValidator(_printable)
PlainText = Annotated[str, PLAIN]
ShortText = Annotated[PlainText, StringConstraints(max_length=200, strip_whitespace=True)]
NameText = Annotated[PlainText, AfterValidator(_printable)]
LongText = Annotated[PlainText, StringConstraints(max_length=4000, strip_whitespace=True)]
CallId = Annotated[
    str, Path(pattern="^[0-9a-f]{32}$", description="通话编号", examples=["5b3f0e2c9d1a4b7e8f60718293a4b5c6"])
]
RowId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="编号")]
Limit = Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="每页最多几条")]
Cursor = Annotated[str | None, Query(max_length=500, description="上一页返回的 next_cursor")]
