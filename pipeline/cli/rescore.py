"""``tingjian rescore``: stored transcripts judged again, or heard again; what is up to date already is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import typer
from sqlalchemy import func, select

from pipeline.cli.console import Bar, say
from pipeline.cli.shift import in_thread
from pipeline.domain.moments import moment
from pipeline.hearing.engine import Engine
from pipeline.jobs.rescore import MakeEngine, Rescored, outdated, rescore_calls
from pipeline.settings import Settings, load_settings
from pipeline.storage import NotInStore
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow
from pipeline.work.hear_again import HeardAgain, hear_again, not_heard_so

SHORTEST_ID = 6
make_engine: MakeEngine = Engine


def rescore_command(since: str | None, calls: Sequence[str] | None) -> int:
    """Returns 0; Ctrl-C ends it at once, and the next run goes on where it was."""
    settings = load_settings()
    store, engine = Store.of(settings), make_engine(settings)
    chosen = None if not calls else [_found(store, call) for call in calls]
    waiting = outdated(store, engine, chosen, _day(since, settings))
    result = _rescored(waiting, settings) if waiting else Rescored()
    say(f"重新评分 {result.calls} 通，其中 {result.changed} 通的分数有变化")
    return 0


def hear_again_command(since: str | None, calls: Sequence[str] | None, model: str | None) -> int:
    """Returns 1 where a call could not be heard: each is named. Ctrl-C ends it at once, the next run goes on."""
    settings = load_settings()
    if model:
        settings = settings.model_copy(update={"asr_model": model})
    store, engine = Store.of(settings), make_engine(settings)
    chosen = [_found(store, call) for call in calls] if calls else _begun_since(store, _day(since, settings))
    waiting = not_heard_so(store, engine, chosen)
    found: list[HeardAgain] = []
    with Bar("重新识别", len(waiting)) as bar:
        in_thread(lambda: found.append(hear_again(waiting, engine, store, bar.advance)))
    for call_id, reason in found[0].unheard:
        say(f"失败 {call_id}：{reason}")
    say(
        f"用模型 {engine.transcriber.name} 重新识别 {found[0].calls} 通，其中 {found[0].changed} 通的分数有变化；"
        "原来的转写保留"
    )
    return 1 if found[0].unheard else 0


def _begun_since(store: Store, day: datetime | None) -> list[str]:
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    with store.database.reading() as session:
        return list(session.scalars(select(CallRow.id).where(began >= day).order_by(CallRow.id)))


def _rescored(waiting: Sequence[str], settings: Settings) -> Rescored:
    found: list[Rescored] = []
    with Bar("重新评分", len(waiting)) as bar:
        in_thread(lambda: found.append(rescore_calls(waiting, settings, make_engine, bar.advance)))
    return found[0]


def _day(text: str | None, settings: Settings) -> datetime | None:
    day = moment(text, settings.timezone)
    if text and day is None:
        raise typer.BadParameter("--since 应为日期，如 2026-03-01")
    return day


def _found(store: Store, call: str) -> str:
    """The id that begins with ``call``, where it is one only."""
    with store.database.reading() as session:
        ids = session.scalars(select(CallRow.id).where(CallRow.id.startswith(call, autoescape=True)).limit(2)).all()
    if len(ids) != 1 or len(call) < SHORTEST_ID:
        raise NotInStore("通话", call)
    return ids[0]
