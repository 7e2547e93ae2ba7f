"""Choosing the language of the pages: for the user who is signed in, else for this browser."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.deps import DatabaseDep, MaybeUser
from api.languages import keep
from api.pages.sign_in import local
from api.routers.auth import refuse_other_sites
from pipeline.accounts import users

router = APIRouter()


@router.post("/language")
def post_language(
    request: Request,
    user: MaybeUser,
    database: DatabaseDep,
    language: Annotated[Literal["", "zh", "en"], Form()] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Empty: as the browser has it."""
    refuse_other_sites(request)
    if user is not None:
        with database.writing() as session:
            users.choose_language(session, user.user_id, language)
    answer = RedirectResponse(local(next), 303)
    keep(answer, language)
    return answer
