"""``tingjian list`` and ``tingjian failures``: what is in the store, and what could not be analysed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from io import TextIOWrapper
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from pipeline.cli.analyze import TABLE_COLUMNS
from pipeline.cli.console import hint, plain
from pipeline.record import dump
from pipeline.settings import load_settings
from pipeline.storage import calls
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, CallState, RecordingRow

PAGE = 500
STATES = {CallState.QUEUED: "等待", CallState.WORKING: "处理中", CallState.DONE: "完成", CallState.FAILED: "失败"}


def list_command(as_json: bool) -> int:
    """Every call in the store; one JSON object a line where ``as_json``."""
    settings = load_settings()
    rows = (_fields(call, recording) for call, recording in _rows(Store.of(settings)))
    if as_json:
        _write_lines(rows)
        return 0
    table = _table("通话", ("编号", "通话", "坐席", "开始时间", "时长", "总分", "等级", "复核", "状态"))
    zone = ZoneInfo(settings.timezone)
    for row in rows:
        table.add_row(*map(plain, _listed(row, zone)))
    _show(table)
    return 0


def failures_command(as_json: bool, retry: bool) -> int:
    """Recordings that could not be analysed, each with its reason; ``retry`` queues them again."""
    store = Store.of(load_settings())
    failed = [_fields(call, recording) for call, recording in _rows(store, CallState.FAILED)]
    if as_json:
        _write_lines(iter(failed))
    else:
        table = _table("无法分析的录音", ("编号", "录音", "次数", "原因"))
        for row in failed:
            table.add_row(*map(plain, (row["id"], row["recording"], str(row["attempts"]), row["failure_reason"] or "")))
        _show(table)
    if retry:
        with store.database.writing() as session:
            count = calls.retry(session, [row["id"] for row in failed])
        hint(f"{count} 个录音已重新排队，由 tingjian worker 或再次运行 tingjian ingest 处理")
    return 0


def _rows(store: Store, state: CallState | None = None) -> Iterator[tuple[CallRow, RecordingRow]]:
    """Page by page, so that the store may hold any number."""
    last = ""
    while True:
        newer = select(CallRow, RecordingRow).join(RecordingRow, CallRow.sha256 == RecordingRow.sha256)
        newer = newer.where(CallRow.id > last).order_by(CallRow.id).limit(PAGE)
        if state is not None:
            newer = newer.where(CallRow.state == state)
        with store.database.reading() as session:
            page: Sequence[Any] = session.execute(newer).all()
        yield from ((call, recording) for call, recording in page)
        if len(page) < PAGE:
            return
        last = page[-1][0].id


def _fields(call: CallRow, recording: RecordingRow) -> dict[str, Any]:
    return {
        "id": call.id,
        "name": call.name,
        "recording": recording.file_name,
        "sha256": call.sha256,
        "state": call.state,
        "attempts": call.attempts,
        "failure_code": call.failure_code,
        "failure_reason": call.failure_reason if call.state == CallState.FAILED else None,
        "agent_id": call.agent_id,
        "team": call.team,
        "queue": call.queue,
        "direction": call.direction,
        "started_at": call.started_at.isoformat() if call.started_at else None,
        "duration": call.duration,
        "score": call.score,
        "grade": call.grade,
        "fatal": call.fatal,
        "needs_review": call.needs_review,
        "review_state": call.review_state,
    }


def _listed(row: dict[str, Any], zone: tzinfo) -> list[str]:
    """For people: times in their zone."""
    score = "" if row["score"] is None else f"{row['score']:.1f}"
    duration = "" if row["duration"] is None else f"{row['duration']:.0f} 秒"
    review = "需要" if row["needs_review"] else ""
    begun = f"{datetime.fromisoformat(row['started_at']).astimezone(zone):%Y-%m-%d %H:%M}" if row["started_at"] else ""
    return [
        row["id"][:12],
        row["name"],
        row["agent_id"] or "未知",
        begun,
        duration,
        score,
        row["grade"] or "",
        review,
        STATES.get(row["state"], row["state"]),
    ]


def _table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title)
    for column in columns:
        table.add_column(column, justify="right" if column in ("时长", "总分", "次数") else "left")
    return table


def _show(table: Table) -> None:
    Console(width=None if sys.stdout.isatty() else TABLE_COLUMNS).print(table)


def _write_lines(rows: Iterator[dict[str, Any]]) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is always UTF-8
    for row in rows:
        typer.echo(dump(row))
