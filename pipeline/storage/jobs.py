"""Long work, asked for by id and done by a worker; the API only enqueues it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from pipeline.language import N_, _
from pipeline.storage import lease as leases
from pipeline.storage.errors import NotInStore
from pipeline.storage.lease import Lease
from pipeline.storage.tables import JobRow, utc_now

MOST_ATTEMPTS = 3


def enqueue(session: Session, kind: str, arguments: dict[str, Any], user_id: int | None = None) -> JobRow:
    """``arguments`` holds ids and settings, never what was said."""
    job = JobRow(kind=kind, arguments=arguments, created_by=user_id)
    session.add(job)
    session.flush()
    return job


def waiting_jobs(session: Session, most: int) -> Sequence[int]:
    """Ids of jobs that could be claimed now, the oldest first."""
    return session.scalars(_waiting(JobRow.id).limit(most)).all()


def claim_job(session: Session, owner: str, lease: float, job_id: int | None = None) -> JobRow | None:
    """The oldest waiting job, or this one if it waits, held for ``lease`` seconds; else None. Needs a writing
    session."""
    waiting: Select[JobRow] = _waiting(JobRow)
    job = leases.unclaimed(session, waiting if job_id is None else waiting.where(JobRow.id == job_id))
    if job is None:
        return None
    if job.attempts >= MOST_ATTEMPTS:
        leases.let_go(job, "failed")
        job.failure_reason, job.finished_at = N_("多次执行时进程异常终止，已停止重试"), utc_now()
        return None
    Lease(owner, lease).take(job)
    return job


def advance(session: Session, owner: str, job_id: int, done: int, total: int | None, lease: float) -> None:
    """Note how far the job is, and hold it on; raises Conflict where another worker took it over."""
    job = _held(session, owner, job_id)
    job.done, job.total, job.lease_until = done, total, Lease(owner, lease).until()


def finish_job(session: Session, owner: str, job_id: int, result: dict[str, Any]) -> None:
    job = _held(session, owner, job_id)
    job.state, job.result, job.finished_at = "done", result, utc_now()


def fail_job(session: Session, owner: str, job_id: int, reason: str) -> None:
    job = _held(session, owner, job_id)
    job.state, job.failure_reason, job.finished_at = "failed", reason, utc_now()


def get_job(session: Session, job_id: int) -> JobRow:
    """Raises NotInStore."""
    job = session.get(JobRow, job_id)
    if job is None:
        raise NotInStore(_("任务"), job_id)
    return job


def _held(session: Session, owner: str, job_id: int) -> JobRow:
    return leases.held(session, JobRow, job_id, owner, _("这项任务已由另一个进程接手"))


def _waiting(*columns: Any) -> Any:
    now = utc_now()
    takeable = or_(JobRow.state == "queued", leases.lapsed(JobRow, now))
    return select(*columns).where(takeable).order_by(JobRow.created_at, JobRow.id)
