"""A report as a picture: trends with their intervals, as PNG or SVG."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from pipeline.language import _
from pipeline.reports.constants import MOST_LINES, TIMES
from pipeline.reports.figures import WeekPoint
from pipeline.reports.lettering import Lettering, lettering
from pipeline.reports.ranking import is_large_enough
from pipeline.reports.report import CheckLine, CommitmentLine, GroupLine, QualityLine, Report
from pipeline.statistics.estimate import Estimate

Format = Literal["png", "svg"]
COLOURS = ("#2f6fa8", "#c8662a", "#3f8f5f", "#8a5aa8", "#b03a48", "#6b7480", "#a88a1f", "#2b8f98")
GREY = "#6b7480"
MOST_BARS = 25
FEW = 3  # lines whose intervals can be told apart
ENGLISH = {
    "agent": "Average score by agent",
    "team": "Average score by team",
    "kind": "Average score by kind of call",
    "queue": "Average score by queue",
    "project": "Average score by project",
    "fault_type": "Average score by type of fault",
    "week": "Average score by week",
    "month": "Average score by month",
    "quarter": "Average score by quarter",
    "commitments": "Promises kept in time by agent",
    "check": "Pass rate by check",
    "quality": "Calls with violations by how well they were heard",
}
drawing = threading.Lock()  # matplotlib's settings belong to the whole process


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a plot."""

    label: str
    points: Sequence[WeekPoint]


def plot_bytes(report: Report, format: Format, letters: Lettering | None = None) -> tuple[bytes, list[str]]:
    """The picture, and notes: what had to be left out or named otherwise. The same report gives the same bytes."""
    font = letters or lettering()
    notes = [] if font.has_chinese else [_("本机没有中文字体，图中用英文标注；安装 fonts-noto-cjk 后可显示中文")]
    plain: Any = {"svg.hashsalt": "tingjian", "axes.unicode_minus": False, "svg.fonttype": "path"}
    with drawing, mpl.rc_context(plain):
        figure = Figure(figsize=(10, 5.2), layout="constrained")
        FigureCanvasAgg(figure)
        notes += _draw(figure.add_subplot(), report, font)
        file = io.BytesIO()
        metadata = {"Date": None} if format == "svg" else {"Software": None}
        figure.savefig(file, format=format, dpi=130, metadata=metadata)
    return file.getvalue(), notes


def _draw(axes: Axes, report: Report, font: Lettering) -> list[str]:
    properties = FontProperties(fname=font.path or None)
    if report.by == "quality":
        notes = _draw_bins(axes, report, font)
    elif report.by == "commitments":
        notes = _draw_shares(axes, report, font)
    else:
        series, notes = _series(report)
        labels, replaced = font.names([s.label for s in series], "line")
        _draw_weeks(axes, [replace(s, label=label) for s, label in zip(series, labels, strict=True)])
        unit = (_("合格率 %%"), "pass rate %") if report.by == "check" else (_("平均分"), "score")
        axes.set_ylabel(font.choose(*unit), fontproperties=properties)
        notes += replaced
    axes.set_title(font.choose(report.title, ENGLISH[report.by]), fontproperties=properties, fontsize=14)
    _dress(axes, properties)
    if not report.lines:
        axes.text(
            0.5,
            0.5,
            font.choose(_("没有数据"), "no data"),
            transform=axes.transAxes,
            ha="center",
            fontproperties=properties,
        )
    return notes


def _series(report: Report) -> tuple[list[Series], list[str]]:
    """What is drawn: at most MOST_LINES, those with the most calls (checks: those that fail most)."""
    if report.by in TIMES:
        weeks = [WeekPoint(line.label, line.score) for line in report.lines if isinstance(line, GroupLine)]
        return ([Series(_("平均分"), weeks)] if weeks else []), []
    groups = sorted((x for x in report.lines if isinstance(x, GroupLine)), key=lambda x: -x.calls)
    found = [Series(x.label, x.weeks) for x in groups]
    found += [Series(x.figure.title, _percent(x.weeks)) for x in report.lines if isinstance(x, CheckLine)]
    left = len(found) - MOST_LINES
    if left <= 0:
        return found, []
    if report.by == "check":
        note = _("图中只画了合格率最低的 %(most)s 条，另有 %(left)s 条见表格", most=MOST_LINES, left=left)
    else:
        note = _("图中只画了通话最多的 %(most)s 条，另有 %(left)s 条见表格", most=MOST_LINES, left=left)
    return found[:MOST_LINES], [note]


