"""``tingjian demo``: the shipped sample calls in a store of their own, and people of each role to look at them with."""

from __future__ import annotations

import os

from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.accounts import users
from pipeline.accounts.passwords import generate, hash_password
from pipeline.cli.console import console, say
from pipeline.cli.ingest import ingest_command
from pipeline.lexicon import Pack, load_pack
from pipeline.review.claims import claim
from pipeline.review.finish import finish
from pipeline.review.publication import publish, readiness
from pipeline.settings import PROJECT, Settings, load_settings
from pipeline.storage import Database, migrate
from pipeline.storage.tables import CallRow, UserRole

SAMPLES = PROJECT / "samples"
HOST, PORT = "127.0.0.1", 8000
AGENT, TEAM = "A021", "一组"
REVIEWED = ("A021", "A106")  # the agents whose calls are reviewed and published already, so that each page has content
PEOPLE = {
    "reviewer": (UserRole.REVIEWER, None, "质检员：复核队列和通话页"),
    "second-reviewer": (UserRole.REVIEWER, None, "另一位质检员：处理申诉"),
    "trainer": (UserRole.TRAINER, None, "培训师：对比好坏片段，收集教材"),
    "agent": (UserRole.AGENT, AGENT, "坐席：自己的评分单和申诉"),
    "lead": (UserRole.LEAD, None, f"班组长：{TEAM}的通话、看板和学习任务"),
    "admin": (UserRole.ADMIN, None, "管理员：看板、词库、用户"),
}


def demo_command(serve: bool) -> int:
    """Score the sample recordings; with ``serve``, answer on 127.0.0.1:8000 until Ctrl-C. Returns the exit status."""
    _use_own_store(load_settings())
    status = ingest_command([SAMPLES], SAMPLES / "manifest.csv")
    if status or not serve:
        return status
    settings = load_settings()
    console().print(_sign_in_table(_prepare(settings)))
    say("每次启动都会生成新密码。演示数据与正式数据分开存放。")
    from pipeline.cli.serve import serve_command  # scoring alone needs no web server

    return serve_command(HOST, PORT, worker=True)


def _use_own_store(settings: Settings) -> None:
    """A demonstration never touches real calls; the worker that ``serve`` starts inherits these settings."""
    os.environ["TINGJIAN_DATA_DIR"] = str(settings.data_dir.absolute() / "demo")
    os.environ["TINGJIAN_DATABASE_URL"] = os.environ["TINGJIAN_RECORDINGS_URL"] = ""


def _prepare(settings: Settings) -> dict[str, str]:
    """The passwords of this start, by name of the user."""
    passwords = {name: generate() for name in PEOPLE}
    hashes = {name: hash_password(password, name) for name, password in passwords.items()}
    pack, database = load_pack(settings.lexicons), Database.of(settings)
    migrate(database)
    with database.writing() as session:
        ids = {name: _person(session, name, hashes[name]) for name in PEOPLE}
        _review(session, ids["reviewer"], pack)
    database.close()
    return passwords


def _person(session: Session, name: str, password_hash: str) -> int:
    role, agent_id, _ = PEOPLE[name]
    team = TEAM if role is UserRole.LEAD else None
    user = users.find_user(session, name)
    user = user or users.add_user(session, name, role, password_hash, agent_id=agent_id, team=team)
    user.password_hash = password_hash
    users.end_sessions(session, user.id)
    return user.id


def _review(session: Session, reviewer: int, pack: Pack) -> None:
    """Confirm and publish the machine's scorecards of some agents; those that anybody has touched, or where a veto
    wants a decision, stay as they are."""
    untouched = select(CallRow).where(CallRow.agent_id.in_(REVIEWED), CallRow.review_state == "none")
    for call in session.scalars(untouched.where(CallRow.judgement_id.is_not(None))).all():
        if readiness(session, call.id, reviewer, pack).refusal is None:
            finish(session, call.id, reviewer, claim(session, call.id, reviewer).version, pack)
            publish(session, call.id, reviewer, pack)


def _sign_in_table(passwords: dict[str, str]) -> Table:
    table = Table("用户名", "密码", "可以看什么", title=f"登录 http://{HOST}:{PORT}")
    for name, password in passwords.items():
        table.add_row(name, password, PEOPLE[name][2])
    return table
