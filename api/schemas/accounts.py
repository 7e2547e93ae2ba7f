"""People, sessions and tokens as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import NameText, PlainText
from pipeline.accounts import Principal, Scope
from pipeline.storage.tables import UserRole

Password = Annotated[PlainText, StringConstraints(max_length=200)]
Team = Annotated[NameText, StringConstraints(max_length=200, min_length=1)] | None
_ME: dict[str, Any] = {
    "user_id": 3,
    "name": "li.na",
    "display_name": "李娜",
    "role": "reviewer",
    "agent_id": None,
    "team": None,
    "via": "session",
    "scopes": ["read", "upload", "write"],
    "csrf_token": "mT3v…",
}


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
    team: str | None = Field(description="班组长自己的班组")
    via: str
    scopes: list[Scope]
    csrf_token: str | None
    expires_at: datetime | None = None

    @classmethod
    def of(cls, principal: Principal, expires_at: datetime | None = None) -> Me:
        return cls(
            user_id=principal.user_id,
            name=principal.name,
            display_name=principal.display_name,
            role=principal.role,
            agent_id=principal.agent_id,
            team=principal.team,
            via=principal.via,
            scopes=sorted(principal.scopes),
            expires_at=expires_at,
            csrf_token=principal.csrf_token,
        )


class UserItem(BaseModel):
    """A person who may use the product."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3,
                "name": "li.na",
                "display_name": "李娜",
                "role": "reviewer",
                "agent_id": None,
                "team": None,
                "created_at": "2026-03-02T08:00:00Z",
                "disabled_at": None,
            }
        }
    )

    id: int
    name: str
    display_name: str
    role: UserRole
    agent_id: str | None
    team: str | None
    created_at: datetime
    disabled_at: datetime | None


class NewUser(BaseModel):
    """A user to add. An agent needs ``agent_id``, a lead ``team``; an agent may have a team, the others have none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "name": "wang.wei",
                "display_name": "王伟",
                "role": "agent",
                "agent_id": "A007",
                "password": "…",
            }
        },
    )

    name: Annotated[NameText, StringConstraints(min_length=1, max_length=64)]
    display_name: Annotated[NameText, StringConstraints(max_length=64)] = ""
    role: UserRole
    agent_id: Annotated[NameText, StringConstraints(max_length=200, min_length=1)] | None = None
    team: Team = None
    password: Password = Field(repr=False)


class UserChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"disabled": True}})

    display_name: Annotated[NameText, StringConstraints(min_length=1, max_length=64)] | None = None
    disabled: bool | None = None
    team: Team = None
    password: Password | None = Field(None, repr=False)


class PasswordChange(BaseModel):
    """One's own password."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"old": "…", "new": "…"}})

    old: Password = Field(repr=False)
    new: Password = Field(repr=False)


class NewToken(BaseModel):
    """A token for a program that acts for its owner."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "telephone system", "scopes": ["upload"], "days": 90}}
    )

    name: Annotated[NameText, StringConstraints(min_length=1, max_length=64)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=400)] = 90


_TOKEN: dict[str, Any] = {
    "id": 1,
    "name": "telephone system",
    "scopes": ["upload"],
    "created_at": "2026-03-02T08:00:00Z",
    "expires_at": "2026-05-31T08:00:00Z",
    "revoked_at": None,
    "last_used_at": None,
}


class TokenItem(BaseModel):
    """A token; its text is shown once, when it is made."""

    model_config = ConfigDict(json_schema_extra={"example": _TOKEN})

    id: int
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class IssuedToken(TokenItem):
    """A new token with its text: keep it now, it is not shown again."""

    model_config = ConfigDict(json_schema_extra={"example": _TOKEN | {"token": "tj_…"}})

    token: str = Field(examples=["tj_…"])


class Revoked(BaseModel):
    """How many tokens have ended."""

    model_config = ConfigDict(json_schema_extra={"example": {"revoked": 2}})

    revoked: int
