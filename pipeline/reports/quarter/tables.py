"""What a quarter's report counts, as tables: one row a call, one row a case, one row a promise."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.promise import PromiseKind, PromiseState
from pipeline.reports.by_commitment import state_condition
from pipeline.reports.filter import Filter
from pipeline.reports.violations import violations
from pipeline.storage.tables import CallRow, PromiseRow

REPEATED_WITHIN = pd.Timedelta(days=30)
HOUR = 3600.0  # seconds
_CALLS = ["call_id", "case", "began", "outbound", "customer", "project", "fault_type", "score"]
_PROMISES = ["call_id", "kind", "due_at", "state"]


def call_table(session: Session, chosen: Filter) -> pd.DataFrame:
    """Columns: call_id, case, began (UTC), outbound, customer (its number), project, fault_type, score (may be
    missing), violations (how many forbidden findings count)."""
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    told = (CallRow.id, CallRow.case_number, began, CallRow.direction == "outbound", CallRow.customer_number)
    asked = select(*told, CallRow.project, CallRow.fault_type, CallRow.score).where(*chosen.calls)
    frame = pd.DataFrame.from_records([tuple(row) for row in session.execute(asked)], columns=_CALLS)
    frame["began"] = pd.to_datetime(frame["began"], utc=True)
    frame["score"] = frame["score"].astype(float)
    frame["outbound"] = frame["outbound"].fillna(False).astype(bool)
    frame["violations"] = frame["call_id"].map(violations(session, chosen)).fillna(0).astype(int)
    return frame.sort_values(["began", "call_id"]).reset_index(drop=True)


def promise_table(session: Session, chosen: Filter, now: datetime) -> pd.DataFrame:
    """Columns: call_id, kind, due_at (UTC, may be missing), state (as at ``now``). What is void is left out."""
    asked = select(PromiseRow.call_id, PromiseRow.kind, PromiseRow.due_at, state_condition(now))
    asked = asked.join(CallRow, CallRow.id == PromiseRow.call_id).where(*chosen.calls, PromiseRow.gone_at.is_(None))
    frame = pd.DataFrame.from_records([tuple(row) for row in session.execute(asked)], columns=_PROMISES)
    frame["due_at"] = pd.to_datetime(frame["due_at"], utc=True)
    return frame[frame["state"] != PromiseState.VOID.value]


def case_table(calls: pd.DataFrame, promises: pd.DataFrame) -> pd.DataFrame:
    """Indexed by case; columns: began, customer, project, fault_type (of its first call), repeated (the same customer
    had the same fault in another case of the 30 days before), answer_hours (until the customer had a fix, or a plan
    with a time; missing where nobody answered), inbound (begun by the customer)."""
    known = calls[calls["case"].notna()]
    first = known.drop_duplicates("case").set_index("case")
    planned = set(promises.loc[(promises["kind"] == PromiseKind.PROMISE.value) & promises["due_at"].notna(), "call_id"])
    cases = first[["began", "customer", "project", "fault_type"]].copy()
    cases["inbound"] = ~first["outbound"]
    answers = known[known["outbound"] | known["call_id"].isin(planned)].drop_duplicates("case").set_index("case")
    cases["answer_hours"] = (answers["began"].reindex(cases.index) - cases["began"]).dt.total_seconds() / HOUR
    cases["repeated"] = _repeated(cases)
    return cases


def _repeated(cases: pd.DataFrame) -> pd.Series:
    told = cases.dropna(subset=["customer", "fault_type"]).sort_values("began")
    gap = told.groupby(["customer", "fault_type"])["began"].diff()
    return (gap <= REPEATED_WITHIN).reindex(cases.index, fill_value=False).astype(bool)
