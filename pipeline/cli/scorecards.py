"""The table of scorecards that ``analyze`` and ``demo`` show."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pipeline.cli.console import plain
from pipeline.domain.finding import Finding, MatchKind
from pipeline.domain.record import Record

if TYPE_CHECKING:
    from pipeline.storage.store import Store

GRADE_STYLE = {"A": "green", "B": "cyan", "C": "yellow", "D": "red"}
UNSCORED = "未评分"
MOST_WORDS = 3


def scorecard_table(results: Sequence[Record]) -> Table:
    """One row a call: who, how long, score, what went wrong in words."""
    table = Table(title="通话评分", show_lines=True)
    for title in ("通话", "坐席", "时长", "总分", "等级", "扣分项", "听到的问题用语", "复核"):
        table.add_column(title, justify="right" if title in ("时长", "总分") else "left")
    for result in results:
        table.add_row(*(cell if isinstance(cell, Text) else plain(cell) for cell in _row(result)))
    return table


def stored_table(store: Store, call_ids: Sequence[str], most: int) -> Table | None:
    """The scorecards of the first ``most`` of these calls that are judged, in this order."""
    from pipeline.storage.errors import NotInStore  # ``analyze`` needs no store
    from pipeline.storage.judgements import latest_record

    results = []
    with store.database.reading() as session:
        for call_id in call_ids[:most]:
            with suppress(NotInStore):
                results.append(latest_record(session, call_id))
    table = scorecard_table(results) if results else None
    if table is not None and len(call_ids) > most:
        table.caption = f"只显示前 {most} 通；tingjian list 列出全部"
    return table


def _row(record: Record) -> list[Text | str]:
    call, card = record.call, record.scorecard
    lost = [f"{line.title} -{line.lost:g}" for line in card.lines if line.lost > 0]
    return [
        call.id,
        call.agent_id or "未知",
        f"{call.duration:.0f} 秒" if call.duration else "—",
        UNSCORED if card.total is None else f"{card.total:.1f}",
        Text(card.grade or "", style=GRADE_STYLE.get(card.grade or "", "")),
        card.unscored or "\n".join(lost) or "无",
        _words(record),
        "需要" if card.needs_review else "",
    ]


def _words(record: Record) -> str:
    """The forbidden words heard, with the second they are at."""
    heard = [f for f in record.findings if f.check == "forbidden_phrases" and f.costs]
    shown = [f"{_clock(f.start)} {_as_heard(f)}" for f in heard[:MOST_WORDS]]
    return "\n".join([*shown, *([f"另有 {len(heard) - MOST_WORDS} 处"] if len(heard) > MOST_WORDS else [])]) or "无"


def _as_heard(finding: Finding) -> str:
    """The words as they were recognised, and what they sound like where they were matched by sound."""
    return f"{finding.quote} ≈ {finding.phrase}" if finding.match is MatchKind.SOUND else finding.quote


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
