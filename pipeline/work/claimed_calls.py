"""Works on calls of the store: claimed, heard, judged, kept - or set aside with the reason."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pipeline.cases.follow import follow
from pipeline.domain.call import Call
from pipeline.domain.moments import moment
from pipeline.hearing.engine import Engine
from pipeline.intake.manifest import ManifestRow
from pipeline.review.notices import warn
from pipeline.review.policy import keep_judgement
from pipeline.review.settle_facts import Settlement
from pipeline.storage import calls, judgements
from pipeline.storage.calls import Claim
from pipeline.storage.errors import Conflict
from pipeline.storage.outages import DELAYS, LATER, NotNow, will_heal
from pipeline.storage.retry import patiently
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, RecordingRow
from pipeline.work.assess import Assessor, Judged, Unheard
from pipeline.work.fault_judge import FaultJudge
from pipeline.work.held_leases import HeldLeases

log = logging.getLogger(__name__)
TRANSCRIPT = "transcript"


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"  # another process has it, or it is judged already
    LATER = "later"  # the store could not be used; the call waits


class ClaimedCalls:
    """Safe to use from many threads: each works on a call of its own, recognition is shared."""

    def __init__(self, engine: Engine, store: Store, leases: HeldLeases) -> None:
        """Loads everything first: what fails here is no recording's fault. Takes seconds."""
        self.store, self.leases, self.engine = store, leases, engine
        self._key, self._zone = engine.judge_key, ZoneInfo(engine.settings.timezone)
        self._faults = FaultJudge(engine, store)
        self._assessor = Assessor(engine)
        self.outcomes: dict[str, Outcome] = {}  # of the calls that were worked on here
        self._claims: dict[str, Claim] = {}
        self._known: dict[str, Judged | Unheard] = {}  # not kept yet: the store was away
        self._claiming, self._ending = threading.Lock(), False

    @property
    def idle(self) -> bool:
        """Whether no call is in hand, nor one heard that could not be kept yet."""
        return not self._claims and not self._known

    def hear(self, call_id: str) -> Outcome:
        """Claim this call if it can be had, hear, judge and keep it.

        Raises NotNow where trying again later may help: the call stays held, and what was heard is not heard again.
        """
        try:
            claim = self._claims.get(call_id) or self.claim([call_id])
            outcome = Outcome.ELSEWHERE if claim is None else self.work_on(claim)
        except Exception as error:
            if will_heal(error):
                raise NotNow(error) from None
            raise
        self.outcomes[call_id] = outcome
        return outcome

    def hear_patiently(self, call_id: str) -> Outcome:
        """The same, tried again for a minute; then the call waits in the store."""
        try:
            return patiently(lambda: self.hear(call_id), DELAYS)
        except NotNow:
            return self.give_back(call_id)

    def claim(self, among: Sequence[str] | None, suspects: bool | None = None) -> Claim | None:
        """A waiting call, held from now on; None where there is none, or this process ends."""
        with self._claiming:
            if self._ending:
                return None
            with self.store.database.writing() as session:
                claim = calls.claim(session, self.leases.name, self.leases.lease, among, suspects)
            if claim is not None:
                self._claims[claim.call_id] = claim
                self.leases.hold(claim.call_id)
            return claim

    def work_on(self, claim: Claim) -> Outcome:
        """Hear, judge and keep a claimed call. Raises NotNow where trying again later may help: it is cheap then."""
        try:
            found = self._known.get(claim.call_id) or self._assess(claim)
            self._known[claim.call_id] = found
            outcome = self._keep(claim, found)
        except Exception as error:
            if will_heal(error):
                raise NotNow(error) from None
            outcome = self._keep(claim, Unheard.because_of(error))  # whatever it is, it must not come again and again
        self._forget(claim.call_id)
        return outcome

    def give_back(self, call_id: str) -> Outcome:
        """Put a call back that could not be finished; without the store, its lease will end."""
        self._forget(call_id)
        self.outcomes[call_id] = Outcome.LATER
        try:
            with self.store.database.writing() as session:
                calls.release(session, self.leases.name, call_id, LATER)
        except Conflict:  # it was never held, or is taken over
            pass
        except Exception as error:
            log.warning("a call could not be put back (%s): its lease will end", type(error).__name__)
        return Outcome.LATER

    def give_back_all(self) -> None:
        """Put everything back that is held, to be taken up at once, and claim nothing more: this process ends."""
        with self._claiming:
            self._ending = True
        for call_id in self.leases.held():
            try:
                with self.store.database.writing() as session:
                    calls.release(session, self.leases.name, call_id)
            except Conflict:  # its work has ended just now
                continue
            finally:
                self.leases.let_go(call_id)

    def _assess(self, claim: Claim) -> Judged | Unheard:
        try:
            with self.store.recordings.local(claim.sha256) as path:
                if claim.kind == TRANSCRIPT:
                    return self._assessor.assess_transcript(path, claim.name, claim.facts)
                return self._assessor.assess(path, claim.name, claim.facts, claim.file_name)
        except Exception as error:
            if will_heal(error):
                raise
            return Unheard.because_of(error)

    def _keep(self, claim: Claim, found: Judged | Unheard) -> Outcome:
        """In one transaction: either all of it is there, or the call still waits."""
        try:
            with self.store.database.writing() as session:
                if isinstance(found, Unheard):
                    calls.fail(session, self.leases.name, claim.call_id, found.code, found.reason)
                    return Outcome.FAILED
                row = calls.finish(session, self.leases.name, claim.call_id)
                self._describe(session, row, found.call)
                transcript = judgements.save_transcript(session, claim.call_id, found.call)
                judgements.save_labels(session, transcript, self._key, found.labels)
                policy = self.engine.pack.rubric.review
                warn(session, row, keep_judgement(session, transcript, found.judgement, self._key, policy))
                self._catch_up(session, row, claim)
                follow(session, row, self.engine.pack, self._zone, self._faults)
                return Outcome.DONE
        except Conflict:
            return Outcome.ELSEWHERE

    def _catch_up(self, session: Session, row: CallRow, claim: Claim) -> None:
        """What was said of the call while it was being heard."""
        facts = calls.facts_of(row)
        if facts is not None and facts != claim.facts:
            before = claim.facts or ManifestRow("")
            Settlement(lambda: self.engine.pack, self.engine.settings.timezone).change(session, row, before, facts)

    def _describe(self, session: Session, row: CallRow, call: Call) -> None:
        """What is known of a call only since it was opened."""
        row.name = call.id[:200]
        row.customer_number = row.customer_number or call.telephony.customer_number
        row.started_at = row.started_at or moment(call.telephony.started_at, self.engine.settings.timezone)
        if call.recording is not None:
            kept = session.get_one(RecordingRow, row.sha256)
            kept.duration, kept.channels = call.recording.duration, call.recording.channels
            kept.sampling_rate, kept.codec = call.recording.sampling_rate, call.recording.codec

    def _forget(self, call_id: str) -> None:
        self._known.pop(call_id, None)
        self._claims.pop(call_id, None)
        self.leases.let_go(call_id)
