"""What was agreed with the provider: who it is, who we are to it, and what its claims mean here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.accounts.sso.errors import Refused
from pipeline.language import _
from pipeline.settings import Settings
from pipeline.storage.tables import UserRole

WEIGHT = (UserRole.AGENT, UserRole.TRAINER, UserRole.REVIEWER, UserRole.ADMIN)  # of several roles the last one counts


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``roles`` maps values of the claim ``role_claim`` to roles; other claims name the account, agent and team."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    title: str
    scopes: str
    roles: Mapping[str, UserRole]
    role_claim: str
    name_claim: str
    agent_claim: str
    team_claim: str

    @classmethod
    def of(cls, settings: Settings) -> Arrangement | None:
        """None where no provider is set."""
        if not settings.sso_issuer:
            return None
        return cls(
            settings.sso_issuer,
            settings.sso_client_id,
            settings.sso_client_secret,
            settings.sso_title,
            settings.sso_scopes,
            roles_of(settings.sso_roles),
            settings.sso_role_claim,
            settings.sso_name_claim,
            settings.sso_agent_claim,
            settings.sso_team_claim,
        )

    def role(self, claims: Mapping[str, Any]) -> UserRole | None:
        """The weightiest role that the claims give; None where none of them means anything here."""
        given = [self.roles[value] for value in _values(claims, self.role_claim) if value in self.roles]
        return max(given, key=_weight, default=None)

    def name(self, claims: Mapping[str, Any]) -> str:
        """What the account is called; raises Refused."""
        name = text_claim(claims, self.name_claim) or text_claim(claims, "email")
        if not name:
            raise Refused(_("单位账号没有带来用户名（%(claim)s），请管理员检查单点登录的设置", claim=self.name_claim))
        return name


def roles_of(listed: str) -> dict[str, UserRole]:
    """``tj-admins=admin, 质检组=reviewer`` as a mapping; raises ValueError."""
    pairs = [part.rpartition("=") for part in listed.split(",") if part.strip()]
    return {value.strip(): UserRole(role.strip()) for value, _equals, role in pairs}


def text_claim(claims: Mapping[str, Any], path: str) -> str:
    """The first text of a claim; empty where there is none."""
    return next(iter(_values(claims, path)), "")


def _weight(role: UserRole) -> int:
    """A role that is not listed weighs as much as a trainer's."""
    return WEIGHT.index(role) if role in WEIGHT else WEIGHT.index(UserRole.TRAINER)


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """The texts of a claim, which may lie deeper: ``realm_access.roles``."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    listed: Iterable[Any] = found if isinstance(found, list) else [found]
    return [str(one).strip() for one in listed if isinstance(one, str | int) and str(one).strip()] if path else []
