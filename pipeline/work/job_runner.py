"""What was asked for through the API or by the calendar, done by a worker: one job at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from pipeline.cases.overdue import announce_overdue, any_unannounced
from pipeline.domain.moments import moment
from pipeline.errors import TingjianError
from pipeline.hearing.engine import Engine
from pipeline.jobs.asked_opinions import AskedOpinions
from pipeline.jobs.dry_run import run_dry_run
from pipeline.jobs.rescore import Rescored, Rescorer, batches, outdated
from pipeline.jobs.retention import clean_up
from pipeline.jobs.trial import try_in_full
from pipeline.lexicon_lab import bring_up_trust
from pipeline.settings import Settings
from pipeline.storage import jobs
from pipeline.storage.errors import Conflict
from pipeline.storage.outages import will_heal
from pipeline.storage.store import Store
from pipeline.storage.tables import DecisionRow, JobRow, utc_now
from pipeline.work.held_leases import HeldLeases
from pipeline.work.reasons import reason_of

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
EVERY_DAY = timedelta(days=1)
RETENTION, TRUST = "retention", "trust"


def run_job(engine: Engine, store: Store, settings: Settings, leases: HeldLeases, job_id: int | None = None) -> bool:
    """Do the oldest waiting job, or this one if it waits; False where there is none. What fails is kept in the job,
    with its reason."""
    with store.database.writing() as session:
        job = jobs.claim_job(session, leases.name, leases.lease, job_id)
    if job is None:
        return False
    try:
        result = _run(job, engine, store, settings, _progress(job, store, leases))
        with store.database.writing() as session:
            jobs.finish_job(session, leases.name, job.id, result)
    except Conflict:
        log.warning("job %s was taken over by another worker", job.id)
    except Exception as error:
        if will_heal(error):
            raise
        with store.database.writing() as session:
            jobs.fail_job(session, leases.name, job.id, reason_of(error))
    return True


def plan_retention(store: Store, settings: Settings) -> None:
    """See to it that one clean-up is asked for each day, where the settings limit how long anything is kept."""
    if not (settings.keep_audio_days or settings.keep_personal_days):
        return
    with store.database.writing() as session:
        lately = select(JobRow.id).where(JobRow.kind == RETENTION, JobRow.created_at > utc_now() - EVERY_DAY)
        if session.scalars(lately.limit(1)).first() is None:
            jobs.enqueue(session, RETENTION, {})


def plan_trust(store: Store) -> None:
    """See to it that reviews count for the lexicon's entries within a day."""
    lately = utc_now() - EVERY_DAY
    with store.database.writing() as session:
        planned = select(JobRow.id).where(JobRow.kind == TRUST, JobRow.created_at > lately).limit(1)
        decided = select(DecisionRow.id).where(DecisionRow.created_at > lately).limit(1)
        if session.scalars(planned).first() is None and session.scalars(decided).first() is not None:
            jobs.enqueue(session, TRUST, {})


def tell_overdue(engine: Engine, store: Store) -> int:
    """See to promises that became overdue; returns of how many other systems were told."""
    told = 0
    while True:
        with store.database.reading() as session:
            if not any_unannounced(session, utc_now()):
                return told
        with store.database.writing() as session:
            told += announce_overdue(session, utc_now(), engine.pack)


def _run(job: JobRow, engine: Engine, store: Store, settings: Settings, progress: Progress) -> dict[str, Any]:
    match job.kind:
        case "rescore":
            return _rescore(job.arguments, engine, store, settings, progress)
        case "dry_run":
            return run_dry_run(job, store.database, settings, progress, AskedOpinions(engine))
        case "trial":
            return try_in_full(job.arguments, engine)
        case "trust":
            return bring_up_trust(store.database, settings.lexicons)
        case "retention":
            return clean_up(store, settings).as_json()
    raise TingjianError(f"没有这种任务：{job.kind}")


def _rescore(
    arguments: dict[str, Any], engine: Engine, store: Store, settings: Settings, progress: Progress
) -> dict[str, Any]:
    since = moment(arguments.get("since"), settings.timezone)
    waiting = outdated(store, engine, arguments.get("call_ids"), since)
    rescorer, total = Rescorer(settings, lambda _: engine, store), Rescored()
    for batch in batches(waiting):
        total += rescorer(batch)
        progress(total.calls, len(waiting))
    return {"calls": total.calls, "changed": total.changed}


def _progress(job: JobRow, store: Store, leases: HeldLeases) -> Progress:
    """Notes how far the job is, which holds it on."""

    def note(done: int, total: int) -> None:
        with store.database.writing() as session:
            jobs.advance(session, leases.name, job.id, done, total, leases.lease)

    return note
