"""Recordings and manifests come in; progress is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import StringConstraints
from sqlalchemy import select

from api.deps import (
    CallId,
    DatabaseDep,
    PackDep,
    Principal,
    ReadSession,
    RecordingsDep,
    Reviewer,
    SettingsDep,
    Uploader,
)
from api.schemas.uploads import CallStateNow, CallStates, ManifestReport, Uploaded
from api.uploads.draft import Draft, draft_in
from api.uploads.facts import facts_of
from api.uploads.form import BadUpload, UploadForm, check_declared_size
from api.uploads.names import LONGEST, safe_name
from api.visibility import visible_call
from pipeline.accounts import audit
from pipeline.audio.container import looks_like_text
from pipeline.domain.moments import moment
from pipeline.errors import ManifestError
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import is_transcript, stem
from pipeline.intake.manifest import ManifestRow
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.apply_manifest import apply_manifest
from pipeline.review.settle_facts import Mode, Settlement
from pipeline.settings import Settings
from pipeline.storage import Database, calls
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import CallRow, CallState

router = APIRouter(prefix="/calls", tags=["上传"])
MOST_STATES = 100
OneId = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
POLL, LONGEST_WATCH = 1.0, 1800.0  # seconds
_SHOWN = 50
MOST_MANIFEST_BYTES = 64 * 1024 * 1024
_TEXT = {"type": "string", "maxLength": 200}
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "录音，或现成的转写（.json、.srt、.vtt）",
                        },
                        "call_id": _TEXT,
                        "agent_id": _TEXT,
                        "team": _TEXT,
                        "queue": _TEXT,
                        "customer_number": _TEXT,
                        "direction": {"type": "string", "enum": ["inbound", "outbound"]},
                        "started_at": {"type": "string", "description": "ISO 8601"},
                        "ring_seconds": {"type": "number"},
                        "answered_at": {"type": "number"},
                        "agent_channel": {"type": "integer", "enum": [0, 1]},
                        "hung_up_by": _TEXT,
                        "project": _TEXT,
                        "fault_type": _TEXT,
                        "case_id": _TEXT,
                        "order_id": _TEXT,
                    },
                }
            }
        },
    }
}
_LIST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post(
    "", status_code=201, openapi_extra=_FORM, responses={200: {"model": Uploaded, "description": "同一录音已在库中"}}
)
async def upload_call(
    request: Request,
    response: Response,
    user: Uploader,
    settings: SettingsDep,
    database: DatabaseDep,
    recordings: RecordingsDep,
    pack: PackDep,
) -> Uploaded:
    """Keep a recording and queue its call for a worker. The same recording again is the same call (200): what is said
    of it completes what is known, and never overrules it.

    What the file really is, the worker finds out by its content: a call that can't be analysed is found under
    `/calls/failures` with its reason.
    """
    most = int(settings.max_megabytes * 1024**2)
    check_declared_size(request, most)
    with draft_in(settings.data_dir / "uploads", most) as draft:
        form = UploadForm(draft)
        await form.read(request)
        answer = await run_in_threadpool(_take_in, draft, form, user, settings, database, recordings, pack)
    response.status_code = 201 if answer.created else 200
    response.headers["Location"] = answer.url
    return answer


def _take_in(
    draft: Draft,
    form: UploadForm,
    user: Principal,
    settings: Settings,
    database: Database,
    recordings: RecordingStore,
    pack: Pack,
) -> Uploaded:
    name = safe_name(form.file_name)
    facts = facts_of(form.fields, name, Conventions.of(settings))
    _check(draft, name)
    sha256, size = recordings.add(draft.path)
    with database.writing() as session:
        created = calls.register(session, _new_call(sha256, size, name, facts, settings))
        call = calls.get_call(session, calls.call_id_of(sha256))
        audit.note(session, user.user_id, "call.uploaded", "call", call.id, created=created)
        differing: list[str] = []
        if facts is not None and not created and call.personal_deleted_at is None:
            differing += Settlement(lambda: pack, settings.timezone).settle(session, call, facts).contradicted
        return Uploaded(
            call_id=call.id,
            created=created,
            state=CallState(call.state),
            url=f"/api/v1/calls/{call.id}",
            differing=differing,
        )


def _check(draft: Draft, name: str) -> None:
    """Refuse at once what is plainly no recording."""
    if draft.size == 0:
        raise BadUpload(_("上传的文件为空"))
    if not is_transcript(Path(name)) and looks_like_text(draft.head(2048)):
        raise BadUpload(_("上传的文件是文本，不是录音；现成的转写请命名为 NAME.json、NAME.srt 或 NAME.vtt"))


def _new_call(sha256: str, size: int, name: str, facts: ManifestRow | None, settings: Settings) -> calls.NewCall:
    kind = "transcript" if is_transcript(Path(name)) else "audio"
    shown = (facts and facts.call_id) or stem(Path(name))
    started_at = moment(facts.started_at, settings.timezone) if facts else None
    return calls.NewCall(sha256, size, kind, name, shown[:LONGEST], facts, started_at, calls.FRESH)


@router.post("/manifest", openapi_extra=_LIST)
async def upload_manifest(
    request: Request, user: Uploader, settings: SettingsDep, database: DatabaseDep, pack: PackDep
) -> ManifestReport:
    """Complete what is known of calls from the telephone system's list (CSV or Excel). What is known stays."""
    return await _with_list(request, user, settings, database, pack, Mode.COMPLETE)


