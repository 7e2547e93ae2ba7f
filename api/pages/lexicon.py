"""The lexicon's pages: browse it, try a sentence, see what a change would change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.deps import (
    LexiconDep,
    PackDep,
    PlainText,
    Principal,
    ReadSession,
    Reviewer,
    RowId,
    SettingsDep,
    ShortText,
    Staff,
)
from api.pages.rendering import render
from api.pages.views.lexicon import (
    Scope,
    ShownJob,
    scopes,
    show_dry_run,
    show_entry,
    show_entry_page,
    show_job,
    show_trial,
)
from api.pages.views.names import names_of
from api.pages.views.rules import Offer, ShownRejection, show_form, show_places, show_rejection
from api.quotes import Quotes
from api.routers.rules import today_in
from pipeline.language import Words, _
from pipeline.lexicon import LexiconError, PackInUse
from pipeline.lexicon_lab import EntryUse, Standing, browse, form_of, proposal, rejected, try_sentence
from pipeline.lexicon_lab.opinions import opinions
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import CallRow, FindingRow, JobRow, JudgementRow, TranscriptRow, UserRole, UserRow

router = APIRouter(prefix="/lexicon")
DRY_RUN = "dry_run"
FOUND_SHOWN, JOBS_SHOWN, LONGEST_TRIAL = 30, 50, 500
Sorting = Words({"found": "找到最多的在前", "rejected": "被驳回最多的在前", "file": "按词库顺序"})


@router.get("")
def entries(
    request: Request,
    user: Staff,
    session: ReadSession,
    pack: PackDep,
    category: Annotated[ShortText, Query()] = "",
    q: Annotated[ShortText, Query()] = "",
    sort: Annotated[ShortText, Query()] = "found",
) -> HTMLResponse:
    names = names_of(pack)
    used = _sorted(browse(session, pack, category or None, q or None), sort)
    return render_page(
        request,
        "lexicon/entries.html",
        user,
        pack=pack,
        rows=[show_entry(use, names) for use in used],
        categories=list(names.categories.items()),
        sortings=list(Sorting.items()),
        stopped=[(use.entry.id, use.entry.phrases[0]) for use in used if use.earned.standing is Standing.STOPPED],
        asked={"category": category, "q": q, "sort": sort if sort in Sorting else "found"},
        tried=None,
        text="",
    )


@router.get("/try")
def try_page(request: Request, user: Staff) -> HTMLResponse:
    return render_page(request, "lexicon/try.html", user, tried=None, text="", before="")


@router.post("/try")
def tried_page(
    request: Request,
    user: Staff,
    pack: PackDep,
    text: Annotated[PlainText, Form(max_length=LONGEST_TRIAL)] = "",
    before: Annotated[PlainText, Form(max_length=LONGEST_TRIAL)] = "",
) -> HTMLResponse:
    """A form, not an address: what somebody tries does not belong into the server's log."""
    tried = show_trial(try_sentence(text.strip(), pack), names_of(pack)) if text.strip() else None
    return render_page(request, "lexicon/try.html", user, tried=tried, text=text, before=before)


@router.get("/entries/{entry_id}")
def entry(
    request: Request, user: Staff, session: ReadSession, pack: PackDep, entry_id: Annotated[str, Path(max_length=80)]
) -> HTMLResponse:
    use = next((u for u in browse(session, pack) if u.entry.id == entry_id), None)
    if use is None:
        raise NotInStore(_("词条"), entry_id)
    may_listen = user.role != "trainer"  # trainers see calls only with personal data masked
    found = _findings(session, entry_id) if may_listen else []
    refused = _rejected(session, entry_id) if may_listen else []
    return render_page(
        request,
        "lexicon/entry.html",
        user,
        view=show_entry_page(use, pack, found, names_of(pack)),
        may_change=may_listen,
        rejected=refused,
        scopes=scopes_of(session),
        form=show_form(form_of(use.entry, pack), pack, names_of(pack)),
    )


@router.get("/dry-runs")
def dry_runs(
    request: Request, user: Reviewer, session: ReadSession, settings: SettingsDep, pack: PackDep
) -> HTMLResponse:
    newest = select(JobRow).filter_by(kind=DRY_RUN).order_by(JobRow.id.desc()).limit(JOBS_SHOWN)
    jobs = [_shown(session, job, settings.timezone) for job in session.scalars(newest)]
    names = names_of(pack)
    return render_page(
        request,
        "lexicon/dry_runs.html",
        user,
        jobs=jobs,
        scopes=scopes_of(session),
        categories=list(names.categories.items()),
    )


