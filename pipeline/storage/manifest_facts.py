"""What a manifest says of calls that are in the store already: it fills in what they lack."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.moments import moment
from pipeline.intake.manifest import ManifestRow
from pipeline.storage.tables import CallRow, RecordingRow

LONGEST = {"call_id": 200, "agent_id": 200, "team": 200, "queue": 200, "customer_number": 64, "hung_up_by": 64,
           "project": 200, "fault_type": 80, "case_id": 200, "order_id": 200}  # fmt: skip
MACHINE, MANIFEST, PERSON = "machine", "manifest", "person"  # who says what type of fault it is
_COMPLETED = ("agent_id", "team", "queue", "direction", "customer_number", "project", "case_id", "order_id")


def complete(session: Session, rows: dict[str, ManifestRow], timezone: str) -> tuple[set[str], int]:
    """Fill in what calls lack, by the names of their recordings; returns the names that were found, and how many
    calls changed."""
    found: set[str] = set()
    changed = 0
    names = list(rows)
    for start in range(0, len(names), 500):
        named = RecordingRow.file_name.in_(names[start : start + 500])
        calls = select(CallRow, RecordingRow.file_name).join(RecordingRow, RecordingRow.sha256 == CallRow.sha256)
        for call, name in session.execute(calls.where(named)):
            found.add(name)
            changed += _complete(call, rows[name], moment(rows[name].started_at, timezone))
    return found, changed


def _complete(call: CallRow, row: ManifestRow, started_at: datetime | None) -> bool:
    """Whether anything was missing. What is known already stays: a manifest does not overrule another."""
    if any(not fits(name, getattr(row, name) or "") for name in LONGEST):
        return False
    missing = {name: getattr(row, name) for name in _COMPLETED if getattr(call, name) is None and getattr(row, name)}
    if row.fault_type and call.fault_type_origin not in (MANIFEST, PERSON):
        missing |= {"fault_type": row.fault_type, "fault_type_origin": MANIFEST, "fault_type_confidence": None}
    if call.started_at is None and started_at is not None:
        missing["started_at"] = started_at
    if call.manifest is None:
        missing["manifest"] = asdict(row)
    for name, value in missing.items():
        setattr(call, name, value)
    return bool(missing)


def fits(name: str, value: str) -> bool:
    return (
        len(value) <= LONGEST.get(name, 64)
        and value.isprintable()
        and not any("\ud800" <= c <= "\udfff" for c in value)
    )
