"""Calls of the store as a list of calls names them, and what such a list says of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from pipeline.domain.moments import moment
from pipeline.intake.inputs import stem
from pipeline.intake.manifest import TEXT_COLUMNS, ManifestRow
from pipeline.intake.manifest.matching import Parts, parts_of
from pipeline.storage.calls import facts_of
from pipeline.storage.tables import CallRow, CallState, RecordingRow

COLUMNS = ("agent_id", "team", "queue", "customer_number", "project", "case_id", "order_id")  # as CallRow has them
MACHINE, MANIFEST, PERSON = "machine", "manifest", "person"  # who says what type of fault it is


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call with the names under which a list may know it; ``name`` may be the telephone system's id, or only the
    file's."""

    id: str
    name: str
    place: Parts

    @property
    def name_is_id(self) -> bool:
        return self.name != stem(Path(self.place[-1]))


def calls_listed(session: Session, names: Collection[str], ids: Collection[str]) -> list[StoredCall]:
    """The calls whose recording has one of these names, or that have one of these ids themselves: two questions, each
    of which an index answers."""
    asked = [(RecordingRow.file_name.in_(names), names), (CallRow.name.in_(ids), ids)]
    found: dict[str, StoredCall] = {}
    for condition, wanted in asked:
        if wanted:
            found |= {call.id: call for call in _where(session, condition)}
    return list(found.values())


def _where(session: Session, condition: ColumnElement[bool]) -> Iterator[StoredCall]:
    wanted = select(CallRow.id, CallRow.name, RecordingRow.folder, RecordingRow.file_name)
    wanted = wanted.join(RecordingRow, RecordingRow.sha256 == CallRow.sha256)
    wanted = wanted.where(condition, CallRow.personal_deleted_at.is_(None))
    for id, name, folder, file_name in session.execute(wanted):
        yield StoredCall(id, name, (*parts_of(folder or ""), file_name))


def known_of(call: CallRow, timezone: str) -> ManifestRow:
    """What the telephone system has said of a call so far; what was only heard is not among it."""
    columns = ManifestRow("", **{name: getattr(call, name) for name in COLUMNS})
    known = (facts_of(call) or columns).completed_by(columns)
    started = moment(known.started_at, timezone)
    return replace(known, started_at=started.isoformat() if started else None)


def put_facts(call: CallRow, row: ManifestRow, timezone: str) -> None:
    """From now on the store says what ``row`` says."""
    call.manifest = asdict(row)
    for name in COLUMNS:
        setattr(call, name, getattr(row, name))
    if row.direction is not None or call.state != CallState.DONE:  # a judged call keeps what was heard
        call.direction = row.direction
    if row.fault_type and call.fault_type_origin != PERSON:
        call.fault_type, call.fault_type_confidence, call.fault_type_origin = row.fault_type, None, MANIFEST
    call.started_at = moment(row.started_at, timezone) or call.started_at
    call.name = row.call_id or call.name


def fits(name: str, value: str) -> bool:
    return (
        len(value) <= TEXT_COLUMNS.get(name, 64)
        and value.isprintable()
        and not any("\ud800" <= c <= "\udfff" for c in value)
    )
