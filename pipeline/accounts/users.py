"""People: added by name and role, disabled but never deleted, since the trail names them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pipeline.accounts import tokens
from pipeline.accounts.errors import BadAccount
from pipeline.accounts.passwords import hash_password
from pipeline.language import _, _n
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import SessionRow, UserRole, UserRow, utc_now

LONGEST_NAME = 64
WITH_TEAM = (UserRole.LEAD, UserRole.AGENT)  # a lead needs one


def add_user(
    session: Session,
    name: str,
    role: UserRole,
    password_hash: str,
    *,
    display_name: str = "",
    agent_id: str | None = None,
    team: str | None = None,
) -> UserRow:
    """Raises BadAccount where name and role don't fit together, Conflict where the name is taken.

    ``password_hash`` comes from :func:`hash_password`: hashing takes long, and writers wait for each other.
    """
    name, display_name = name.strip(), display_name.strip()
    _check(name, display_name, role, agent_id)
    check_team(role, team)
    if find_user(session, name) is not None:
        raise Conflict(_("已有同名用户"))
    user = UserRow(
        name=name,
        display_name=display_name or name,
        role=role,
        agent_id=agent_id,
        team=team,
        password_hash=password_hash,
    )
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, name: str) -> UserRow | None:
    return session.scalars(select(UserRow).filter_by(name=name.strip())).first()


def get_user(session: Session, user_id: int) -> UserRow:
    """Raises NotInStore."""
    user = session.get(UserRow, user_id)
    if user is None:
        raise NotInStore(_("用户"), user_id)
    return user


def all_users(session: Session) -> list[UserRow]:
    return list(session.scalars(select(UserRow).order_by(UserRow.id)))


def set_password(session: Session, user: UserRow, password: str) -> None:
    """Every browser signed in as this user has to sign in again, and every token ends. Raises BadAccount."""
    put_password_hash(session, user, hash_password(password, user.name))


def put_password_hash(session: Session, user: UserRow, password_hash: str) -> None:
    """Who knew the old password may have made tokens with it: they end, too."""
    user.password_hash = password_hash
    end_sessions(session, user.id)
    tokens.revoke_all(session, user.id)


def disable(session: Session, user: UserRow) -> None:
    """From now on neither sessions nor tokens of this user are let in."""
    user.disabled_at = user.disabled_at or utc_now()
    end_sessions(session, user.id)


def enable(user: UserRow) -> None:
    user.disabled_at = None


def choose_language(session: Session, user_id: int, language: str) -> None:
    """Of the pages; empty: as the browser has it."""
    get_user(session, user_id).language = language or None


def end_sessions(session: Session, user_id: int) -> None:
    session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


def check_team(role: UserRole, team: str | None) -> None:
    """Raises BadAccount where a lead has no team, or somebody has one who is neither lead nor agent."""
    if role is UserRole.LEAD and not team:
        raise BadAccount(_("班组长需要班组（team）"))
    if team and role not in WITH_TEAM:
        raise BadAccount(_("只有班组长和坐席可以属于班组"))


def _check(name: str, display_name: str, role: UserRole, agent_id: str | None) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or any(c.isspace() for c in name):
        raise BadAccount(_n("用户名应为 1 到 %(num)s 个字符，不含空格", LONGEST_NAME))
    if len(display_name) > LONGEST_NAME or not display_name.isprintable():
        raise BadAccount(_n("显示名最多 %(num)s 个字符", LONGEST_NAME))
    if (role is UserRole.AGENT) != bool(agent_id):
        raise BadAccount(_("坐席用户需要工号（agent_id），其他角色不能有工号"))