@router.post("/manifest/apply", openapi_extra=_LIST)
async def apply_corrected_manifest(
    request: Request, user: Reviewer, settings: SettingsDep, database: DatabaseDep, pack: PackDep
) -> ManifestReport:
    """Correct what is known of calls by a corrected list, as `tingjian manifest apply` does: who, which team, when.

    What changes is kept in the audit trail; calls are judged again where the checks depend on it.
    """
    return await _with_list(request, user, settings, database, pack, Mode.CORRECT)


async def _with_list(
    request: Request, user: Principal, settings: Settings, database: Database, pack: Pack, mode: Mode
) -> ManifestReport:
    check_declared_size(request, MOST_MANIFEST_BYTES)
    with draft_in(settings.data_dir / "uploads", MOST_MANIFEST_BYTES) as draft:
        await UploadForm(draft).read(request)
        settlement = Settlement(lambda: pack, settings.timezone, mode, user.user_id)
        return await run_in_threadpool(_apply_manifest, draft.path, Conventions.of(settings), settlement, database)


def _apply_manifest(path: Path, conventions: Conventions, settlement: Settlement, database: Database) -> ManifestReport:
    try:
        done = apply_manifest(path, database, conventions, settlement)
    except ManifestError as error:
        raise BadUpload(str(error).replace(path.name, _("清单"))) from None
    warnings = [text.replace(path.name, _("清单")) for text in done.warnings[:_SHOWN]]
    return ManifestReport(
        rows=done.rows,
        matched=done.matched,
        completed=done.changed,
        judged_again=done.judged_again,
        heard_again=done.heard_again,
        differing=done.kept.count,
        unknown=done.unmatched.names[:_SHOWN],
        warnings=warnings,
    )


@router.get("/states")
def get_states(
    user: Reviewer, session: ReadSession, id: Annotated[list[OneId], Query(max_length=MOST_STATES)]
) -> CallStates:
    """How far these calls are, up to 100 at once; unknown ones are left out."""
    rows = session.scalars(select(CallRow).where(CallRow.id.in_(id)))
    return CallStates(
        items=[
            CallStateNow(id=row.id, state=CallState(row.state), score=row.score, failure=row.failure_reason)
            for row in rows
        ]
    )


@router.get(
    "/{call_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "状态变化"}},
)
def watch_call(call_id: CallId, user: Reviewer, session: ReadSession, database: DatabaseDep) -> StreamingResponse:
    """The call's state as server-sent events: at once, at every change, and the end when it is done or failed."""
    visible_call(session, user, call_id)
    return StreamingResponse(_events(database, call_id), media_type="text/event-stream")


async def _events(database: Database, call_id: str) -> AsyncIterator[bytes]:
    """No connection is held between looks."""
    before, waited = "", 0.0
    while waited < LONGEST_WATCH:
        state = await run_in_threadpool(_state, database, call_id)
        if (now := json.dumps(state, ensure_ascii=False)) != before:
            yield f"event: state\ndata: {now}\n\n".encode()
            before = now
        elif waited % 15 < POLL:
            yield b": still here\n\n"
        if state["state"] in (CallState.DONE, CallState.FAILED):
            return
        await asyncio.sleep(POLL)
        waited += POLL


def _state(database: Database, call_id: str) -> dict[str, Any]:
    with database.reading() as session:
        row = calls.get_call(session, call_id)
        return {"state": row.state, "attempts": row.attempts, "score": row.score, "failure": row.failure_code}
