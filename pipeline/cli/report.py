"""``tingjian report``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from pipeline.cli.console import hint, plain, say
from pipeline.errors import OutputError
from pipeline.lexicon import load_pack
from pipeline.reports import GROUPS, Filter, Report, make_report
from pipeline.reports.csv_file import csv_bytes
from pipeline.reports.report import CheckLine, CommitmentLine, GroupLine, QualityLine
from pipeline.reports.table import NAMES, trend_words, weakest
from pipeline.reports.words import period_words
from pipeline.reports.xlsx_file import xlsx_bytes
from pipeline.settings import Settings, load_settings
from pipeline.statistics.estimate import MINIMUM, Estimate
from pipeline.storage import Database, migrate
from pipeline.storage.period import Period

KINDS = ("table", "csv", "xlsx", "plot")


def report_command(
    by: str,
    kind: str,
    out: Path | None,
    since: str | None,
    until: str | None,
    team: str | None = None,
    agent: str | None = None,
) -> int:
    """Show or write one report: status 0, or 2 for wrong usage. ``kind`` is one of ``KINDS``."""
    if by not in GROUPS:
        say(f"--by 只能是 {'、'.join(GROUPS)}")
        return 2
    settings = load_settings()
    period = Period.of(settings.timezone, since, until)
    store = Database.of(settings)
    migrate(store)
    with store.reading() as session:
        report = make_report(session, by, Filter(period, agent or None, team or None), _kinds(settings, by))
    store.close()
    if kind == "table":
        _show(report)
    elif kind == "csv" and out is None:
        sys.stdout.buffer.write(csv_bytes(report))
        sys.stdout.flush()
    else:
        _write(report, kind, out or _default(settings.data_dir, by, kind, period.zone))
    return 0


def _kinds(settings: Settings, by: str) -> Mapping[str, str]:
    """What the kinds of call are called; asked for only where they are told."""
    return load_pack(settings.lexicons).kind_titles if by == "kind" else {}


def _default(data_dir: Path, by: str, kind: str, zone: ZoneInfo) -> Path:
    suffix = "png" if kind == "plot" else kind
    return data_dir / "reports" / f"{by}-{datetime.now(zone):%Y%m%d-%H%M%S}.{suffix}"


def _write(report: Report, kind: str, path: Path) -> None:
    notes: list[str] = []
    if kind == "plot":
        from pipeline.reports.plot import plot_bytes

        content, notes = plot_bytes(report, "svg" if path.suffix.lower() == ".svg" else "png")
    else:
        content = csv_bytes(report) if kind == "csv" else xlsx_bytes(report)
    save(path, content)
    for note in notes:
        hint(note)
    Console().print(str(path), markup=False, highlight=False, soft_wrap=True)


def save(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(draft).chmod(0o640)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(path.parent, error) from error


def _show(report: Report) -> None:
    table = Table(title=f"{report.title}  {period_words(report)}  共 {report.calls} 通", title_justify="left")
    kinds = {"check": _check_cells, "quality": _quality_cells, "commitments": _commitment_cells}
    cells = kinds.get(report.by, _group_cells)
    lines = [cells(line) for line in report.lines]  # type: ignore[operator]
    for heading in lines[0] if lines else {}:
        table.add_column(NAMES[report.by] if heading == "组" else heading, overflow="fold")
    for line in lines:
        table.add_row(*map(plain, line.values()))
    console = Console()
    if lines:
        console.print(table)
    for note in report.notes:
        console.print(note, markup=False, highlight=False)


def _group_cells(line: GroupLine) -> dict[str, str]:
    worst = weakest(line.checks, MINIMUM)
    weak = f"{worst.title} {100 * (worst.pass_rate.value or 0.0):.0f}%" if worst else "—"
    cells = {
        "组": line.label,
        "通话": str(line.calls),
        "平均分": interval_words(line.score),
        "比较": line.standing.text,
        "每百通禁语": interval_words(line.forbidden),
        "最弱项": weak,
    }
    return cells | ({"趋势": trend_words(line.trend)} if line.weeks else {})


def _check_cells(line: CheckLine) -> dict[str, str]:
    figure = line.figure
    return {
        "检查项": figure.title,
        "样本": str(figure.pass_rate.n),
        "合格率 %": interval_words(figure.pass_rate, 100.0),
        "趋势": trend_words(line.trend),
        "不合格": str(figure.failed),
        "存疑": str(figure.unsure),
        "不适用": str(figure.not_applicable),
        "说明": line.standing.text,
    }


def _commitment_cells(line: CommitmentLine) -> dict[str, str]:
    return {
        "坐席": line.label,
        "承诺": str(line.promised),
        "按时兑现率 %": interval_words(line.kept_rate, 100.0),
        "按时": str(line.kept),
        "逾期兑现": str(line.late),
        "未兑现": str(line.broken),
        "未到期": str(line.open),
    }


def _quality_cells(line: QualityLine) -> dict[str, str]:
    return {
        "因素": line.title,
        "范围": "同一坐席内" if line.within else "全部通话",
        "通话": str(line.correlation.n),
        "与判违规的相关": interval_words(line.correlation, digits=2),
        "结论": line.reading,
    }


def interval_words(figure: Estimate, factor: float = 1.0, digits: int = 1) -> str:
    """``82.4（79.1–85.7）``."""
    if figure.value is None:
        return "—"
    value = f"{figure.value * factor:.{digits}f}"
    if figure.low is None or figure.high is None:
        return value
    return f"{value}（{figure.low * factor:.{digits}f}–{figure.high * factor:.{digits}f}）"
