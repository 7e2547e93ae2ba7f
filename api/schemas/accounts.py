"""People, sessions and tokens as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import PlainText
from pipeline.accounts import Principal, Scope
from pipeline.storage.tables import UserRole

Password = Annotated[PlainText, StringConstraints(max_length=200)]
_ME: dict[str, Any] = {"user_id": 3, "name": "li.na", "display_name": "李娜", "role": "reviewer", "agent_id": None,
                       "via": "session", "scopes": ["read", "upload", "write"], "csrf_token": "mT3v…"}  # fmt: skip


class SignIn(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "li.na", "password": "…"}})

    name: Annotated[PlainText, StringConstraints(min_length=1, max_length=64)]
    password: Password = Field(repr=False)


class Me(BaseModel):
    """Who is signed in. ``csrf_token`` must be repeated in `X-CSRF-Token` with every unsafe request of a browser."""

    model_config = ConfigDict(json_schema_extra={"example": _ME})

    user_id: int
    name: str
    display_name: str
    role: UserRole
    agent_id: str | None
    via: str
    scopes: list[Scope]
    csrf_token: str | None
    expires_at: datetime | None = None

    @classmethod
    def of(cls, principal: Principal, expires_at: datetime | None = None) -> Me:
        return cls(
            user_id=principal.user_id, name=principal.name, display_name=principal.display_name, role=principal.role,
            agent_id=principal.agent_id, via=principal.via, scopes=sorted(principal.scopes), expires_at=expires_at,
            csrf_token=principal.csrf_token,
        )  # fmt: skip
