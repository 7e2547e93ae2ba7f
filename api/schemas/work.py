"""Jobs, webhooks and the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import PlainText

_JOB: dict[str, Any] = {
    "id": 5,
    "kind": "rescore",
    "state": "working",
    "done": 120,
    "total": 1000,
    "result": None,
    "failure_reason": None,
    "created_by": 1,
    "created_at": "2026-03-02T08:00:00Z",
    "finished_at": None,
    "arguments": {"since": "2026-03-01"},
}
_HOOK: dict[str, Any] = {
    "id": 1,
    "url": "https://example.com/hooks/tingjian",
    "events": ["scorecard.published"],
    "created_at": "2026-03-02T08:00:00Z",
    "disabled_at": None,
}
HexId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
Url = Annotated[PlainText, StringConstraints(min_length=1, max_length=2000)]


class JobItem(BaseModel):
    """Long work: asked for here, done by a worker."""

    model_config = ConfigDict(json_schema_extra={"example": _JOB})

    id: int
    kind: str
    arguments: dict[str, Any]
    state: Literal["queued", "working", "done", "failed"]
    done: int
    total: int | None
    result: dict[str, Any] | None
    failure_reason: str | None
    created_by: int | None
    created_at: datetime
    finished_at: datetime | None


class JobPage(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [_JOB], "next_cursor": None}})

    items: list[JobItem]
    next_cursor: str | None


class Rescore(BaseModel):
    """Judge stored transcripts again with today's lexicon: these calls, or those since a day, or all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"since": "2026-03-01"}})

    call_ids: Annotated[list[HexId], Field(min_length=1, max_length=10_000)] | None = None
    since: date | None = None


class WebhookItem(BaseModel):
    """Where notices go; the secret is shown once, when the webhook is made."""

    model_config = ConfigDict(json_schema_extra={"example": _HOOK})

    id: int
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None


class NewWebhook(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"url": "https://example.com/hooks/tingjian", "events": ["scorecard.published"]}},
    )

    url: Url
    events: Annotated[list[PlainText], Field(min_length=1, max_length=10)]


class MadeWebhook(WebhookItem):
    """With the secret that signs the notices: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`, as
    [Standard Webhooks](https://www.standardwebhooks.com) describes them."""

    model_config = ConfigDict(json_schema_extra={"example": {**_HOOK, "secret": "whsec_…"}})

    secret: str


class WebhookChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"disabled": True}})

    url: Url | None = None
    events: Annotated[list[PlainText], Field(min_length=1, max_length=10)] | None = None
    disabled: bool | None = None


class DeliveryItem(BaseModel):
    """One notice to one webhook. ``last_error``: http_500, timeout, connection, tls, address (must not be called)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 9,
                "event": "scorecard.published",
                "state": "waiting",
                "attempts": 1,
                "due_at": "2026-03-02T08:01:00Z",
                "last_error": "http_500",
                "created_at": "2026-03-02T08:00:00Z",
                "delivered_at": None,
            }
        }
    )

    id: int
    event: str
    state: Literal["waiting", "delivered", "given_up"]
    attempts: int
    due_at: datetime
    last_error: str | None
    created_at: datetime
    delivered_at: datetime | None


class AuditItem(BaseModel):
    """Who saw, heard or changed what."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 31,
                "at": "2026-03-02T08:20:00Z",
                "user_id": 3,
                "user_name": "li.na",
                "action": "audio.played",
                "subject": "call",
                "subject_id": "5b3f0e2c9d1a4b7e8f60718293a4b5c6",
                "details": {},
            }
        }
    )

    id: int
    at: datetime
    user_id: int | None
    user_name: str | None
    action: str
    subject: str
    subject_id: str
    details: dict[str, Any]


class AuditPage(BaseModel):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [], "next_cursor": None}})

    items: list[AuditItem]
    next_cursor: str | None