@router.get("/dry-runs/{job_id}")
def dry_run(
    request: Request,
    job_id: RowId,
    user: Reviewer,
    session: ReadSession,
    settings: SettingsDep,
    pack: PackDep,
    lexicon: LexiconDep,
) -> HTMLResponse:
    job = session.get(JobRow, job_id)
    if job is None or job.kind != DRY_RUN:
        raise NotInStore(_("试算"), job_id)
    shown, view, places, offer = _shown(session, job, settings.timezone), None, None, None
    if job.state == "done" and job.result:
        ids = [one["call_id"] for one in (*job.result["listed"], *job.result.get("places", ()))]
        called, words = _call_names(session, ids), Quotes(session)
        view = show_dry_run(shown, job.result, called, words.quote, names_of(pack))
        places = show_places(job.result, called, words.said)
        offer = _offer(job, lexicon, today_in(settings)) if places else None
    return render_page(
        request,
        "lexicon/dry_run.html",
        user,
        job=shown,
        view=view,
        places=places,
        offer=offer,
        may_adopt=user.role is UserRole.ADMIN,
    )


def _offer(job: JobRow, lexicon: PackInUse, today: date) -> Offer:
    """Whether the tried rule can be adopted."""
    try:
        wanted = proposal(job, lexicon.folder, None, today)
    except LexiconError as error:
        return Offer("", today.isoformat(), "；".join(map(str, error.faults)))
    return Offer(wanted.change.name, today.isoformat(), wanted.hindered or "")


def scopes_of(session: Session) -> tuple[Scope, ...]:
    kept = (CallRow.transcript_id.is_not(None), CallRow.personal_deleted_at.is_(None))
    return scopes(session.scalar(select(func.count()).select_from(CallRow).where(*kept)) or 0)


def _rejected(session: Session, rule: str) -> list[ShownRejection]:
    """The latest sentences in which reviewers rejected the entry."""
    places, words = rejected(opinions(session), rule)[:FOUND_SHOWN], Quotes(session)
    called = _call_names(session, [one.call_id for one in places])
    shown = [show_rejection(one, words.said(one.call_id, one.utterance), called) for one in places]
    return [one for one in shown if one is not None]


def _sorted(used: Iterable[EntryUse], sort: str) -> list[EntryUse]:
    if sort == "file":
        return list(used)
    return sorted(used, key=lambda use: (-use.rejected, -use.found) if sort == "rejected" else (-use.found, -use.calls))


def _findings(session: Session, rule: str) -> list[tuple[FindingRow, str, str]]:
    """The latest that current judgements rest on, with the name and the words of their call."""
    found = select(FindingRow, CallRow.name, TranscriptRow.text)
    found = found.join(CallRow, CallRow.judgement_id == FindingRow.judgement_id)
    found = found.join(JudgementRow, JudgementRow.id == FindingRow.judgement_id)
    found = found.join(TranscriptRow, TranscriptRow.id == JudgementRow.transcript_id)
    found = found.where(FindingRow.rule == rule, FindingRow.passed.is_(False)).order_by(FindingRow.id.desc())
    return [(row, name, words) for row, name, words in session.execute(found.limit(FOUND_SHOWN))]


def _shown(session: Session, job: JobRow, timezone: str) -> ShownJob:
    by = session.get(UserRow, job.created_by) if job.created_by else None
    return show_job(job, by.display_name if by else "", ZoneInfo(timezone))


def _call_names(session: Session, ids: list[str]) -> dict[str, str]:
    rows = session.execute(select(CallRow.id, CallRow.name).where(CallRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def render_page(request: Request, template: str, user: Principal, **view: Any) -> HTMLResponse:
    """A page in the lexicon's frame."""
    tabs = [("/lexicon", _("词条")), ("/lexicon/try", _("试一句")), ("/lexicon/adoptions", _("采用记录"))]
    if user.role != "trainer":
        tabs.insert(2, ("/lexicon/dry-runs", _("改动试算")))
    return render(request, template, user, user.csrf_token or "", tabs=tabs, here=request.url.path, **view)
