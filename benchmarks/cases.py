"""How fast cases are with many calls: the page of a case, the overdue list, placing a call, a quarter's report.

    python -m benchmarks.cases                    # 100,000 generated calls in SQLite

The calls are the written ones of models/training/data/cases, copied with other numbers and days over two quarters; each
is judged once. Times are processor time of the whole answer inside one process, the database included, so that a busy
machine does not count; without a network. The first request, which fills caches, is shown apart.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import TableClause, column, select, table
from sqlalchemy.orm import Session

from pipeline.cases.linking import candidates, choose
from pipeline.cases.traits import Told, Traits, keys, traits_of
from pipeline.domain.record import Record
from pipeline.evaluation.cases import call_of, read_houses
from pipeline.judge import judge
from pipeline.record import as_json, dump, record_of
from pipeline.reports.quarter.make import make_quarter
from pipeline.settings import PROJECT
from pipeline.storage.judgements import details_of
from pipeline.storage.tables import Base, CallTraitsRow, CheckResultRow, JudgementRow, PromiseRow
from tests.api.site import Site, open_site
from tests.stored_calls import hotline

QUARTER, FIRST, DAYS = "2026Q3", datetime(2026, 4, 1, tzinfo=UTC), 182
TABLES = (
    "recordings",
    "cases",
    "calls",
    "transcripts",
    "judgements",
    "check_results",
    "call_traits",
    "call_keys",
    "promises",
)
BATCH = 40  # copies of all houses in one transaction
CASE_MS, LIST_MS, QUARTER_SECONDS = 300.0, 500.0, 60.0


@dataclass(frozen=True)
class Template:
    """A written call, judged: its rows but for ids, numbers and times."""

    house: str
    case: str
    offset: timedelta  # from the first call of its house
    customer: str | None
    project: str | None
    fault_type: str | None
    outbound: bool
    record: Record
    body: str
    traits: Traits
    checks: list[dict[str, Any]]


def templates() -> list[Template]:
    found = []
    for house in read_houses(PROJECT / "models" / "training" / "data" / "cases"):
        first = min(house.moment(call.started_at) for call in house.calls)
        for call in house.calls:
            record = record_of(judge(call_of(house, call), hotline()))
            at = house.moment(call.started_at)
            told = Told(at, call.customer_number, None, None, call.project, call.fault_type)
            details = details_of(JudgementRow(id=0, call_id=""), record)
            checks = [_plain(row) for row in details if isinstance(row, CheckResultRow)]
            found.append(
                Template(
                    house.house,
                    call.case or call.id,
                    at - first,
                    call.customer_number,
                    call.project,
                    call.fault_type,
                    call.direction.value == "outbound",
                    record,
                    dump(as_json(record)),
                    traits_of(record, told, hotline()),
                    checks,
                )
            )
    return found


def _plain(row: CheckResultRow) -> dict[str, Any]:
    names = ("check", "verdict", "weight", "earned", "reason", "observed")
    return {name: getattr(row, name) for name in names}


def fill(session_of: Any, made: list[Template], count: int) -> None:
    copies = -(-count // len(made))
    for first in range(0, copies, BATCH):
        with session_of() as session:
            _add(session, made, range(first, min(first + BATCH, copies)), copies)


def _add(session: Session, made: list[Template], numbers: range, copies: int) -> None:
    rows: dict[str, list[dict[str, Any]]] = {}
    cases = {name: place for place, name in enumerate(dict.fromkeys((t.house, t.case) for t in made))}
    for copy in numbers:
        begin = FIRST + timedelta(days=DAYS * copy / copies)
        for place, template in enumerate(made):
            number = copy * len(cases) + cases[template.house, template.case] + 1
            for name, row in _rows(template, copy, copy * len(made) + place + 1, number, begin + template.offset):
                rows.setdefault(name, []).append(row)
        rows.setdefault("cases", []).extend(
            {"number": copy * len(cases) + n + 1, "created_at": begin} for n in range(len(cases))
        )
    for name in TABLES:
        session.execute(_written(name).insert(), rows[name])


def _written(name: str) -> TableClause:
    """The table with records as the text that they are written as."""
    own = Base.metadata.tables[name]
    kinds = {"result": Base.metadata.tables["transcripts"].c.body.type}
    return table(name, *(column(c.name, kinds.get(c.name, c.type)) for c in own.columns))


def _rows(template: Template, copy: int, id: int, case: int, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    sha256 = hashlib.sha256(f"generated {id}".encode()).hexdigest()
    call_id, agent, team = sha256[:32], f"A{copy % 120:03}", f"{copy % 4 + 1} 组"
    customer = template.customer and f"1{copy % 10**6:06}{template.customer[-4:]}"
    card, source = template.record.scorecard, template.record.provenance
    yield "recordings", {"sha256": sha256, "kind": "transcript", "file_name": "x", "size_bytes": 1, "stored_at": at}
    yield (
        "calls",
        {
            "id": call_id,
            "sha256": sha256,
            "name": f"call-{id:06}",
            "created_at": at,
            "started_at": at,
            "state": "done",
            "priority": 0,
            "attempts": 0,
            "available_at": at,
            "agent_id": agent,
            "team": team,
            "project": template.project,
            "direction": "outbound" if template.outbound else "inbound",
            "customer_number": customer,
            "case_number": case,
            "transcript_id": id,
            "judgement_id": id,
            "scored_judgement_id": id,
            "score": card.total,
            "grade": card.grade,
            "score_origin": "machine",
            "fatal": card.fatal,
            "needs_review": False,
            "risk": 0.0,
            "audit_sample": False,
            "review_state": "none",
            "duration": 60.0,
            "fault_type": template.fault_type,
            "kind": template.record.call.kind,
        },
    )
    yield (
        "transcripts",
        {
            "id": id,
            "call_id": call_id,
            "digest": sha256,
            "body": "{}",
            "text": "",
            "asr_model": "base",
            "created_at": at,
        },
    )
    yield (
        "judgements",
        {
            "id": id,
            "call_id": call_id,
            "transcript_id": id,
            "basis": sha256,
            "created_at": at,
            "rubric": card.rubric,
            "rubric_version": card.rubric_version,
            "lexicon": source.lexicon,
            "lexicon_version": source.lexicon_version,
            "lexicon_sha256": source.lexicon_sha256,
            "asr_model": "base",
            "version": source.version,
            "total": card.total,
            "grade": card.grade,
            "fatal": card.fatal,
            "needs_review": card.needs_review,
            "result": template.body,
        },
    )
    for row in template.checks:
        yield "check_results", {"judgement_id": id, "call_id": call_id, **row}
    traits = template.traits.as_json() | {"at": at.isoformat(), "number": customer}
    yield "call_traits", {"call_id": call_id, "at": at, "body": traits}
    for kind, value in keys(template.traits):
        own = customer if (kind, value) == ("number", template.customer) else value
        yield "call_keys", {"call_id": call_id, "kind": kind, "value": own, "at": at}
    for one in template.record.commitments:
        yield (
            "promises",
            {
                "call_id": call_id,
                "case_number": case,
                "kind": "promise",
                "utterance": one.utterance,
                "text": one.text,
                "made_at": at,
                "due": one.due,
                "due_at": at + timedelta(hours=24),
                "agent_id": agent,
                "team": team,
                "waiting": copy % 3 == 0,
                "why": "",
                "taken_up_at": None if copy % 3 == 0 else at + timedelta(hours=copy % 40),
            },
        )


def run(site: Site, times: int) -> bool:
    reviewer = site.sign_in("reviewer", f"bench-{time.time_ns()}")
    with site.database.reading() as session:
        cases = list(session.scalars(select(PromiseRow.case_number).distinct().limit(5000)))
        body = session.scalars(select(CallTraitsRow.body).limit(1).offset(50)).one()
    pages = {
        "case page": (f"/cases/{cases[len(cases) // 2]}", CASE_MS),
        "overdue list": ("/due", LIST_MS),
        "overdue list of a team": ("/due?team=1 组", LIST_MS),
        "due today": ("/due?due=today", LIST_MS),
    }
    fast = True
    for name, (path, limit) in pages.items():
        took = [_ms(lambda path=path: reviewer.get(path)) for _ in range(times)]
        fast = fast and max(took[1:]) < limit
        print(f"{name:26} first {took[0]:7.1f}  median {statistics.median(took):7.1f}  max {max(took[1:]):7.1f} ms")
    traits = Traits.of_json(body)
    with site.database.reading() as session:
        took = [
            _ms(lambda: choose(traits, candidates(session, "", traits), hotline().case_weights)) for _ in range(times)
        ]
    print(
        f"{'placing a call':26} first {took[0]:7.1f}  median {statistics.median(took):7.1f}"
        f"  max {max(took[1:]):7.1f} ms"
    )
    with site.database.reading() as session:
        seconds = _ms(lambda: make_quarter(session, "Asia/Shanghai", QUARTER, "project", datetime.now(UTC))) / 1000
    print(f"{'quarter report':26} {seconds:.1f} s")
    return fast and seconds < QUARTER_SECONDS


def _ms(act: Any) -> float:
    start = time.process_time()
    answer = act()
    if getattr(answer, "status_code", 200) != 200:
        raise SystemExit(f"the page answers {answer.status_code}")
    return 1000 * (time.process_time() - start)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(Path(folder))
        start = time.perf_counter()
        fill(site.database.writing, templates(), arguments.calls)
        print(f"filled in {time.perf_counter() - start:.0f} s\n", flush=True)
        fast = run(site, arguments.times)
        site.close()
    print(f"\nwithin the limits: {'yes' if fast else 'NO'}")
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())
