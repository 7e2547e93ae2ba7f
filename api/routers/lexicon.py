"""The lexicon: what it holds, what it finds in a sentence, and what a changed one would change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.deps import (
    DatabaseDep,
    PackDep,
    PlainText,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    Staff,
    TrailDep,
    WriteSession,
)
from api.quotes import Quotes
from api.schemas.lexicon import (
    MOST_CALLS,
    DryRunBody,
    DryRunView,
    EntryPage,
    EntryView,
    LexiconView,
    TrialView,
    TryBody,
)
from pipeline.accounts import audit
from pipeline.language import _
from pipeline.lexicon import Fault, LexiconError
from pipeline.lexicon_lab import browse, check_apart, files_of_zip, try_sentence
from pipeline.settings import Settings
from pipeline.storage import Database, jobs
from pipeline.storage.errors import NotInStore
from pipeline.storage.period import Period
from pipeline.storage.tables import JobRow

router = APIRouter(prefix="/lexicon", tags=["词库"])
KIND = "dry_run"
Category = Annotated[PlainText | None, Query(max_length=64, examples=["vague"])]
Search = Annotated[PlainText | None, Query(max_length=100, description="词条里的字")]
Offset = Annotated[int, Query(ge=0, le=10_000, description="跳过多少通变化的通话")]
Listed = Annotated[int, Query(ge=1, le=100, description="列出多少通变化的通话")]
Newest = Annotated[int | None, Query(ge=1, le=MOST_CALLS, description="最近的多少通；不填为全部")]
_ID = re.compile(r"^[ \t-]{0,20}id:[ \t]{0,20}([a-z0-9_.]{1,80})", re.MULTILINE)
_ZIP: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("")
def get_lexicon(user: Staff, pack: PackDep) -> LexiconView:
    """The pack in use."""
    return LexiconView.of(pack)


@router.get("/entries")
def list_entries(
    user: Staff, session: ReadSession, pack: PackDep, category: Category = None, q: Search = None
) -> EntryPage:
    """Every forbidden phrase with its examples, how often it was found and how often reviewers rejected it."""
    return EntryPage(items=[EntryView.of(use) for use in browse(session, pack, category or None, q)])


@router.post("/try")
def post_try(given: TryBody, user: Staff, pack: PackDep) -> TrialView:
    """Which rules a sentence meets, by characters or by sound, and which exception cancels them. Nothing is kept."""
    return TrialView.of(try_sentence(given.text, pack))


@router.post("/dry-runs", status_code=202)
def enqueue_dry_run(
    given: DryRunBody, user: Reviewer, database: DatabaseDep, settings: SettingsDep, pack: PackDep
) -> DryRunView:
    """Have stored calls judged with a changed lexicon, to see what would change. No judgement is written.

    A lexicon with faults is refused with all of them.
    """
    return _enqueued(database, given.arguments(pack, settings.lexicons), user, settings)


@router.post("/dry-runs/upload", status_code=202, openapi_extra=_ZIP)
async def upload_dry_run(
    request: Request, user: Reviewer, database: DatabaseDep, settings: SettingsDep, calls: Newest = None
) -> DryRunView:
    """The same with a whole pack as a ZIP file in the body (1 MiB at most)."""
    return await run_in_threadpool(_uploaded, await request.body(), calls, user, database, settings)


@router.get("/dry-runs/{job_id}")
def get_dry_run(
    job_id: RowId, user: Reviewer, session: ReadSession, trail: TrailDep, offset: Offset = 0, limit: Listed = 50
) -> DryRunView:
    """How far it is, and what would change."""
    job = session.get(JobRow, job_id)
    if job is None or job.kind != KIND:
        raise NotInStore(_("试算"), job_id)
    view = _view(job)
    if job.result:
        words = Quotes(session)
        listed = [_with_quotes(words, one) for one in job.result["listed"][offset : offset + limit]]
        places = [words.shown(one["call_id"], one) for one in job.result.get("places", [])]
        view.result = {**job.result, "listed": listed, "listed_total": len(job.result["listed"]), "places": places}
        trail.note(user.user_id, "dry_run.viewed", "job", job_id)
    return view


@router.delete("/dry-runs/{job_id}", status_code=204)
def delete_dry_run(job_id: RowId, user: Reviewer, session: WriteSession) -> Response:
    """Take back a dry run that no worker has begun."""
    job = session.get(JobRow, job_id, with_for_update=True)
    if job is None or job.kind != KIND or job.state != "queued":
        raise NotInStore(_("排队中的试算"), job_id)
    session.delete(job)
    audit.note(session, user.user_id, "dry_run.withdrawn", "job", job_id)
    return Response(status_code=204)


def _uploaded(content: bytes, calls: int | None, user: Principal, database: Database, settings: Settings) -> DryRunView:
    files = {name: _text(name, raw) for name, raw in files_of_zip(content).items()}
    arguments = {"change": {"files": files}} | ({"calls": calls} if calls else {})
    return _enqueued(database, arguments, user, settings)


def _text(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LexiconError([Fault(name, "", "", _("不是 UTF-8 编码，请另存为 UTF-8"))]) from None


def _enqueued(database: Database, arguments: dict[str, Any], user: Principal, settings: Settings) -> DryRunView:
    """Refuses at once what a worker could not use."""
    Period.of(settings.timezone, arguments.get("since"), arguments.get("until"))
    check_apart(arguments["change"], Path(settings.lexicons))
    with database.writing() as session:
        job = jobs.enqueue(session, KIND, arguments, user.user_id)
        audit.note(session, user.user_id, "job.enqueued", "job", job.id, kind=KIND)
        return _view(job)


def _view(job: JobRow) -> DryRunView:
    same = ("id", "state", "done", "total", "failure_reason", "created_by", "created_at", "finished_at", "result")
    return DryRunView(what=_what(job.arguments.get("change", {})), **{name: getattr(job, name) for name in same})


def _what(change: Mapping[str, Any]) -> str:
    """What is tried, in words."""
    if "entry" in change:
        found = _ID.search(change["entry"]["yaml"])
        return _("词条 %(id)s", id=found[1]) if found else _("修改的词条")
    return _("词库 %(name)s", name=change["installed"]) if "installed" in change else _("上传的词库")


def _with_quotes(words: Quotes, one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "findings": [words.shown(one["call_id"], finding) for finding in one["findings"]]}
