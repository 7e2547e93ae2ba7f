"""An account as a whole, and agents who have none."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.parameters import NameText
from api.schemas.accounts import UserItem
from pipeline.storage.tables import UserRole

Short = Annotated[NameText, StringConstraints(max_length=200, min_length=1)] | None
_ACCOUNT: dict[str, Any] = {
    "id": 3,
    "name": "wang.wei",
    "display_name": "王伟",
    "role": "agent",
    "agent_id": "A007",
    "team": "一组",
    "created_at": "2026-03-02T08:00:00Z",
    "disabled_at": None,
    "sso": True,
    "linked": True,
}


class Account(BaseModel):
    """What an administrator says of a user. What is left out is taken away, but for ``sso``, which then stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"display_name": "王伟", "role": "agent", "agent_id": "A007", "team": "一组"}},
    )

    display_name: Annotated[NameText, StringConstraints(min_length=1, max_length=64)]
    role: UserRole
    agent_id: Short = None
    team: Short = None
    sso: bool | None = Field(None, description="用单位账号登录，不用密码")


class AccountItem(UserItem):
    """A user with team and way of signing in. ``linked``: has come with the organisation's account."""

    model_config = ConfigDict(json_schema_extra={"example": _ACCOUNT})

    team: str | None
    sso: bool
    linked: bool


class NamelessAgent(BaseModel):
    """An agent whom only calls name."""

    model_config = ConfigDict(json_schema_extra={"example": {"agent_id": "A009", "team": "一组", "calls": 31}})

    agent_id: str
    team: str | None
    calls: int
