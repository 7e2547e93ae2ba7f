"""Who asks: a person in a browser, or a program with that person's token."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pipeline.storage.tables import UserRole, UserRow


class Scope(StrEnum):
    """What a token may do; a browser's session may do everything that its user may."""

    READ = "read"
    WRITE = "write"
    UPLOAD = "upload"


ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Principal:
    """A user that has proved who they are. ``agent_id`` is set for agents only, ``team`` for those who lead one."""

    user_id: int
    name: str
    display_name: str
    role: UserRole
    agent_id: str | None
    via: Literal["session", "token"]
    scopes: frozenset[Scope] = ALL_SCOPES
    csrf_token: str | None = field(default=None, repr=False)  # of a session: unsafe requests must repeat it
    language: str = ""  # that this user chose; empty: none
    team: str | None = None


def principal_of(
    user: UserRow,
    via: Literal["session", "token"],
    scopes: frozenset[Scope] = ALL_SCOPES,
    csrf_token: str | None = None,
) -> Principal:
    """``user`` as the one who asks."""
    role = UserRole(user.role)
    team = user.team or "" if role is UserRole.LEAD else None
    return Principal(
        user.id, user.name, user.display_name, role, user.agent_id, via, scopes, csrf_token, user.language or "", team
    )
