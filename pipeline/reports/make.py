"""Makes a report from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.language import Words, _, _n
from pipeline.reports.by_check import check_lines
from pipeline.reports.by_commitment import commitment_lines
from pipeline.reports.by_group import group_lines
from pipeline.reports.by_quality import quality_lines
from pipeline.reports.calls import counted_calls
from pipeline.reports.constants import GROUPS
from pipeline.reports.filter import Filter
from pipeline.reports.ranking import is_large_enough
from pipeline.reports.report import GroupLine, Report
from pipeline.reports.verdicts import By
from pipeline.statistics.estimate import MINIMUM
from pipeline.storage.tables import CallRow, utc_now

TITLES = Words(
    {
        "agent": "坐席报表",
        "team": "班组报表",
        "queue": "队列报表",
        "project": "项目报表",
        "fault_type": "故障类型报表",
        "kind": "通话类型报表",
        "check": "检查项报表",
        "week": "每周报表",
        "month": "每月报表",
        "quarter": "每季报表",
        "commitments": "承诺报表",
        "quality": "公平性报表",
    }
)


def make_report(
    session: Session,
    by: str,
    chosen: Filter,
    kinds: Mapping[str, str] | None = None,
    worst_first: bool = False,
    with_checks: bool = True,
) -> Report:
    """The report ``by`` one of ``GROUPS`` over the chosen calls; raises ValueError for another name.

    ``kinds``: what the kinds of call are called, by id. ``worst_first``: groups with the lowest score come first, and
    weeks by their score; checks always begin with the one that is failed most.
    ``with_checks``: groups tell how each check was passed, which takes as long as everything else together.
    """
    if by not in GROUPS:
        raise ValueError(f"no report by {by!r}")
    calls = counted_calls(session, chosen, with_violations=by not in ("check", "commitments"))
    lines = _named(by, _lines(session, by, chosen, calls, worst_first, with_checks), kinds or {})
    period = chosen.period
    return Report(
        by,
        TITLES[by],
        len(calls),
        period.zone.key,
        period.since,
        period.until,
        lines,
        _notes(by, calls, _unscored(session, chosen)),
    )


def _named(by: str, lines: Sequence[Any], kinds: Mapping[str, str]) -> Sequence[Any]:
    """With the kinds of call by their titles."""
    return [replace(line, label=kinds.get(line.key, line.label)) for line in lines] if by == "kind" else lines


def _lines(
    session: Session, by: str, chosen: Filter, calls: pd.DataFrame, worst_first: bool, with_checks: bool
) -> Sequence[Any]:
    if by == "commitments":
        return commitment_lines(session, chosen, utc_now())
    if calls.empty:
        return []
    if by == "check":
        return check_lines(session, chosen, calls)
    if by == "quality":
        return quality_lines(calls)
    lines = group_lines(session, chosen, cast("By", by), calls, with_checks)
    return sorted(lines, key=_badness) if worst_first else lines


def _badness(line: GroupLine) -> tuple[bool, bool, float]:
    """What nobody is known for, and small samples, come last here, too."""
    return line.key is None, not is_large_enough(line.score), line.score.value or 0.0


def _unscored(session: Session, chosen: Filter) -> int:
    return session.scalar(select(func.count()).select_from(CallRow).where(*chosen.unscored)) or 0


def _notes(by: str, calls: pd.DataFrame, unscored: int) -> tuple[str, ...]:
    left_out = [_n("另有 %(num)s 通不能评分，不计入", unscored)] if unscored else []
    if by == "commitments":
        return (_meaning(by),)
    if calls.empty:
        return (_("这段时间没有已评分的通话"), *left_out)
    notes = [_("区间为 95%% 置信区间；%(meaning)s", meaning=_meaning(by)), *left_out]
    if by_people := int(calls["by_people"].sum()):
        changed = int(calls["corrected"].sum())
        notes.append(
            _(
                "其中 %(by_people)s 通按人工复核或申诉后的结果计算，%(changed)s 通因此改了分",
                by_people=by_people,
                changed=changed,
            )
        )
    return tuple(notes)


def _meaning(by: str) -> str:
    return _MEANING[by] if by in _MEANING else _n("不足 %(num)s 通的不排名，区间重叠的不分先后", MINIMUM)


_MEANING = Words(
    {
        "month": "与上月相比，区间重叠时不判断升降",
        "quarter": "与上季度相比，区间重叠时不判断升降",
        "commitments": "兑现率 = 按时兑现 ÷（按时兑现 + 逾期兑现 + 未兑现），未到期和作废的不计入；区间为 95% 置信区间",
        "week": "与上周相比，区间重叠时不判断升降",
        "check": "合格率 = 合格 ÷（合格 + 不合格），存疑和不适用的不计入",
        "quality": "相关系数在 -1 到 1 之间，0 表示无关；「同一坐席内」排除了坐席之间的差别",
    }
)
