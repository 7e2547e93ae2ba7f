"""The lexicon's pages on which a rule is written, adopted and taken back."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.deps import LexiconDep, PackDep, ReadSession, Reviewer, SettingsDep, ShortText, Staff
from api.pages.lexicon import render_page, scopes_of
from api.pages.views.names import names_of
from api.pages.views.rules import ShownAdoption, show_adoptions, show_form
from pipeline.lexicon import Pack
from pipeline.lexicon_lab import RuleForm, adoptions, can_write, last_adoption
from pipeline.storage.tables import UserRole, UserRow

router = APIRouter(prefix="/lexicon")
MOST_SHOWN = 200


@router.get("/new")
def new_rule(
    request: Request,
    user: Reviewer,
    session: ReadSession,
    pack: PackDep,
    category: Annotated[ShortText, Query()] = "",
    phrase: Annotated[ShortText, Query()] = "",
    example: Annotated[ShortText, Query()] = "",
) -> HTMLResponse:
    """An empty form; a category, a phrase and a sentence may be given with the address."""
    names = names_of(pack)
    chosen = category if category in pack.categories else pack.categories[0]
    form = RuleForm(chosen, phrases=(phrase,) if phrase else (), hits=(example,) if example else ())
    return render_page(
        request,
        "lexicon/new.html",
        user,
        form=show_form(form, pack, names),
        categories=list(names.categories.items()),
        scopes=scopes_of(session),
    )


@router.get("/adoptions")
def adopted(
    request: Request, user: Staff, session: ReadSession, pack: PackDep, lexicon: LexiconDep, settings: SettingsDep
) -> HTMLResponse:
    shown = shown_adoptions(session, pack, settings.timezone)
    return render_page(
        request,
        "lexicon/adoptions.html",
        user,
        adoptions=shown,
        may_undo=user.role is UserRole.ADMIN,
        faults=[str(fault) for fault in lexicon.faults],
        writable=can_write(lexicon.folder, "phrases/x.yaml"),
    )


def shown_adoptions(session: Session, pack: Pack, timezone: str, rule: str | None = None) -> list[ShownAdoption]:
    rows = adoptions(session, pack.id, MOST_SHOWN, rule)
    ids = {id for row in rows for id in (row.created_by, row.undone_by) if id}
    people = {row.id: row.display_name for row in session.scalars(select(UserRow).where(UserRow.id.in_(ids)))}
    return show_adoptions(rows, last_adoption(session, pack.id), people, names_of(pack), ZoneInfo(timezone))
