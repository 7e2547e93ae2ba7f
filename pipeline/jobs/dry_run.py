"""What a changed lexicon would change: stored transcripts judged twice, nothing written but the job's result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.domain.record import Judgement
from pipeline.judge import judge
from pipeline.lexicon import Pack, load_pack
from pipeline.lexicon_lab.candidate import candidate_pack, changed_rule
from pipeline.lexicon_lab.comparison import Comparison, compare
from pipeline.lexicon_lab.opinions import Opinion, opinions
from pipeline.lexicon_lab.summary import Summary
from pipeline.settings import Settings
from pipeline.storage import Database, StoreError
from pipeline.storage.call_json import load_call, load_labels
from pipeline.storage.period import Period
from pipeline.storage.tables import CallRow, JobRow, LabelsRow, TranscriptRow

TOGETHER = 50  # calls read at once
Progress = Callable[[int, int], None]
Result = dict[str, Any]


class Opinions(Protocol):
    """What the learned models think of calls, by a pack."""

    @property
    def key(self) -> str:
        """Names the models; their opinions of stored calls may have been kept under it."""

    def __call__(self, calls: Sequence[Call], pack: Pack) -> list[tuple[TurnLabel, ...]]: ...


def run_dry_run(
    job: JobRow, database: Database, settings: Settings, progress: Progress, asked: Opinions | None = None
) -> dict[str, Any]:
    """The result of a job of kind ``dry_run``; ``progress(done, total)`` is called now and then.

    ``job.arguments``: ``change`` (see :func:`candidate_pack`), optionally ``since``, ``until`` (ISO 8601) and
    ``calls`` (at most so many, the latest). Raises LexiconError where the changed pack can't be used.
    """
    return dry_run(job.arguments, database, settings, progress, asked)


def dry_run(
    arguments: Mapping[str, Any],
    database: Database,
    settings: Settings,
    progress: Progress = lambda done, total: None,
    asked: Opinions | None = None,
) -> Result:
    """Judge stored transcripts with the pack in use and with the changed one, and compare.

    ``asked`` are asked about each call by either pack, as in real judging; without them both are judged with the
    opinions that are kept.
    """
    before, after = load_pack(settings.lexicons), candidate_pack(arguments["change"], Path(settings.lexicons))
    summary = Summary(before, after, changed_rule(arguments["change"], after), asked is not None)
    with database.reading() as session:
        chosen = _chosen(session, arguments, settings.timezone)
    progress(0, len(chosen))
    for at in range(0, len(chosen), TOGETHER):
        with database.reading() as session:  # short transactions: a long one would hold up others
            heard = list(_heard(session, chosen[at : at + TOGETHER], summary, asked.key if asked else None))
        if asked:
            _bring_up(heard, before, asked)
        for one, labels in zip(heard, _labels_by(after, heard, asked), strict=True):
            summary.add(one.call_id, *_compared(one, labels, before, after))
        progress(min(at + TOGETHER, len(chosen)), len(chosen))
    return summary.as_json()


@dataclass
class Heard:
    """A stored call with its opinions; ``kept`` tells whether they are those of today's models."""

    call_id: str
    call: Call
    labels: tuple[TurnLabel, ...]
    kept: bool
    known: list[Opinion]


def _bring_up(heard: Sequence[Heard], before: Pack, asked: Opinions) -> None:
    """Ask today's models about what they have not been asked about, or two judges would be compared, not two packs."""
    missing = [one for one in heard if not one.kept]
    for one, labels in zip(missing, asked([one.call for one in missing], before), strict=True):
        one.labels = labels


def _labels_by(after: Pack, heard: Sequence[Heard], asked: Opinions | None) -> list[tuple[TurnLabel, ...]]:
    return asked([one.call for one in heard], after) if asked else [one.labels for one in heard]


def _compared(one: Heard, labels: tuple[TurnLabel, ...], before: Pack, after: Pack) -> tuple[Comparison, Judgement]:
    new = judge(one.call, after, labels)
    return compare(judge(one.call, before, one.labels), new, one.known), new


def _chosen(session: Session, arguments: Mapping[str, Any], zone: str) -> list[str]:
    """The ids of the calls, the latest first."""
    period = Period.of(zone, arguments.get("since"), arguments.get("until"))
    began = func.coalesce(CallRow.started_at, CallRow.created_at)
    left = (CallRow.transcript_id.is_not(None), CallRow.personal_deleted_at.is_(None))
    wanted = select(CallRow.id).where(*left, period.contains())
    return list(session.scalars(wanted.order_by(began.desc(), CallRow.id).limit(arguments.get("calls"))))


def _heard(session: Session, call_ids: Sequence[str], summary: Summary, key: str | None) -> Iterator[Heard]:
    """Each call with people's opinions; what can't be read is counted. ``key``: whose labels are wanted, if any are
    kept of them; else the latest."""
    asked = select(TranscriptRow).join(CallRow, CallRow.transcript_id == TranscriptRow.id)
    rows = {row.call_id: row for row in session.scalars(asked.where(CallRow.id.in_(call_ids)))}
    labels = _labels(session, [row.id for row in rows.values()], key)
    known: dict[int, list[Opinion]] = {}
    for opinion in opinions(session, call_ids):
        known.setdefault(opinion.transcript_id, []).append(opinion)
    for call_id in call_ids:
        try:
            if (row := rows.get(call_id)) is not None:
                body = labels.get(row.id)
                yield Heard(
                    call_id, load_call(row.body), load_labels(body or "[]"), body is not None, known.get(row.id, [])
                )
        except StoreError:
            summary.unreadable += 1


def _labels(session: Session, transcript_ids: Sequence[int], key: str | None) -> dict[int, str]:
    """The latest labels of each transcript, of the models ``key`` if that is given."""
    asked = select(LabelsRow.transcript_id, LabelsRow.body).where(LabelsRow.transcript_id.in_(transcript_ids))
    asked = asked if key is None else asked.where(LabelsRow.judge_key == key)
    return {int(id): str(body) for id, body in session.execute(asked.order_by(LabelsRow.id))}
