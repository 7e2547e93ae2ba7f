"""Files become calls that wait in the store: by their content, so that the same recording is one call for ever."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, select

from pipeline.domain.moments import moment
from pipeline.errors import TingjianError, cause
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import is_transcript, readable_name, stem
from pipeline.intake.known_facts import known_facts
from pipeline.intake.manifest import Manifest, ManifestRow
from pipeline.settings import Settings
from pipeline.storage import calls
from pipeline.storage.calls import FRESH, NewCall, call_id_of
from pipeline.storage.database import batched
from pipeline.storage.outages import DELAYS
from pipeline.storage.recordings import digest
from pipeline.storage.retry import patiently
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, CallState

LONGEST_NAME, LONGEST_FOLDER = 200, 1000
MOST_AT_ONCE = 500  # ids in one query


@dataclass(frozen=True, slots=True)
class Queued:
    """A file and its call; ``new`` where it was not in the store, ``error`` where it could not be taken in."""

    path: Path
    call_id: str = ""
    new: bool = False
    error: str = ""
    row: ManifestRow | None = None  # what the list, or the file's name, says of it


def enqueue(
    paths: Sequence[Path], manifest: Manifest | None, store: Store, settings: Settings, priority: int = FRESH
) -> Iterator[Queued]:
    """Keep each file and queue its call, in the order of ``paths``; one bad file costs the others nothing."""
    conventions = Conventions.of(settings)
    for path in paths:
        row = known_facts(path, manifest, conventions)
        try:
            yield patiently(partial(_enqueue, path, row, store, settings, priority), DELAYS)
        except OSError as error:
            yield Queued(path, error=f"文件无法读取：{cause(error)}")
        except TingjianError as error:
            yield Queued(path, error=str(error))


def _enqueue(path: Path, row: ManifestRow | None, store: Store, settings: Settings, priority: int) -> Queued:
    if not path.is_file():  # reading a pipe would wait for ever
        raise TingjianError("不是普通文件")
    sha256, _ = digest(path)
    call_id = call_id_of(sha256)
    if _is_done(store, call_id):  # its bytes may have been deleted since, on purpose
        return Queued(path, call_id, row=row)
    sha256, size = store.recordings.add(path)
    name = ((row.call_id if row else None) or stem(path))[:LONGEST_NAME]
    started_at = moment(row.started_at, settings.timezone) if row else None
    kind = "transcript" if is_transcript(path) else "audio"
    new = NewCall(sha256, size, kind, readable_name(path), name, row, started_at, priority, _folder_of(path))
    with store.database.writing() as session:
        return Queued(path, call_id_of(sha256), calls.register(session, new), row=row)


def _folder_of(path: Path) -> str:
    return os.fsencode(path.absolute().parent).decode("utf-8", "replace")[-LONGEST_FOLDER:]


def _is_done(store: Store, call_id: str) -> bool:
    with store.database.reading() as session:
        return session.scalar(select(CallRow.state).where(CallRow.id == call_id)) == CallState.DONE


def reasons_of_failed(store: Store, call_ids: Sequence[str]) -> dict[str, str]:
    """The reason of each of these calls that has failed."""
    rows = _of(store, call_ids, CallRow.state == CallState.FAILED)
    return {row.id: row.failure_reason or "" for row in rows}


def still_open(store: Store, call_ids: Sequence[str]) -> list[str]:
    """Those of these calls that are neither judged nor failed."""
    return [row.id for row in _of(store, call_ids, CallRow.state.in_((CallState.QUEUED, CallState.WORKING)))]


def _of(store: Store, call_ids: Sequence[str], condition: ColumnElement[bool]) -> list[CallRow]:
    """The rows of these calls that meet ``condition``, in the order of ``call_ids``."""
    found: dict[str, CallRow] = {}
    for some in batched(call_ids, MOST_AT_ONCE):
        with store.database.reading() as session:
            found |= {row.id: row for row in session.scalars(select(CallRow).where(CallRow.id.in_(some), condition))}
    return [found[call_id] for call_id in call_ids if call_id in found]
