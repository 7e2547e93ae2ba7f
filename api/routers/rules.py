"""Rules that are adopted into the pack in use, and sentences judged as in a call."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from sqlalchemy import delete

from api.deps import (
    Admin,
    DatabaseDep,
    LexiconDep,
    PackDep,
    PlainText,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    Staff,
    WriteSession,
)
from api.schemas.lexicon import AdoptionPage, AdoptionView, FullTrialView, NewAdoption, TrialBody
from pipeline.language import _
from pipeline.lexicon_lab import adopt, adoptions, can_write, check_apart, last_adoption, proposal, undo
from pipeline.settings import Settings
from pipeline.storage import jobs
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import JobRow, utc_now

router = APIRouter(prefix="/lexicon", tags=["词库"])
TRIAL = "trial"
TRIALS_KEPT = timedelta(minutes=10)  # that nobody came back for
MOST_SHOWN = 200
RuleName = Annotated[PlainText | None, Query(max_length=80, description="只看一条规则的")]


@router.get("/adoptions")
def list_adoptions(
    user: Staff, session: ReadSession, pack: PackDep, lexicon: LexiconDep, rule: RuleName = None
) -> AdoptionPage:
    """Who adopted which rule and when, the newest first."""
    last = last_adoption(session, pack.id)
    items = [
        AdoptionView.of(row, last is not None and row.id == last.id)
        for row in adoptions(session, pack.id, MOST_SHOWN, rule)
    ]
    return AdoptionPage(
        items=items,
        writable=can_write(lexicon.folder, "phrases/x.yaml"),
        faults=[str(fault) for fault in lexicon.faults],
    )


@router.post("/adoptions", status_code=201)
def post_adoption(
    given: NewAdoption, user: Admin, database: DatabaseDep, lexicon: LexiconDep, settings: SettingsDep
) -> AdoptionView:
    """Adopt the rule of a finished dry run: written into the pack's file as an editor would write it.

    Refused with 409 where the pack was changed since the dry run, or this service can't write it; with 422 and all
    faults where the pack would not be valid.
    """
    today = today_in(settings)
    begins = None if given.at_once else given.effective_from or today
    row = adopt(
        database,
        given.dry_run,
        lexicon.folder,
        user.user_id,
        effective_from=begins,
        today=today,
        comment=given.comment,
        check=check_apart,
    )
    lexicon.renew()
    return AdoptionView.of(row, last=True)


@router.post("/adoptions/{adoption_id}/undo")
def undo_adoption(adoption_id: RowId, user: Admin, database: DatabaseDep, lexicon: LexiconDep) -> AdoptionView:
    """Take the last adoption back: the rule stands again as before. What else was written into the file stays."""
    row = undo(database, adoption_id, lexicon.folder, user.user_id, check_apart)
    lexicon.renew()
    return AdoptionView.of(row)


@router.get("/dry-runs/{job_id}/file", response_class=Response, responses={200: {"content": {"application/yaml": {}}}})
def get_proposed_file(
    job_id: RowId,
    user: Reviewer,
    session: ReadSession,
    lexicon: LexiconDep,
    settings: SettingsDep,
    effective_from: date | None = None,
) -> Response:
    """The file of the pack as adopting the rule would write it: for a pack that this service may not write."""
    job = session.get(JobRow, job_id)
    if job is None:
        raise NotInStore(_("试算"), job_id)
    wanted = proposal(job, lexicon.folder, effective_from, today_in(settings))
    name = wanted.change.name.rsplit("/", 1)[-1]
    return Response(
        wanted.change.after,
        media_type="application/yaml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.post("/trials", status_code=202)
def post_trial(given: TrialBody, user: Staff, session: WriteSession) -> FullTrialView:
    """Have a worker judge a sentence as in a call: the same models, checks and trust. Ask again for the result."""
    forgotten = utc_now() - TRIALS_KEPT
    session.execute(delete(JobRow).where(JobRow.kind == TRIAL, JobRow.created_at < forgotten))
    return FullTrialView.of(jobs.enqueue(session, TRIAL, given.model_dump(), user.user_id))


@router.get("/trials/{job_id}")
def get_trial(job_id: RowId, user: Staff, database: DatabaseDep) -> FullTrialView:
    """One's own trial. Once it is over, it is told once and then deleted."""
    with database.reading() as session:
        job = session.get(JobRow, job_id)
        if job is None or job.kind != TRIAL or job.created_by != user.user_id:
            raise NotInStore(_("试句"), job_id)
        view = FullTrialView.of(job)
    if job.state in ("done", "failed"):
        with database.writing() as session:
            session.execute(delete(JobRow).where(JobRow.id == job_id))
    return view


def today_in(settings: Settings) -> date:
    """The day of the people who use this."""
    return datetime.now(ZoneInfo(settings.timezone)).date()
