"""The board: agents, teams, checks and weeks side by side, always with intervals and sample sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from api.pages.views.charts import Interval, Measured, Scale, Tick, TrendChart, interval, scale_of, trend
from api.pages.views.formats import day_of_year, points
from api.pages.views.names import FORBIDDEN, VERDICTS
from pipeline.language import Words, _, translated
from pipeline.reports import CheckLine, CommitmentLine, GroupLine, QualityLine, Report
from pipeline.reports.constants import TIMES
from pipeline.reports.figures import Trend, WeekPoint
from pipeline.statistics.estimate import MINIMUM, Estimate
from pipeline.storage.period import days_of_week

TABS = Words(
    {
        "agent": "坐席",
        "team": "班组",
        "project": "项目",
        "fault_type": "故障类型",
        "queue": "队列",
        "kind": "通话类型",
        "check": "检查项",
        "week": "每周",
        "month": "每月",
        "quarter": "每季",
        "commitments": "承诺",
        "quality": "公平性",
    }
)
DIRECTIONS = Words({"up": "上升", "down": "下降", "unclear": "无明显变化", "too_few": "样本不足"})
DIRECTION_TONES = {"up": "good", "down": "bad", "unclear": "process", "too_few": "process"}
KEPT = ("agent", "team", "kind", "since", "until", "period")  # of the board's filter, where it leads to calls
SHARE, SCORE = 100.0, 1.0  # factors from the report's unit to the one shown


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure: drawn, and as text with its interval."""

    drawn: Interval | None
    value: str
    reach: str
    n: int
    enough: bool


@dataclass(frozen=True, slots=True)
class ShownTrend:
    word: str
    tone: str
    per_week: str
    chart: TrendChart | None
    too_few: bool = False  # calls to tell


@dataclass(frozen=True, slots=True)
class GroupRow:
    """An agent, a team or a week."""

    label: str
    href: str  # its checks; empty where there is nothing more to tell
    score: Cell
    standing: str
    ranked: bool
    trend: ShownTrend
    forbidden: str
    fatal: int
    corrected: int
    calls: str = ""  # addresses of the calls behind the numbers; empty: this person may not list calls
    forbidden_calls: str = ""
    fatal_calls: str = ""
    corrected_calls: str = ""


@dataclass(frozen=True, slots=True)
class CheckRow:
    check: str
    label: str
    hrefs: dict[str, str]  # the calls of each verdict; empty: this person may not list calls
    rate: Cell
    passed: int
    failed: int
    unsure: int
    not_applicable: int
    trend: ShownTrend
    note: str


@dataclass(frozen=True, slots=True)
class QualityRow:
    label: str
    scope: str
    correlation: Cell
    reading: str
    bins: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What became of the promises of one agent; ``due`` is the address of what is still owed."""

    label: str
    due: str
    rate: Cell
    promised: int
    kept: int
    late: int
    broken: int
    open: int
    void: int


@dataclass(frozen=True, slots=True)
class Board:
    by: str
    calls: int
    minimum: int
    notes: tuple[str, ...]
    ticks: tuple[Tick, ...]
    unit: str
    groups: tuple[GroupRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    quality: tuple[QualityRow, ...] = ()
    commitments: tuple[CommitmentRow, ...] = ()
    chart: TrendChart | None = None  # of all weeks, on the page of the weeks

    @property
    def is_empty(self) -> bool:
        return not (self.groups or self.checks or self.quality or self.commitments)


def show_board(report: Report, asked: dict[str, str], may_list_calls: bool) -> Board:
    """``asked``: the filters that are set, so that links keep them. ``may_list_calls``: links to lists of calls."""
    groups = [line for line in report.lines if isinstance(line, GroupLine)]
    checks = [line for line in report.lines if isinstance(line, CheckLine)]
    quality = [line for line in report.lines if isinstance(line, QualityLine)]
    commitments = [line for line in report.lines if isinstance(line, CommitmentLine)]
    score = scale_of(_ends(line.score for line in groups), most=100.0)
    scale = score if groups else Scale(-1.0, 1.0) if quality else Scale(0.0, 100.0)
    return Board(
        report.by,
        report.calls,
        MINIMUM,
        report.notes,
        scale.ticks(),
        "%" if checks or commitments else "",
        groups=tuple(_group(line, report.by, score, asked, may_list_calls) for line in groups),
        checks=tuple(_check(line, asked, may_list_calls) for line in checks),
        quality=tuple(_quality(line) for line in quality),
        commitments=tuple(_commitment(line) for line in commitments),
        chart=_weeks_chart(groups) if report.by in TIMES else None,
    )


def _commitment(line: CommitmentLine) -> CommitmentRow:
    due = f"/due?{urlencode({'agent': line.key})}" if line.key else ""
    rate = cell(line.kept_rate, Scale(0.0, SHARE), "%", SHARE, 0)
    return CommitmentRow(line.label, due, rate, line.promised, line.kept, line.late, line.broken, line.open, line.void)


def cell(figure: Estimate, scale: Scale, unit: str = "", factor: float = SCORE, digits: int = 1) -> Cell:
    """``figure`` in the unit shown; a small sample is drawn faintly and said to be small."""
    value, low, high = (None if v is None else v * factor for v in (figure.value, figure.low, figure.high))
    enough = figure.n >= MINIMUM
    text = "–" if value is None else f"{_number(value, digits)}{unit}"
    reach = "" if low is None or high is None else f"{_number(low, digits)}–{_number(high, digits)}"
    label = _("%(value)s，95%% 区间 %(reach)s，样本 %(n)s", value=text, reach=reach or _("未知"), n=figure.n)
    return Cell(interval(scale, value, low, high, label, firm=enough), text, reach, figure.n, enough)


def show_trend(found: Trend, weeks: Sequence[WeekPoint], unit: str = "", factor: float = SCORE) -> ShownTrend:
    """In a word, with a small line over the weeks."""
    word, tone = DIRECTIONS[found.direction], DIRECTION_TONES[found.direction]
    told = found.per_week is not None and found.direction in ("up", "down")
    per_week = _("每周 %(change)s", change=f"{(found.per_week or 0.0) * factor:+.1f}{unit}") if told else ""
    known = [_measured(w, factor, unit) for w in weeks]
    chart = trend(known, scale_of(_values(known), step=5.0), _("每周走势：%(word)s", word=word))
    return ShownTrend(word, tone, per_week, chart, found.direction == "too_few")


def week_label(week: str) -> str:
    """``2026-W47`` as 第 47 周（11-16 至 11-22）."""
    if "-W" not in week:
        return week
    monday, sunday = days_of_week(week)
    return _(
        "第 %(week)s 周（%(monday)s 至 %(sunday)s）",
        week=monday.isocalendar().week,
        monday=day_of_year(monday),
        sunday=day_of_year(sunday),
    )


def calls_address(asked: dict[str, str], **more: str) -> str:
    """The scored calls that the board's filter lets through, and that ``more`` restricts further."""
    kept = {name: value for name, value in asked.items() if name in KEPT}
    return f"/calls?{urlencode(kept | {'scored': 'yes'} | more)}"


