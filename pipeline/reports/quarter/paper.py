"""A quarter's report on paper: one HTML file with its picture in it, and the same as PDF."""

from __future__ import annotations

import base64
import io
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from pipeline.errors import TingjianError
from pipeline.language import N_, TAGS, _, language, templates
from pipeline.reports.lettering import lettering
from pipeline.reports.plot import COLOURS, drawing
from pipeline.reports.quarter.findings import Followed, Outcome
from pipeline.reports.quarter.make import GROUPED_BY, QuarterLine, QuarterReport
from pipeline.reports.quarter.measures import MEASURES
from pipeline.reports.quarter.words import NOTHING, OUTCOMES, goal_words, shown, value_words
from pipeline.statistics.estimate import MINIMUM
from pipeline.storage.tables import QuarterFindingRow

MOST_BARS = 12
TONES = {Outcome.SOLVED: "good", Outcome.WORSE: "bad"}
NO_FONT = N_("本机没有中文字体：请安装 Debian 的 fonts-noto-cjk（或其他中文字体）后再生成 PDF，或改用 .html、.xlsx")
NO_RENDERER = N_(
    "生成 PDF 需要 WeasyPrint 和 Pango：pip install 'tingjian[pdf]'，Debian 另需 libpango-1.0-0；也可以改用 .html"
)


class NoPaper(TingjianError):
    """A PDF can't be made on this machine: says what is missing."""


def html_bytes(report: QuarterReport) -> bytes:
    """A page that needs no other file."""
    since, until = (f"{at:%Y-%m-%d %H:%M} UTC" for at in (report.since, report.until))
    view: dict[str, Any] = {
        "lang": TAGS[language()],
        "report": report,
        "grouped": GROUPED_BY[report.by],
        "period": _("%(since)s 至 %(until)s", since=since, until=until),
        "notes": report.notes,
        "whole": shown(report.whole),
        "headings": [measure.title for measure in MEASURES.values()],
        "lines": [(line.label, shown(line)) for line in report.lines],
        "picture": _picture(report),
        "followed": [_followed(one) for one in report.followed],
        "asked": [_asked(row) for row in report.findings],
        "violations": [
            {
                "title": v.title,
                "failed": v.failed,
                "before": v.before,
                "share": NOTHING if v.share.value is None else f"{100 * v.share.value:.0f}%",
            }
            for v in report.violations
        ],
    }
    return _template().render(view).encode()


def pdf_bytes(report: QuarterReport) -> bytes:
    """The same page as PDF. Raises NoPaper where this machine has no Chinese font, or nothing that makes a PDF."""
    try:
        from weasyprint import HTML  # with Pango, which the installation does not bring along
    except (ImportError, OSError) as error:
        raise NoPaper(_(NO_RENDERER)) from error
    if not lettering().has_chinese:
        raise NoPaper(_(NO_FONT))
    page: bytes = HTML(string=html_bytes(report).decode(), url_fetcher=_only_data).write_pdf()
    return page


def _only_data(url: str, *args: Any, **more: Any) -> Any:
    """The page needs nothing from elsewhere, and must not get it."""
    from weasyprint import default_url_fetcher

    if not url.startswith("data:"):
        raise ValueError("nothing is fetched")
    return default_url_fetcher(url, *args, **more)


@cache
def _template() -> Template:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[templates.EXTENSION],
    )
    templates.install(made)
    return made.get_template("report.html")


def _followed(one: Followed) -> dict[str, str]:
    about = " · ".join(part for part in (one.row.project, one.row.fault_type) if part)
    return {
        "title": one.row.title,
        "about": about,
        "measure": one.measure.title,
        "goal": goal_words(one),
        "before": value_words(one.measure, one.before),
        "now": value_words(one.measure, one.now),
        "outcome": OUTCOMES[one.outcome],
        "tone": TONES.get(one.outcome, "soft"),
    }


def _asked(row: QuarterFindingRow) -> str:
    measure = MEASURES[row.measure]
    about = "、".join(part for part in (row.project, row.fault_type) if part)
    sign = "≤" if measure.lower_is_better else "≥"
    return f"{row.title}{f'（{about}）' if about else ''}：{measure.title} {sign} {row.goal:g} {measure.unit}"


def _picture(report: QuarterReport) -> str:
    """Promises kept in time and scores of the largest groups, as a data address; empty where there is too little."""
    lines = [line for line in report.lines if _is_shown(line)][:MOST_BARS]
    if not lines:
        return ""
    font = lettering()
    labels, _ = font.names([line.label for line in lines], "group")
    properties = FontProperties(fname=font.path or None)
    with drawing, mpl.rc_context({"axes.unicode_minus": False}):
        figure = Figure(figsize=(10, 0.6 + 0.42 * len(lines)), layout="constrained")
        FigureCanvasAgg(figure)
        for axes, name, colour in zip(
            figure.subplots(1, 2, sharey=True), ("kept_rate", "score"), COLOURS, strict=False
        ):
            measure = MEASURES[name]
            values = [(line.now[name].value or 0.0) * measure.factor for line in lines]
            axes.barh(range(len(lines)), values, color=colour, alpha=0.8)
            axes.set_yticks(range(len(lines)), labels, fontproperties=properties)
            axes.set_xlim(0, 100)
            axes.invert_yaxis()
            axes.set_title(font.choose(measure.named, name), fontproperties=properties)
            axes.spines[["top", "right"]].set_visible(False)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=120, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _is_shown(line: QuarterLine) -> bool:
    return line.now["score"].n >= MINIMUM
