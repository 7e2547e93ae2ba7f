"""Proposes the type of fault of judged calls; learns anew when people have corrected some."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from models.fault_types import NO_FAULT, FaultClassifier
from models.training.fault_types import train_faults
from pipeline.domain.record import Record
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, FaultCorrectionRow, JudgementRow
from pipeline.weighing.faults import described, examples_of, told_type

if TYPE_CHECKING:
    from pipeline.hearing.engine import Engine

EVERY = 600.0  # seconds between looks at new corrections
MOST = 2000  # corrections that are learnt from, the latest


class FaultJudge:
    """Safe to use from many threads."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self._engine, self._store = engine, store
        self._learning = threading.Lock()
        self._classifier: FaultClassifier | None = None
        self._learnt_to, self._next_look = -1, 0.0

    def __call__(self, record: Record) -> tuple[str | None, float | None]:
        """The type of fault and its probability; None where it can't be told."""
        if self._engine.pack.faults is None:
            return None, None
        with self._learning:
            if time.monotonic() >= self._next_look:
                self._learn()
                self._next_look = time.monotonic() + EVERY
            classifier = self._classifier
        return told_type(classifier, described(record), self._engine.pack) if classifier else (None, None)

    def _learn(self) -> None:
        with self._store.database.reading() as session:
            newest = session.scalar(select(func.max(FaultCorrectionRow.id))) or 0
        if newest == self._learnt_to:
            return
        corrections = self.corrections() if newest else []
        base = examples_of(self._engine.pack)
        self._classifier = train_faults(base, corrections) if corrections else self._engine.faults
        self._learnt_to = newest

    def corrections(self) -> list[tuple[str, str]]:
        """(type, what was said) of every call that a person has corrected and whose words are still kept."""
        latest = select(func.max(FaultCorrectionRow.id)).group_by(FaultCorrectionRow.call_id)
        rows = select(FaultCorrectionRow.fault_type, JudgementRow).join(
            CallRow, CallRow.id == FaultCorrectionRow.call_id
        )
        rows = rows.join(JudgementRow, JudgementRow.id == CallRow.judgement_id).where(FaultCorrectionRow.id.in_(latest))
        with self._store.database.reading() as session:
            found = session.execute(rows.order_by(FaultCorrectionRow.id.desc()).limit(MOST)).all()
        told = [(fault_type or NO_FAULT, described(judgement.record)) for fault_type, judgement in found]
        return [(label, text) for label, text in told if text]
