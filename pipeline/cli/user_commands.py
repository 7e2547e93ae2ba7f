"""What ``tingjian user …`` does: the first administrator comes from here; nobody has a default password."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from pipeline.accounts import audit, users
from pipeline.accounts.errors import BadAccount
from pipeline.accounts.passwords import generate, hash_password
from pipeline.cli.console import plain, say
from pipeline.settings import load_settings
from pipeline.storage import Database, NotInStore, migrate
from pipeline.storage.tables import UserRole, UserRow


def add_command(
    name: str, role: str, agent_id: str | None, display_name: str, generated: bool, team: str | None = None
) -> int:
    """Add a user; the first one is an administrator."""
    chosen = _role(role)
    password_hash = hash_password(_password(generated), name)
    with _writing() as session:
        user = users.add_user(
            session, name, chosen, password_hash, display_name=display_name, agent_id=agent_id, team=team
        )
        audit.note(session, None, "user.added", "user", user.id, role=chosen, by="command line")
    say(f"已添加用户 {name}（{chosen}）")
    return 0


def list_command() -> int:
    table = Table("编号", "用户名", "显示名", "角色", "工号或班组", "状态")
    with _writing() as session:
        for user in users.all_users(session):
            state = "已停用" if user.disabled_at else "正常"
            cells = (str(user.id), user.name, user.display_name, user.role, user.agent_id or user.team or "", state)
            table.add_row(*map(plain, cells))
    Console().print(table)
    return 0


def disable_command(name: str) -> int:
    """From now on neither sessions nor tokens of the user are let in."""
    with _writing() as session:
        user = _known(session, name)
        users.disable(session, user)
        audit.note(session, None, "user.changed", "user", user.id, fields=["disabled"], by="command line")
    say(f"已停用用户 {name}")
    return 0


def password_command(name: str, generated: bool) -> int:
    """A new password; the user has to sign in again."""
    chosen = _password(generated)
    with _writing() as session:
        user = _known(session, name)
        users.set_password(session, user, chosen)
        audit.note(session, None, "user.changed", "user", user.id, fields=["password"], by="command line")
    say(f"已为用户 {name} 设置新密码")
    return 0


def _role(text: str) -> UserRole:
    try:
        return UserRole(text)
    except ValueError:
        raise BadAccount(f"角色只能是 {'、'.join(UserRole)}") from None


@contextmanager
def _writing() -> Iterator[Session]:
    database = Database.of(load_settings())
    try:
        migrate(database)
        with database.writing() as session:
            yield session
    finally:
        database.close()


def _known(session: Session, name: str) -> UserRow:
    user = users.find_user(session, name)
    if user is None:
        raise NotInStore("用户", name)
    return user


def _password(generated: bool) -> str:
    if generated:
        chosen = generate()
        sys.stdout.write(f"{chosen}\n")
        return chosen
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("密码：")
    if getpass("再输入一次：") != first:
        raise BadAccount("两次输入的密码不同")
    return first
