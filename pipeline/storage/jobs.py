"""Long work, asked for by id and done by a worker; the API only enqueues it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import JobRow, utc_now

MOST_ATTEMPTS = 3


def enqueue(session: Session, kind: str, arguments: dict[str, Any], user_id: int | None = None) -> JobRow:
    """``arguments`` holds ids and settings, never what was said."""
    job = JobRow(kind=kind, arguments=arguments, created_by=user_id)
    session.add(job)
    session.flush()
    return job


def claim_job(session: Session, owner: str, lease: float) -> JobRow | None:
    """The oldest waiting job, held for ``lease`` seconds; None where nothing waits. Needs a writing session."""
    now = utc_now()
    abandoned = and_(JobRow.state == "working", JobRow.lease_until < now)
    waiting = select(JobRow).where(or_(JobRow.state == "queued", abandoned)).order_by(JobRow.created_at, JobRow.id)
    job = session.scalars(waiting.limit(1).with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    if job.attempts >= MOST_ATTEMPTS:
        job.state, job.failure_reason, job.finished_at = "failed", "多次执行时进程异常终止，已停止重试", now
        return None
    job.state, job.lease_owner, job.lease_until = "working", owner, now + timedelta(seconds=lease)
    job.attempts += 1
    return job


def advance(session: Session, owner: str, job_id: int, done: int, total: int | None, lease: float) -> None:
    """Note how far the job is, and hold it on; raises Conflict where another worker took it over."""
    job = _held(session, owner, job_id)
    job.done, job.total, job.lease_until = done, total, utc_now() + timedelta(seconds=lease)


def abandon_jobs(session: Session, owner: str) -> None:
    """End the leases of a holder that is known to be gone."""
    held = and_(JobRow.lease_owner == owner, JobRow.state == "working")
    session.execute(update(JobRow).where(held).values(lease_until=utc_now() - timedelta(seconds=1)))


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
        raise NotInStore("任务", job_id)
    return job


def _held(session: Session, owner: str, job_id: int) -> JobRow:
    job = session.get(JobRow, job_id, with_for_update=True)
    if job is None or job.state != "working" or job.lease_owner != owner:
        raise Conflict("这项任务已由另一个进程接手")
    return job