def _percent(points: Sequence[WeekPoint]) -> list[WeekPoint]:
    def times(value: float | None) -> float | None:
        return None if value is None else 100 * value

    return [
        WeekPoint(p.week, Estimate(p.figure.n, times(p.figure.value), times(p.figure.low), times(p.figure.high)))
        for p in points
    ]


def _draw_weeks(axes: Axes, series: Sequence[Series]) -> None:
    """Lines over all weeks in which anything was measured; the band is the interval."""
    weeks = sorted({p.week for s in series for p in s.points})
    place = {week: x for x, week in enumerate(weeks)}
    for colour, one in zip(COLOURS, series, strict=False):
        known = [p for p in one.points if p.figure.value is not None]
        x = [place[p.week] for p in known]
        axes.plot(x, [p.figure.value or 0.0 for p in known], marker="o", ms=3.5, lw=1.6, color=colour, label=one.label)
        sure = [p for p in known if p.figure.low is not None and is_large_enough(p.figure)]
        alpha = 0.12 if len(series) <= FEW else 0.05
        axes.fill_between(
            [place[p.week] for p in sure],
            [p.figure.low or 0.0 for p in sure],
            [p.figure.high or 0.0 for p in sure],
            color=colour,
            alpha=alpha,
            lw=0,
        )
    step = max(1, len(weeks) // 13)
    axes.set_xticks(range(0, len(weeks), step), weeks[::step], rotation=40, ha="right")


def _draw_shares(axes: Axes, report: Report, font: Lettering) -> list[str]:
    """The share of promises kept in time, agent by agent, those with the most promises."""
    known = [x for x in report.lines if isinstance(x, CommitmentLine) and x.kept_rate.value is not None]
    shown = sorted(known, key=lambda line: -line.kept_rate.n)[:MOST_BARS]
    labels, notes = font.names([line.label for line in shown], "agent")
    axes.bar(range(len(shown)), [100 * (x.kept_rate.value or 0.0) for x in shown], color=COLOURS[0], alpha=0.75)
    axes.set_xticks(range(len(shown)), [f"{a}\nn={x.kept_rate.n}" for a, x in zip(labels, shown, strict=True)])
    properties = FontProperties(fname=font.path or None)
    axes.set_ylabel(font.choose(_("按时兑现 %%"), "kept in time %"), fontproperties=properties)
    return notes


def _draw_bins(axes: Axes, report: Report, font: Lettering) -> list[str]:
    """The share of calls with a violation, from badly to well heard."""
    line = next((x for x in report.lines if isinstance(x, QualityLine) and x.bins), None)
    if line is None:
        return []
    known = [b for b in line.bins if b.figure.value is not None]
    values = [100 * (b.figure.value or 0.0) for b in known]
    below = [v - 100 * (b.figure.low or 0.0) for v, b in zip(values, known, strict=True)]
    above = [100 * (b.figure.high or 0.0) - v for v, b in zip(values, known, strict=True)]
    labels = [f"{b.label}\nn={b.figure.n}" for b in known]
    axes.bar(range(len(known)), values, color=COLOURS[0], alpha=0.75, width=0.6)
    axes.errorbar(range(len(known)), values, yerr=[below, above], fmt="none", ecolor=GREY, capsize=4)
    axes.set_xticks(range(len(known)), [text if font.shows(text.replace("\n", "")) else "?" for text in labels])
    properties = FontProperties(fname=font.path or None)
    axes.set_xlabel(font.choose(line.title, "recognition confidence"), fontproperties=properties)
    axes.set_ylabel(font.choose(_("有禁语的通话 %%"), "calls with violations %"), fontproperties=properties)
    return []


def _dress(axes: Axes, properties: FontProperties) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dfe4e9", lw=0.7)
    axes.set_axisbelow(True)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(properties)
        label.set_fontsize(9)
    if len(axes.get_legend_handles_labels()[1]) > 1:
        axes.legend(prop=properties, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
