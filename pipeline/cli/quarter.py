"""``tingjian report quarter``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from pipeline.cli.console import plain, say
from pipeline.cli.report import save
from pipeline.reports.quarter.make import GROUPED_BY, QuarterReport, make_quarter
from pipeline.reports.quarter.words import OUTCOMES, goal_words, shown, value_words
from pipeline.settings import load_settings
from pipeline.storage import Database, migrate
from pipeline.storage.period import quarter_name

FORMS = (".xlsx", ".html", ".pdf")


def quarter_command(quarter: str | None, by: str, out: Path | None) -> int:
    """Show or write the report of a quarter, by default the last one that is over: status 0, or 2 for wrong usage."""
    if by not in GROUPED_BY or (out is not None and out.suffix.lower() not in FORMS):
        say(f"季度报告的 --by 只能是 {'、'.join(GROUPED_BY)}，--out 只能以 {'、'.join(FORMS)} 结尾")
        return 2
    settings = load_settings()
    store = Database.of(settings)
    migrate(store)
    with store.reading() as session:
        name = quarter or last_quarter(ZoneInfo(settings.timezone))
        report = make_quarter(session, settings.timezone, name, by, datetime.now(UTC))
        if out is None:
            _show(report)
        else:
            save(out, content_of(report, out.suffix.lower()))
            Console().print(str(out), markup=False, highlight=False, soft_wrap=True)
    store.close()
    return 0


def content_of(report: QuarterReport, form: str) -> bytes:
    """The file's bytes; raises NoPaper where a PDF can't be made here."""
    if form == ".xlsx":
        from pipeline.reports.quarter.book import xlsx_bytes

        return xlsx_bytes(report)
    from pipeline.reports.quarter.paper import html_bytes, pdf_bytes

    return html_bytes(report) if form == ".html" else pdf_bytes(report)


def last_quarter(zone: ZoneInfo) -> str:
    today = datetime.now(zone).date()
    return quarter_name(today.replace(month=today.month - (today.month - 1) % 3, day=1) - timedelta(days=1))


def _show(report: QuarterReport) -> None:
    console, table = Console(), Table(title=f"{report.quarter} 与 {report.before} 相比", title_justify="left")
    for heading in ("指标", report.quarter, "区间", report.before, "变化"):
        table.add_column(heading)
    for one in shown(report.whole):
        table.add_row(*map(plain, (one.title, f"{one.value} {one.unit}", one.reach, one.before, one.change)))
    console.print(table)
    for followed in report.followed:
        now = value_words(followed.measure, followed.now)
        words = f"{OUTCOMES[followed.outcome]}：{followed.row.title}（目标 {goal_words(followed)}，现在 {now}）"
        console.print(words, markup=False, highlight=False)
    for note in report.notes:
        console.print(note, markup=False, highlight=False)
