"""``tingjian cases link``: stored calls into cases, in the order in which they were made."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from pipeline.cases.follow import follow
from pipeline.cli.console import say
from pipeline.domain.moments import moment
from pipeline.hearing.engine import Engine
from pipeline.settings import load_settings
from pipeline.storage import migrate
from pipeline.storage.database import batched
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, CallTraitsRow
from pipeline.work.fault_judge import FaultJudge

TOGETHER = 50  # calls in one transaction


def link_command(since: str | None) -> int:
    """Follow every judged call that was not followed yet; returns status 0."""
    settings = load_settings()
    store, engine = Store.of(settings), Engine(settings)
    migrate(store.database)
    zone, faults = ZoneInfo(settings.timezone), FaultJudge(engine, store)
    waiting = _unfollowed(store, since, settings.timezone)
    for some in batched(waiting, TOGETHER):
        with store.database.writing() as session:
            for call_id in some:
                follow(session, session.get_one(CallRow, call_id), engine.pack, zone, faults)
    say(f"已归案 {len(waiting)} 通电话")
    return 0


def _unfollowed(store: Store, since: str | None, timezone: str) -> list[str]:
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    asked = select(CallRow.id).outerjoin(CallTraitsRow, CallTraitsRow.call_id == CallRow.id)
    asked = asked.where(CallRow.judgement_id.is_not(None), CallTraitsRow.call_id.is_(None))
    asked = asked.where(CallRow.personal_deleted_at.is_(None))
    if (start := moment(since, timezone)) is not None:
        asked = asked.where(began >= start)
    with store.database.reading() as session:
        return list(session.scalars(asked.order_by(began, CallRow.id)))
