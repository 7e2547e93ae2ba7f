"""An account changed as a whole: name, role, agent, team, and how its person signs in."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.accounts import tokens, users
from pipeline.accounts.errors import BadAccount
from pipeline.language import _
from pipeline.storage.tables import CallRow, UserRole, UserRow


def change_account(
    session: Session,
    user: UserRow,
    *,
    display_name: str,
    role: UserRole,
    agent_id: str | None,
    team: str | None,
    sso: bool,
) -> None:
    """Put all of it in the place of what was; another role ends sessions and tokens, since they had the old rights.

    Raises BadAccount where role, agent and team don't fit together, or nobody would be left to administer.
    """
    if user.role == UserRole.ADMIN and role is not UserRole.ADMIN and _admins(session) == 1:
        raise BadAccount(_("这是最后一个管理员，不能改成别的角色"))
    before = user.role
    user.display_name = display_name.strip() or user.name
    put_account(user, role=role, agent_id=agent_id, team=team)
    if sso != user.sso:
        user.sso, user.sso_issuer, user.sso_subject = sso, None, None
        users.end_sessions(session, user.id)
    if user.role != before:
        users.end_sessions(session, user.id)
        tokens.revoke_all(session, user.id)


def put_account(user: UserRow, role: UserRole, agent_id: str | None, team: str | None) -> None:
    """Role, agent and team together, so that they fit; a team is dropped where the role has none."""
    if (role is UserRole.AGENT) != bool(agent_id):
        raise BadAccount(_("坐席用户需要工号（agent_id），其他角色不能有工号"))
    kept = team if role in users.WITH_TEAM else None
    users.check_team(role, kept)
    user.role, user.agent_id, user.team = role, agent_id, kept


def without_account(session: Session) -> list[tuple[str, str | None, int]]:
    """Agent id, latest team and number of calls of everybody whom only their calls name."""
    has = select(UserRow.agent_id).where(UserRow.agent_id.is_not(None))
    asked = select(CallRow.agent_id, func.max(CallRow.team), func.count()).where(CallRow.agent_id.is_not(None))
    asked = asked.where(CallRow.agent_id != "", CallRow.agent_id.not_in(has)).group_by(CallRow.agent_id)
    return [(str(id), team, n) for id, team, n in session.execute(asked.order_by(CallRow.agent_id))]


def _admins(session: Session) -> int:
    live = (UserRow.role == UserRole.ADMIN, UserRow.disabled_at.is_(None))
    return session.scalar(select(func.count()).select_from(UserRow).where(*live)) or 0
