"""What a list of calls says of a call that is in the store already: completed, or corrected with a trail.

What the checks depend on is judged again; a call whose agent was heard on the other channel is heard again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.accounts import audit
from pipeline.cases.follow import follow
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.intake.call_facts import with_facts
from pipeline.intake.manifest import FACTS, ManifestRow
from pipeline.judge import judge
from pipeline.lexicon import Pack
from pipeline.review.policy import keep_judgement
from pipeline.storage import judgements
from pipeline.storage.calls import hear_again
from pipeline.storage.kinds import corrected_kind
from pipeline.storage.manifest_facts import known_of, put_facts
from pipeline.storage.tables import CallRow, CallState, JudgementRow, RecordingRow, TranscriptRow

Labelled = tuple[str, tuple[TurnLabel, ...]]
JUDGED_BY = frozenset({"direction", "started_at", "ring_seconds", "answered_at", "hung_up_by"})
TRAILED = ("agent_id", "team", "queue", "project")  # whose values the trail may hold: they name nobody from outside
CORRECTED = "call.facts_corrected"


class Mode(StrEnum):
    """Whether a list fills in what is missing, or counts for more than what is known."""

    COMPLETE = "complete"
    CORRECT = "correct"


class Again(StrEnum):
    """What a change of facts leads to."""

    JUDGED = "judged"
    HEARD = "heard"


@dataclass(frozen=True, slots=True)
class Settled:
    """Which facts changed, which the list gives otherwise than the store (and were left), and what followed."""

    changed: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    again: Again | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How facts are settled; the pack is asked for only where something is judged again."""

    pack: Callable[[], Pack]
    timezone: str
    mode: Mode = Mode.COMPLETE
    user_id: int | None = None

    def settle(self, session: Session, call: CallRow, row: ManifestRow) -> Settled:
        """Bring a call of the store up to what a list says of it."""
        known = known_of(call, self.timezone)
        correct = self.mode is Mode.CORRECT
        new = row.completed_by(known) if correct else known.completed_by(row)
        new = replace(new, recording=known.recording or row.recording)
        changed = tuple(name for name in FACTS if getattr(new, name) != getattr(known, name))
        contradicted = () if correct else tuple(known.contradicts(row))
        if not changed:
            return Settled(contradicted=contradicted)
        again = self.change(session, call, known, new)
        if correct:
            self._note(session, call, known, new, changed, again)
        return Settled(changed, contradicted, again)

    def change(self, session: Session, call: CallRow, known: ManifestRow, new: ManifestRow) -> Again | None:
        """Put ``new`` in the place of ``known``, with all that follows."""
        put_facts(call, new, self.timezone)
        if call.state != CallState.DONE:
            return None
        again = self._bring_up(session, call, known, new)
        if again is not Again.HEARD:  # then its case is looked at when it was heard
            follow(session, call, self.pack(), ZoneInfo(self.timezone))
        return again

    def _bring_up(self, session: Session, call: CallRow, known: ManifestRow, new: ManifestRow) -> Again | None:
        before, heard = judgements.heard(session, call.id)
        if _heard_otherwise(session, call, heard, new):
            hear_again(call)
            return Again.HEARD
        labels = judgements.latest_labels(session, before.id)
        told = with_facts(heard, new, known)
        transcript = judgements.save_transcript(session, call.id, told)
        if labels is not None:
            judgements.save_labels(session, transcript, *labels)
        _rename(session, call, told)
        depends = any(getattr(known, name) != getattr(new, name) for name in JUDGED_BY)
        if not depends or labels is None:  # without labels hardly a forbidden phrase would be found again
            return None
        self._judge_again(session, call, transcript, told, labels)
        return Again.JUDGED

    def _judge_again(
        self, session: Session, call: CallRow, transcript: TranscriptRow, told: Call, labels: Labelled
    ) -> None:
        pack = self.pack()
        judged = judge(told, pack, labels[1], corrected_kind(session, call.id))
        keep_judgement(session, transcript, judged, labels[0], pack.rubric.review)

    def _note(
        self,
        session: Session,
        call: CallRow,
        known: ManifestRow,
        new: ManifestRow,
        changed: tuple[str, ...],
        again: Again | None,
    ) -> None:
        values = {name: [getattr(known, name), getattr(new, name)] for name in TRAILED if name in changed}
        audit.note(session, self.user_id, CORRECTED, "call", call.id, facts=list(changed), again=again, **values)


def _heard_otherwise(session: Session, call: CallRow, heard: Call, new: ManifestRow) -> bool:
    """Whether the agent was heard on the other channel, and the recording is there to be heard again."""
    if None in (new.agent_channel, heard.agent_channel) or new.agent_channel == heard.agent_channel:
        return False
    return session.get_one(RecordingRow, call.sha256).deleted_at is None


def _rename(session: Session, call: CallRow, told: Call) -> None:
    """The judgements in force stay; they only say whose call it is."""
    in_force = {call.judgement_id, call.scored_judgement_id} - {None}
    for row in session.scalars(select(JudgementRow).where(JudgementRow.id.in_(in_force))):
        said = told.telephony
        summary = replace(row.record.call, id=told.id, agent_id=told.agent_id, team=said.team, queue=said.queue)
        row.record = replace(row.record, call=summary)
