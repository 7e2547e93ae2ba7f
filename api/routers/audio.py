"""The sound of a call: played in ranges, cut into clips, drawn as a waveform. Beeped where the role must not hear."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from api import etag, sound
from api.deps import AnyUser, CallId, CopiesDep, PackDep, Principal, ReadSession, TrailDep
from api.masking import call_of
from api.schemas.audio import Peaks
from api.visibility import kept_recording, visible_call, visible_judgement
from pipeline.domain.times import Interval
from pipeline.errors import TingjianError
from pipeline.language import _n
from pipeline.lexicon import Pack
from pipeline.privacy import for_role, spans_of_call
from pipeline.privacy.beep import intervals
from pipeline.storage.tables import CallRow, RecordingRow

router = APIRouter(prefix="/calls", tags=["录音"])
LONGEST_CLIP = 300.0  # seconds
Moment = Annotated[float | None, Query(ge=0, le=86_400, allow_inf_nan=False, description="秒")]
_SOUND: dict[int | str, dict[str, Any]] = {
    200: {"content": {"audio/*": {}}, "description": "录音"},
    206: {"content": {"audio/*": {}, "multipart/byteranges": {}}, "description": "录音的一部分"},
    304: {"description": "没有变化"},
    416: {"description": "请求的范围超出文件"},
}


class BadClip(TingjianError):
    """A clip's edges can't be used."""


class Form(StrEnum):
    """``auto``: as recorded where browsers play that, else WAV. ``wav``: always WAV, whose times are exact."""

    AUTO = "auto"
    WAV = "wav"


@router.get("/{call_id}/audio", response_class=Response, responses=_SOUND)
def get_audio(
    call_id: CallId,
    request: Request,
    user: AnyUser,
    session: ReadSession,
    pack: PackDep,
    copies: CopiesDep,
    trail: TrailDep,
    channel: Annotated[int | None, Query(ge=0, le=1)] = None,
    start: Moment = None,
    end: Moment = None,
    format: Form = Form.AUTO,
) -> Response:
    """The recording, or one channel of it, or the stretch from ``start`` to ``end`` (300 seconds at most, as WAV)."""
    row = visible_call(session, user, call_id)
    kept = kept_recording(session, row)
    hidden = _hidden(session, user, row, pack)
    session.close()  # what follows may take seconds
    trail.note_once(user.user_id, "audio.played", "call", call_id)
    if start is not None or end is not None:
        return _clip(request, copies, kept, channel, hidden, start or 0.0, end)
    as_is = format is Form.AUTO and channel is None and not hidden
    playable = copies.original(kept.sha256, kept.codec) if as_is else None
    return sound.answer(request, playable or copies.playable_wav(kept.sha256, channel, hidden, kept.codec))


def _hidden(session: Session, user: Principal, row: CallRow, pack: Pack) -> list[Interval]:
    """When this role must not hear what is said. Raises NotInStore where nobody can tell yet."""
    kinds = for_role(user.role)
    if not kinds:
        return []
    judgement = visible_judgement(session, user, row)
    call = call_of(session, judgement)
    return intervals(call.utterances, spans_of_call(call, pack, judgement.record.ticket), kinds)


def _clip(
    request: Request,
    copies: CopiesDep,
    kept: RecordingRow,
    channel: int | None,
    hidden: list[Interval],
    start: float,
    end: float | None,
) -> Response:
    end = start + LONGEST_CLIP if end is None else end
    if not start < end <= start + LONGEST_CLIP:
        raise BadClip(_n("片段的结束应晚于开始，且最长 %(num)s 秒", f"{LONGEST_CLIP:g}"))
    return sound.answer(request, copies.clip(kept.sha256, channel, hidden, start, end, kept.codec))


@router.get("/{call_id}/peaks", responses={304: {"description": "没有变化"}}, response_model=Peaks)
def get_peaks(
    call_id: CallId, request: Request, response: Response, user: AnyUser, session: ReadSession, copies: CopiesDep
) -> Peaks | Response:
    """The waveform of each channel."""
    kept = kept_recording(session, visible_call(session, user, call_id))
    session.close()
    tag = f'"{kept.sha256[:32]}-peaks"'
    if etag.is_known(request, tag):
        return etag.unchanged(tag)
    etag.mark(response, tag)
    return Peaks.model_validate(copies.peaks(kept.sha256, kept.codec))
