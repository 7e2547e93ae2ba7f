"""A report as one flat table with headings in Chinese, for CSV, spreadsheets and the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.language import Words, _
from pipeline.reports.cells import Cell
from pipeline.reports.figures import CheckFigure, Trend
from pipeline.reports.report import CheckLine, CommitmentLine, GroupLine, QualityLine, Report
from pipeline.statistics.estimate import Estimate

Row = dict[str, Cell]
NAMES = Words(
    {
        "agent": "坐席",
        "team": "班组",
        "kind": "通话类型",
        "queue": "队列",
        "project": "项目",
        "fault_type": "故障类型",
        "week": "周",
        "month": "月",
        "quarter": "季度",
    }
)
COMPARED = Words({"week": "与上周相比", "month": "与上月相比", "quarter": "与上季度相比"})
_DIRECTIONS = Words({"up": "上升", "down": "下降", "unclear": "不明显", "too_few": "样本不足"})


def rows(report: Report) -> list[Row]:
    """One row a line; every row has the same headings. Shares are percentages."""
    found: list[Row] = []
    for line in report.lines:
        if isinstance(line, GroupLine):
            found.append(_group(line, report.by))
        elif isinstance(line, CheckLine):
            found.append(_check(line))
        elif isinstance(line, CommitmentLine):
            found.append(_commitment(line))
        else:
            found += _quality(line)
    headings = dict.fromkeys(heading for row in found for heading in row)
    return [{heading: row.get(heading) for heading in headings} for row in found]


def trend_words(trend: Trend) -> str:
    return _DIRECTIONS[trend.direction]


def weakest(figures: Iterable[CheckFigure], least: int) -> CheckFigure | None:
    """The check with the lowest pass rate among those with a sample large enough."""
    known = [f for f in figures if f.pass_rate.n >= least and f.pass_rate.value is not None]
    return min(known, key=lambda f: f.pass_rate.value or 0.0, default=None)


def _group(line: GroupLine, by: str) -> Row:
    row: Row = {NAMES[by]: line.label, _("通话数"): line.calls, **_estimate(_("平均分"), line.score)}
    row |= {COMPARED.get(by, _("名次")): line.standing.text}
    if by not in COMPARED:
        row |= {_("还需通话数"): line.standing.more_calls, **_trend(line.trend, _("每周变化（分）"))}
    row |= _estimate(_("每百通禁语数"), line.forbidden)
    row |= {_("一票否决"): line.fatal, _("人工更正"): line.corrected}
    for figure in line.checks:
        row |= _estimate(_("%(title)s合格率%%", title=figure.title), figure.pass_rate, 100.0)
        row[_("%(title)s样本", title=figure.title)] = figure.pass_rate.n
    return row


def _check(line: CheckLine) -> Row:
    figure = line.figure
    return {
        _("检查项"): figure.title,
        _("编号"): figure.check,
        _("样本"): figure.pass_rate.n,
        **_estimate(_("合格率%%"), figure.pass_rate, 100.0),
        _("说明"): line.standing.text,
        **_trend(line.trend, _("每周变化（百分点）"), 100.0),
        _("合格"): figure.passed,
        _("不合格"): figure.failed,
        _("存疑"): figure.unsure,
        _("不适用"): figure.not_applicable,
        _("出错"): figure.error,
    }


def _commitment(line: CommitmentLine) -> Row:
    return {
        _("坐席"): line.label,
        _("承诺数"): line.promised,
        **_estimate(_("按时兑现率%%"), line.kept_rate, 100.0),
        _("样本"): line.kept_rate.n,
        _("按时兑现"): line.kept,
        _("逾期兑现"): line.late,
        _("未兑现"): line.broken,
        _("未到期"): line.open,
        _("作废"): line.void,
    }


def _quality(line: QualityLine) -> list[Row]:
    scope = _("同一坐席内") if line.within else _("全部通话")
    whole: Row = {_("因素"): line.title, _("范围"): scope, _("通话数"): line.correlation.n}
    whole |= {**_estimate(_("相关系数"), line.correlation, digits=3), _("结论"): line.reading}
    parts: list[Row] = [
        {
            _("因素"): line.title,
            _("范围"): _("数值 %(label)s", label=part.label),
            _("通话数"): part.figure.n,
            **_estimate(_("有禁语的通话%%"), part.figure, 100.0),
        }
        for part in line.bins
    ]
    return [whole, *parts]


def _estimate(heading: str, figure: Estimate, factor: float = 1.0, digits: int = 1) -> Row:
    ends = {"": figure.value, _("下限"): figure.low, _("上限"): figure.high}
    return {heading + end: None if v is None else round(v * factor, digits) for end, v in ends.items()}


def _trend(trend: Trend, heading: str, factor: float = 1.0) -> Row:
    change = None if trend.per_week is None else round(trend.per_week * factor, 2)
    return {_("趋势"): trend_words(trend), heading: change}
