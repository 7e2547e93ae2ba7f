"""The account of somebody whom the provider knows: found by the provider's own number, linked, or made."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.accounts import audit, users
from pipeline.accounts.changes import put_account
from pipeline.accounts.errors import BadAccount
from pipeline.accounts.sso.arrangement import Arrangement, text_claim
from pipeline.accounts.sso.errors import Refused
from pipeline.accounts.sso.provider import Identity
from pipeline.language import _
from pipeline.storage.tables import UserRole, UserRow

NO_PASSWORD = "!"  # no hash of anything: nobody signs in with a password


def person_of(session: Session, arrangement: Arrangement, found: Identity) -> UserRow:
    """The account with today's role, agent and team; raises Refused in words."""
    role = arrangement.role(found.claims)
    user = _known(session, found) or _awaited(session, arrangement, found)
    if role is None and (arrangement.roles or user is None):
        raise Refused(_("您的单位账号没有分配听鉴的角色，请联系管理员"))
    try:
        return (
            _made(session, arrangement, found, role)
            if user is None
            else _brought_up(session, arrangement, found, user, role)
        )
    except BadAccount as error:
        raise Refused(_("您的单位账号不能用于听鉴：%(why)s，请联系管理员", why=error)) from None


def _known(session: Session, found: Identity) -> UserRow | None:
    asked = select(UserRow).filter_by(sso_issuer=found.issuer, sso_subject=found.subject)
    return session.scalars(asked).first()


def _awaited(session: Session, arrangement: Arrangement, found: Identity) -> UserRow | None:
    """An account that an administrator has made for this: a name alone takes over nobody's account."""
    user = users.find_user(session, arrangement.name(found.claims))
    if user is None:
        return None
    if not user.sso or user.sso_subject is not None:
        raise Refused(_("已有同名的本地账号。请管理员在“用户”里把它改为单位账号登录"))
    _link(session, user, found)
    return user


def _made(session: Session, arrangement: Arrangement, found: Identity, role: UserRole | None) -> UserRow:
    if role is None:
        raise Refused(_("您的单位账号没有分配听鉴的角色，请联系管理员"))
    agent = text_claim(found.claims, arrangement.agent_claim) if role is UserRole.AGENT else ""
    if role is UserRole.AGENT and not agent:
        raise Refused(_("您的单位账号没有带来工号，请联系管理员"))
    user = users.add_user(
        session,
        arrangement.name(found.claims),
        role,
        NO_PASSWORD,
        display_name=_display_name(found),
        agent_id=agent or None,
        team=_team(arrangement, found, role),
    )
    user.sso = True
    _link(session, user, found)
    audit.note(session, user.id, "user.added", "user", user.id, role=role.value, by="sso")
    return user


def _brought_up(
    session: Session, arrangement: Arrangement, found: Identity, user: UserRow, role: UserRole | None
) -> UserRow:
    if user.disabled_at is not None:
        raise Refused(_("您在听鉴的账号已停用，请联系管理员"))
    wanted = role or UserRole(user.role)
    agent = text_claim(found.claims, arrangement.agent_claim) or user.agent_id
    if wanted is UserRole.AGENT and not agent:
        raise Refused(_("您的单位账号没有带来工号，请联系管理员"))
    before = user.role
    put_account(
        user,
        role=wanted,
        agent_id=agent if wanted is UserRole.AGENT else None,
        team=_team(arrangement, found, wanted) or user.team,
    )
    if user.role != before:
        audit.note(session, user.id, "user.changed", "user", user.id, role=user.role, by="sso")
    return user


def _link(session: Session, user: UserRow, found: Identity) -> None:
    user.sso_issuer, user.sso_subject = found.issuer, found.subject
    audit.note(session, user.id, "user.linked", "user", user.id)


def _team(arrangement: Arrangement, found: Identity, role: UserRole) -> str | None:
    return text_claim(found.claims, arrangement.team_claim)[:200] or None if role in users.WITH_TEAM else None


def _display_name(found: Identity) -> str:
    return text_claim(found.claims, "name")[: users.LONGEST_NAME]
