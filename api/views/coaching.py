"""Examples, clips and assignments as somebody may see them; personal data is always masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from api.schemas.coaching import ClipView, CollectedClip
from pipeline.accounts import Principal
from pipeline.coaching import collections
from pipeline.coaching.clip import Shown, clip_json, shown_of_call
from pipeline.coaching.consent import Consent
from pipeline.coaching.done_right import act_title
from pipeline.coaching.examples import Found, Mark
from pipeline.domain.times import Interval
from pipeline.lexicon import Pack
from pipeline.review.stored import check_titles
from pipeline.storage.calls import get_call
from pipeline.storage.tables import CallRow, ClipRow, RecordingRow, UserRole


@dataclass
class Clips:
    """Makes views of the clips of one answer: what several clips of a call need is made once."""

    session: Session
    pack: Pack
    consent: Consent
    _found: dict[int, Shown] = field(default_factory=dict)
    _calls: dict[str, Shown] = field(default_factory=dict)

    def example(self, found: Found) -> ClipView:
        id = found.judgement.id
        if id not in self._found:
            self._found[id] = Shown.of(self.session, found.judgement, self.pack)
        told = clip_json(found, self._found[id])
        did = [title for act in told["acts"] if (title := act_title(act, self.pack))]
        edges = Interval(told["start"], told["end"])
        return ClipView.model_validate(
            told
            | {
                "did": did,
                "agent_id": found.call.agent_id,
                "shared": self.consent.allows(found.call.agent_id),
                "audio": self.sound_at(found.call, edges),
            }
        )

    def collected(self, row: ClipRow, audio: str | None = None) -> CollectedClip:
        """``audio``: another address of its sound than the trainer's."""
        call, shown = get_call(self.session, row.call_id), self.shown(row)
        edges = Interval(row.start, row.end)
        same = ("id", "position", "call_id", "finding_id", "check", "category", "good", "start", "end", "suggestion")
        told: dict[str, Any] = {name: getattr(row, name) for name in same}
        told |= {
            "reason": shown.masker.reason(row.reason),
            "note": shown.masker.plain(row.note),
            "lines": shown.lines(edges, self._marks(row)),
            "title": check_titles().get(row.check, row.check),
            "shared": self.consent.allows(call.agent_id),
            "agent_id": call.agent_id,
            "audio": (audio or self.sound_at(call, edges)) if self.has_sound(call) else None,
        }
        return CollectedClip.model_validate(told)

    def shown(self, row: ClipRow) -> Shown:
        if row.call_id not in self._calls:
            self._calls[row.call_id] = shown_of_call(self.session, get_call(self.session, row.call_id), self.pack)
        return self._calls[row.call_id]

    def _marks(self, row: ClipRow) -> Sequence[Mark]:
        """None where the words were corrected since: the offsets are those of another text."""
        if row.transcript_id is None or self.shown(row).transcript_id != row.transcript_id:
            return ()
        return [Mark(*mark) for mark in row.marks]

    def has_sound(self, call: CallRow) -> bool:
        kept = self.session.get(RecordingRow, call.sha256)
        return kept is not None and kept.kind == "audio" and kept.deleted_at is None

    def sound_at(self, call: CallRow, edges: Interval) -> str | None:
        if not self.has_sound(call):
            return None
        return f"/api/v1/coaching/clips/audio?call_id={call.id}&start={edges.start}&end={edges.end}"


def visible_clips(session: Session, user: Principal, collection_id: int, consent: Consent) -> list[ClipRow]:
    """Those that who asks may see: a lead those of agents who agree, and of their own team."""
    clips = collections.clips_of(session, collection_id)
    if user.role is not UserRole.LEAD:
        return clips
    calls = {c.call_id: get_call(session, c.call_id) for c in clips}
    return [c for c in clips if calls[c.call_id].team == user.team or consent.allows(calls[c.call_id].agent_id)]
