"""Works on claimed calls: bytes from the store, heard, judged, kept - or set aside with the reason."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy.orm import Session

from pipeline.audio.errors import RecordingError
from pipeline.domain.call import Call
from pipeline.domain.facts import SentenceLabel
from pipeline.domain.moments import moment
from pipeline.domain.record import Judgement
from pipeline.hearing.engine import Engine
from pipeline.hearing.hear import Ears
from pipeline.hearing.label import label
from pipeline.hearing.listen import listen
from pipeline.hearing.shared_recogniser import Ear
from pipeline.hearing.sound_budget import Gate
from pipeline.intake.ready_transcript import read_transcript
from pipeline.judge import judge
from pipeline.review.notices import warn
from pipeline.review.policy import keep_judgement
from pipeline.storage import calls, judgements
from pipeline.storage.calls import Claim
from pipeline.storage.errors import Conflict
from pipeline.storage.outages import LATER, NotNow, will_heal
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, RecordingRow
from pipeline.work.lease import Holder
from pipeline.work.reasons import reason_of

log = logging.getLogger(__name__)
TRANSCRIPT = "transcript"


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    TAKEN_OVER = "taken_over"  # by another process, which thought that this one was gone
    LATER = "later"  # the store could not be used; the call waits


@dataclass(frozen=True, slots=True)
class Judged:
    """A call with everything that is kept of it."""

    call: Call
    labels: tuple[SentenceLabel, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Unheard:
    """Why a recording can't be judged: for programs, and for people."""

    code: str
    reason: str


class Bench:
    """Safe to use from many threads: each works on a call of its own, recognition is shared."""

    def __init__(self, engine: Engine, store: Store, holder: Holder) -> None:
        """Loads everything first: what fails here is no recording's fault. Takes seconds."""
        self.store, self.holder = store, holder
        self.engine, self._gate = engine, Gate()
        self._key = engine.judge_key
        _ = engine.pack, engine.judge
        self._ear = Ear(Ears(engine.transcriber, engine.roles, engine.pack))
        self._known: dict[str, Judged | Unheard] = {}  # not kept yet: the store was away
        self._claiming, self._ending = threading.Lock(), False

    def claim(self, among: list[str] | None, suspects: bool) -> Claim | None:
        """A waiting call, held from now on; None where there is none, or this process ends."""
        with self._claiming:
            if self._ending:
                return None
            with self.store.database.writing() as session:
                claim = calls.claim(session, self.holder.name, self.holder.lease, among, suspects)
            if claim is not None:
                self.holder.hold(claim.call_id)
            return claim

    def work_on(self, claim: Claim) -> Outcome:
        """Hear, judge and keep a claimed call. Raises NotNow where trying again later may help: it is cheap then."""
        try:
            found = self._known.get(claim.call_id) or self._find(claim)
            self._known[claim.call_id] = found
            outcome = self._keep(claim, found)
        except Exception as error:
            if will_heal(error):
                raise NotNow(error) from None
            outcome = self._set_aside(claim, error)
        self._forget(claim)
        return outcome

    def give_back(self, claim: Claim) -> Outcome:
        """Put a call back that could not be finished; without the store, its lease will end."""
        self._forget(claim)
        try:
            with self.store.database.writing() as session:
                calls.release(session, self.holder.name, claim.call_id, LATER)
        except Exception as error:
            log.warning("a call could not be put back (%s): its lease will end", type(error).__name__)
        return Outcome.LATER

    def give_back_all(self) -> None:
        """Put everything back that is held, to be taken up at once, and claim nothing more: this process ends."""
        with self._claiming:
            self._ending = True
        for call_id in self.holder.held():
            try:
                with self.store.database.writing() as session:
                    calls.release(session, self.holder.name, call_id)
            except Conflict:  # its work has ended just now
                continue
            finally:
                self.holder.let_go(call_id)

    def _find(self, claim: Claim) -> Judged | Unheard:
        try:
            call = self._hear(claim)
            labels = label(call, self.engine.judge, self.engine.pack)
            return Judged(call, labels, judge(call, self.engine.pack, labels))
        except Exception as error:
            if will_heal(error):
                raise
            return Unheard(_code(error), reason_of(error))

    def _hear(self, claim: Claim) -> Call:
        with self.store.recordings.local(claim.sha256) as path:
            if claim.kind == TRANSCRIPT:
                return read_transcript(path)
            with self._gate.sound(lambda: listen(path, self.engine.settings)) as sound:
                named = replace(sound, recording=replace(sound.recording, name=claim.file_name))
                return self._ear.hear(named, claim.facts, claim.name)

    def _keep(self, claim: Claim, found: Judged | Unheard) -> Outcome:
        """In one transaction: either all of it is there, or the call still waits."""
        try:
            with self.store.database.writing() as session:
                if isinstance(found, Unheard):
                    calls.fail(session, self.holder.name, claim.call_id, found.code, found.reason)
                    return Outcome.FAILED
                row = calls.finish(session, self.holder.name, claim.call_id)
                self._describe(session, row, found.call)
                transcript = judgements.save_transcript(session, claim.call_id, found.call)
                judgements.save_labels(session, transcript, self._key, found.labels)
                policy = self.engine.pack.rubric.review
                warn(session, row, keep_judgement(session, transcript, found.judgement, self._key, policy))
                return Outcome.DONE
        except Conflict:
            return Outcome.TAKEN_OVER

    def _describe(self, session: Session, row: CallRow, call: Call) -> None:
        """What is known of a call only since it was opened."""
        row.name = call.id[:200]
        row.started_at = row.started_at or moment(call.telephony.started_at, self.engine.settings.timezone)
        if call.recording is not None:
            kept = session.get_one(RecordingRow, row.sha256)
            kept.duration, kept.channels = call.recording.duration, call.recording.channels
            kept.sampling_rate, kept.codec = call.recording.sampling_rate, call.recording.codec

    def _set_aside(self, claim: Claim, error: Exception) -> Outcome:
        """What can't be kept, whatever the reason, must not come again and again."""
        return self._keep(claim, Unheard(_code(error), reason_of(error)))

    def _forget(self, claim: Claim) -> None:
        self._known.pop(claim.call_id, None)
        self.holder.let_go(claim.call_id)


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, RecordingError) else type(error).__name__
