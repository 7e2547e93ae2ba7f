"""``tingjian rescore``: stored transcripts judged again; what is up to date already is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import typer
from sqlalchemy import select

from pipeline.cli.console import Bar, say
from pipeline.cli.shift import in_thread
from pipeline.domain.moments import moment
from pipeline.hearing.engine import Engine
from pipeline.jobs.rescore import MakeEngine, Rescored, outdated, rescore_calls
from pipeline.settings import Settings, load_settings
from pipeline.storage import NotInStore
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow

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
