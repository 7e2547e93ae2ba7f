"""A clip as JSON: when, what is said in it with personal data masked, why it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from pipeline.coaching.examples import Found, Mark
from pipeline.coaching.find import call_of
from pipeline.coaching.window import inside, window
from pipeline.domain.call import Call, Utterance
from pipeline.domain.times import Interval
from pipeline.lexicon import Pack
from pipeline.privacy.beep import intervals
from pipeline.privacy.kinds import EVERYTHING, Kinds
from pipeline.privacy.record import Masker
from pipeline.storage.tables import CallRow, JudgementRow, ScorecardRow

Json = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A call with its personal data found: several clips of it need that only once."""

    heard: Call
    masker: Masker
    transcript_id: int

    @classmethod
    def of(cls, session: Session, judgement: JudgementRow, pack: Pack, kinds: Kinds = EVERYTHING) -> Shown:
        heard = call_of(session, judgement)
        return cls(heard, Masker.of(heard, pack, kinds, judgement.record.ticket), judgement.transcript_id)

    def hidden(self) -> list[Interval]:
        """When the personal data is spoken."""
        return intervals(self.heard.utterances, self.masker.found, self.masker.kinds)

    def lines(self, clip: Interval, marks: Sequence[Mark] = ()) -> list[Json]:
        """What is said in the clip; ``marks`` of a line are the stretches of its text to underline."""
        return [
            {
                "role": u.role.value,
                "index": u.index,
                "start": round(u.start, 2),
                "end": round(u.end, 2),
                "text": self.masker.utterance(u.index, u.text),
                "marks": _stretches(marks, u),
            }
            for u in inside(self.heard.utterances, clip)
        ]


def _stretches(marks: Sequence[Mark], spoken: Utterance) -> list[list[int]]:
    """In order, joined where they overlap, and within the text."""
    found: list[list[int]] = []
    for start, end in sorted(
        (m.char_start, min(m.char_end, len(spoken.text))) for m in marks if m.utterance == spoken.index
    ):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        elif start < end:
            found.append([start, end])
    return found


def shown_of_call(session: Session, call: CallRow, pack: Pack, kinds: Kinds = EVERYTHING) -> Shown:
    """By the judgement of the scorecard in force."""
    card = session.get_one(ScorecardRow, call.scorecard_id)
    return Shown.of(session, session.get_one(JudgementRow, card.judgement_id), pack, kinds)


def clip_json(found: Found, shown: Shown) -> Json:
    clip = window(shown.heard.utterances, found.said)
    return {
        "call_id": found.call.id,
        "good": found.good,
        "check": found.check,
        "category": found.category,
        "finding_id": found.finding_id,
        "added_id": found.added_id,
        "reviewed": found.reviewed,
        "start": round(clip.start, 2),
        "end": round(clip.end, 2),
        "said_start": round(found.said.start, 2),
        "said_end": round(found.said.end, 2),
        "utterance": found.utterance,
        "reason": shown.masker.reason(found.reason),
        "suggestion": found.suggestion,
        "acts": sorted(found.acts),
        "made_up_for": list(found.made_up_for),
        "lines": shown.lines(clip, found.marks),
    }
