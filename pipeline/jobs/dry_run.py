"""What a changed lexicon would change: stored transcripts judged twice, nothing written but the job's result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.lexicon_lab.candidate import candidate_pack
from pipeline.lexicon_lab.comparison import compare
from pipeline.lexicon_lab.opinions import Opinion, opinions
from pipeline.lexicon_lab.summary import Summary
from pipeline.settings import Settings
from pipeline.storage import Database, StoreError
from pipeline.storage.call_json import load_call, load_labels
from pipeline.storage.period import Period
from pipeline.storage.tables import CallRow, JobRow, LabelsRow, TranscriptRow

TOGETHER = 50  # calls read at once
Progress = Callable[[int, int], None]


def run_dry_run(job: JobRow, database: Database, settings: Settings, progress: Progress) -> dict[str, Any]:
    """The result of a job of kind ``dry_run``; ``progress(done, total)`` is called now and then.

    ``job.arguments``: ``change`` (see :func:`candidate_pack`), optionally ``since``, ``until`` (ISO 8601) and
    ``calls`` (at most so many, the latest). Raises LexiconError where the changed pack can't be used.
    """
    return dry_run(job.arguments, database, settings, progress)


def dry_run(arguments: Mapping[str, Any], database: Database, settings: Settings,
            progress: Progress = lambda done, total: None) -> dict[str, Any]:  # fmt: skip
    """Judge stored transcripts with the pack in use and with the changed one, and compare."""
    before, after = load_pack(settings.lexicons), candidate_pack(arguments["change"], Path(settings.lexicons))
    summary = Summary(before, after)
    with database.reading() as session:
        chosen = _chosen(session, arguments, settings.timezone)
    progress(0, len(chosen))
    for at in range(0, len(chosen), TOGETHER):
        with database.reading() as session:  # short transactions: a long one would hold up others
            heard = list(_heard(session, chosen[at : at + TOGETHER], summary))
        for call_id, call, labels, known in heard:
            old, new = judge(call, before, labels), judge(call, after, labels)
            summary.add(call_id, compare(old, new, known))
        progress(min(at + TOGETHER, len(chosen)), len(chosen))
    return summary.as_json()


def _chosen(session: Session, arguments: Mapping[str, Any], zone: str) -> list[str]:
    """The ids of the calls, the latest first."""
    period = Period.of(zone, arguments.get("since"), arguments.get("until"))
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    left = (CallRow.transcript_id.is_not(None), CallRow.personal_deleted_at.is_(None))
    wanted = select(CallRow.id).where(*left, period.contains())
    return list(session.scalars(wanted.order_by(began.desc(), CallRow.id).limit(arguments.get("calls"))))


def _heard(session: Session, call_ids: Sequence[str],
           summary: Summary) -> Iterator[tuple[str, Call, tuple[TurnLabel, ...], list[Opinion]]]:  # fmt: skip
    """Transcript, latest labels and people's opinions of each call; what can't be read is counted."""
    asked = select(TranscriptRow).join(CallRow, CallRow.transcript_id == TranscriptRow.id)
    rows = {row.call_id: row for row in session.scalars(asked.where(CallRow.id.in_(call_ids)))}
    labels = _labels(session, [row.id for row in rows.values()])
    known: dict[int, list[Opinion]] = {}
    for opinion in opinions(session, call_ids):
        known.setdefault(opinion.transcript_id, []).append(opinion)
    for call_id in call_ids:
        try:
            if (row := rows.get(call_id)) is not None:
                yield call_id, load_call(row.body), load_labels(labels.get(row.id, "[]")), known.get(row.id, [])
        except StoreError:
            summary.unreadable += 1


def _labels(session: Session, transcript_ids: Sequence[int]) -> dict[int, str]:
    """The latest labels of each transcript."""
    asked = select(LabelsRow.transcript_id, LabelsRow.body).where(LabelsRow.transcript_id.in_(transcript_ids))
    return {int(id): str(body) for id, body in session.execute(asked.order_by(LabelsRow.id))}