def _group(line: GroupLine, by: str, scale: Scale, asked: dict[str, str], may_list_calls: bool) -> GroupRow:
    href = f"/board/check?{urlencode(asked | {by: line.key})}" if line.key and by in ("agent", "team", "kind") else ""
    label = week_label(line.label) if by == "week" else line.label
    shown = GroupRow(
        label,
        href,
        cell(line.score, scale),
        line.standing.text,
        line.standing.rank is not None,
        show_trend(line.trend, line.weeks, _(" 分")),
        points(line.forbidden.value),
        line.fatal,
        line.corrected,
    )
    if not may_list_calls or not line.key:
        return shown
    own = _within_week(asked, line.key) if by == "week" else asked | {by: line.key}
    return replace(
        shown,
        calls=calls_address(own),
        forbidden_calls=calls_address(own, check=FORBIDDEN, verdict="fail"),
        fatal_calls=calls_address(own, fatal="yes"),
        corrected_calls=calls_address(own, changed="yes"),
    )


def _within_week(asked: dict[str, str], week: str) -> dict[str, str]:
    """The days of the week, as far as the board counts them."""
    monday, sunday = (day.isoformat() for day in days_of_week(week))
    since, until = max(monday, asked.get("since", "")), min(sunday, asked.get("until") or sunday)
    return {name: value for name, value in asked.items() if name != "period"} | {"since": since, "until": until}


def _check(line: CheckLine, asked: dict[str, str], may_list_calls: bool) -> CheckRow:
    f = line.figure
    hrefs = {v: calls_address(asked, check=f.check, verdict=v) for v in VERDICTS} if may_list_calls else {}
    return CheckRow(
        f.check,
        translated(f.title),
        hrefs,
        cell(f.pass_rate, Scale(0.0, 100.0), "%", SHARE, 0),
        f.passed,
        f.failed,
        f.unsure,
        f.not_applicable,
        show_trend(line.trend, line.weeks, "%", SHARE),
        line.standing.text,
    )


def _quality(line: QualityLine) -> QualityRow:
    bins = tuple((b.label, cell(b.figure, Scale(0.0, 100.0), "%", SHARE, 0)) for b in line.bins)
    scope = _("同一坐席内") if line.within else _("全部通话")
    return QualityRow(line.title, scope, cell(line.correlation, Scale(-1.0, 1.0), digits=2), line.reading, bins)


def _weeks_chart(lines: Sequence[GroupLine]) -> TrendChart | None:
    known = [_measured(WeekPoint(line.label, line.score), SCORE, _(" 分")) for line in lines if line.key]
    return trend(known, scale_of(_ends(line.score for line in lines), most=100.0), _("每周平均分与 95%% 区间"))


def _measured(week: WeekPoint, factor: float, unit: str) -> Measured:
    f = week.figure
    value, low, high = (None if v is None else v * factor for v in (f.value, f.low, f.high))
    text = (
        ""
        if value is None
        else _("%(week)s：%(value)s，样本 %(n)s", week=week_label(week.week), value=f"{value:.1f}{unit}", n=f.n)
    )
    return Measured(week_label(week.week), value, low, high, text)


def _values(known: Iterable[Measured]) -> list[float | None]:
    return [p.value for p in known]


def _ends(figures: Iterable[Estimate]) -> list[float | None]:
    return [v for f in figures for v in (f.value, f.low, f.high)]


def _number(value: float, digits: int) -> str:
    """Without a minus before a zero."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text
