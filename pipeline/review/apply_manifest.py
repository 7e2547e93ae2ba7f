"""A list of calls applied to calls that are stored: the same for the command line, the API and a watched folder.

Read as a stream, looked up in portions, written in portions: neither the list nor the store is ever held whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.accounts import audit
from pipeline.intake.conventions import Conventions
from pipeline.intake.manifest import ManifestRow
from pipeline.intake.manifest.matching import BY_ID, Matcher, Parts, Place, Sample, depths, parts_of
from pipeline.intake.manifest.reading import Table, open_table
from pipeline.intake.manifest.tables import Line
from pipeline.language import _
from pipeline.review.settle_facts import Again, Mode, Settled, Settlement
from pipeline.storage.database import Database, batched
from pipeline.storage.manifest_facts import StoredCall, calls_listed
from pipeline.storage.tables import CallRow

LOOKED_UP, WRITTEN = 400, 100  # rows, or calls, at once
InOrder = Callable[[StoredCall], bool]
KEYS = ("recording", "call_id")  # one of them must be among the columns


@dataclass
class Applied:
    """What a list did. ``facts`` counts the changes by fact; ``kept`` names calls whose facts the list gives otherwise
    and that were left as they are."""

    rows: int = 0
    matched: int = 0
    changed: int = 0
    judged_again: int = 0
    heard_again: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    kept: Sample = field(default_factory=Sample)
    unmatched: Sample = field(default_factory=Sample)
    by_name_only: Sample = field(default_factory=Sample)
    warnings: tuple[str, ...] = ()

    def count(self, call: CallRow, settled: Settled) -> None:
        self.changed += bool(settled.changed)
        self.judged_again += settled.again is Again.JUDGED
        self.heard_again += settled.again is Again.HEARD
        self.facts.update(settled.changed)
        if settled.contradicted:
            self.kept.add(f"{call.name}（{'、'.join(settled.contradicted)}）")


def apply_manifest(
    path: Path, database: Database, conventions: Conventions, settlement: Settlement, watched: Path | None = None
) -> Applied:
    """Complete or correct what is known of stored calls. Raises ManifestError before anything is changed.

    Recordings directly in the ``watched`` folder may be known to the list by another folder. So may any where a person
    corrects, who is told of it; but what is completed without asking belongs to a recording for certain.
    """
    flat = None if watched is None else parts_of(str(watched.absolute()))
    correcting = settlement.mode is Mode.CORRECT

    def in_order(call: StoredCall) -> bool:
        return not correcting and len(call.place) > 1 and call.place[:-1] != flat

    found, done = _assigned(path, database, conventions, in_order)
    for some in batched(list(found.items()), WRITTEN):
        with database.writing() as session:
            for call_id, row in some:
                call = session.get(CallRow, call_id)
                if call is not None and call.personal_deleted_at is None:
                    done.count(call, settlement.settle(session, call, row))
    if not done.changed and settlement.mode is Mode.COMPLETE:
        return done
    with database.writing() as session:
        audit.note(
            session,
            settlement.user_id,
            "manifest.imported",
            "call",
            "many",
            mode=settlement.mode,
            rows=done.rows,
            changed=done.changed,
        )
    return done


def _assigned(
    path: Path, database: Database, conventions: Conventions, in_order: InOrder
) -> tuple[dict[str, ManifestRow], Applied]:
    """The row of each call that the list names."""
    done, matcher = Applied(), Matcher[str]()
    with open_table(path, conventions, KEYS) as table:
        for lines in _portions(table):
            done.rows += len(lines)
            _offer(table, lines, database, matcher, in_order)
        done.warnings = table.notices.all()
    found = matcher.found()
    done.matched, done.unmatched, done.by_name_only = len(found), matcher.unmatched, matcher.by_name_only
    return found, done


def _portions(table: Table) -> Iterator[list[Line]]:
    some: list[Line] = []
    for line in table:
        some.append(line)
        if len(some) == LOOKED_UP:
            yield some
            some = []
    if some:
        yield some


def _offer(table: Table, lines: Sequence[Line], database: Database, matcher: Matcher[str], in_order: InOrder) -> None:
    named = [(parts_of(table.cell(cells, "recording")), table.cell(cells, "call_id")) for _, cells in lines]
    names, ids = {parts[-1] for parts, _ in named if parts}, {id for parts, id in named if id and not parts}
    with database.reading() as session:
        stored = calls_listed(session, names, ids)
    by_name, by_id = (_grouped(stored, key) for key in (lambda call: call.place[-1], lambda call: call.name))
    for (line, cells), (parts, id) in zip(lines, named, strict=True):
        if not parts and not id:
            table.warn(line, _("recording 和 call_id 都为空，跳过此行"))
            continue
        fitting = _fitting(parts, id, by_name.get(parts[-1], ()) if parts else by_id.get(id, ()), in_order)
        if problem := matcher.offer("/".join(parts) or id, fitting, partial(table.row, line, cells)):
            table.warn(line, problem)


def _fitting(parts: Parts, id: str, calls: Sequence[StoredCall], in_order: InOrder) -> list[tuple[str, int]]:
    """How exactly a row names each of these calls. An id tells two recordings of one name apart; on its own it counts
    where no recording is named, but not where it is only the name of a file."""
    own = [(call.id, BY_ID) for call in calls if id and call.name == id and call.name_is_id]
    return own or depths(parts, (Place(call.id, call.place, in_order(call)) for call in calls))


def _grouped(stored: Sequence[StoredCall], name_of: Callable[[StoredCall], str]) -> dict[str, list[StoredCall]]:
    groups: dict[str, list[StoredCall]] = {}
    for call in stored:
        groups.setdefault(name_of(call), []).append(call)
    return groups
