"""What waits for somebody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import LARGEST_ID, PLAIN

_ITEM: dict[str, Any] = {
    "id": 9,
    "kind": "appeal.filed",
    "title": "有一项申诉等待裁定",
    "href": "/appeals/4",
    "subject_id": 4,
    "call_id": "5b3f0e2c9d1a4b7e8f60718293a4b5c6",
    "created_at": "2026-03-03T01:00:00Z",
    "read_at": None,
    "over": False,
    "waits": True,
}
_MAIL = r"^[^@\s<>\",;:\\()\[\]]+@[A-Za-z0-9][A-Za-z0-9.-]*$"
Address = Annotated[str, StringConstraints(max_length=254, pattern=_MAIL), PLAIN]


class InboxItem(BaseModel):
    """One thing that somebody was told; `href` is the page where it is dealt with."""

    model_config = ConfigDict(json_schema_extra={"example": _ITEM})

    id: int
    kind: str
    title: str
    href: str
    subject_id: int | None
    call_id: str | None
    created_at: datetime
    read_at: datetime | None
    over: bool = Field(description="已经了结，不再等人处理")
    waits: bool


class InboxPage(BaseModel):
    items: list[InboxItem]
    unread: int
    next_cursor: str | None


class InboxCounts(BaseModel):
    """How much waits behind each entry of the navigation, by its address."""

    model_config = ConfigDict(json_schema_extra={"example": {"places": {"/inbox": 3, "/appeals": 2, "/due": 1}}})

    places: dict[str, int]


class ReadNotices(BaseModel):
    """Which were read; left out: all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"ids": [9]}})

    ids: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] | None = Field(None, max_length=200)


class MarkedRead(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"read": 1}})

    read: int


class MailChoice(BaseModel):
    """Where one wants mail about one's inbox, and whether."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"email": "li.na@example.com", "wants_mail": True}}
    )

    email: Address | None = None
    wants_mail: bool = True


class MailView(MailChoice):
    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "li.na@example.com", "wants_mail": True, "sent": True}}
    )

    sent: bool = Field(description="服务器配置了发信（TINGJIAN_SMTP_HOST）")
