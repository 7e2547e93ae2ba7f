"""Long work: asked for here, done by a worker."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from sqlalchemy import select

from api.deps import Admin, Cursor, Limit, PlainText, ReadSession, Reviewer, RowId, WriteSession
from api.newest import newest
from api.schemas.work import JobItem, JobPage, Rescore
from pipeline.accounts import audit
from pipeline.storage import jobs
from pipeline.storage.tables import JobRow

router = APIRouter(prefix="/jobs", tags=["任务"])
_LARGE = ("change", "listed")  # of a dry run: a whole lexicon, and what it changes; told by /lexicon/dry-runs
State = Annotated[Literal["queued", "working", "done", "failed"] | None, Query()]


@router.get("")
def list_jobs(
    user: Reviewer,
    session: ReadSession,
    kind: Annotated[PlainText | None, Query(max_length=32)] = None,
    state: State = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> JobPage:
    """Newest first."""
    asked = {"kind": kind, "state": state}
    query = select(JobRow).filter_by(**{name: value for name, value in asked.items() if value is not None})
    rows, following = newest(session, query, JobRow.id, "jobs", cursor, limit)
    return JobPage(items=[_item(row) for row in rows], next_cursor=following)


@router.get("/{job_id}")
def get_job(job_id: RowId, user: Reviewer, session: ReadSession) -> JobItem:
    """How far a job is."""
    return _item(jobs.get_job(session, job_id))


@router.post("/rescore", status_code=202)
def enqueue_rescore(given: Rescore, user: Admin, session: WriteSession) -> JobItem:
    """Have stored transcripts judged again with the lexicon that the worker uses. Published scores stay in force."""
    arguments = given.model_dump(mode="json", exclude_none=True)
    job = jobs.enqueue(session, "rescore", arguments, user.user_id)
    audit.note(session, user.user_id, "job.enqueued", "job", job.id, kind="rescore")
    return _item(job)


def _item(row: JobRow) -> JobItem:
    shown = {name: getattr(row, name) for name in JobItem.model_fields}
    return JobItem(**shown | {"arguments": _small(row.arguments), "result": row.result and _small(row.result)})


def _small(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in _LARGE}
