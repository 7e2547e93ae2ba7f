"""An evaluation for people: tables with Chinese titles."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from pipeline.evaluation.evaluation import Evaluation
from pipeline.evaluation.figures import Bounds, Detected, ErrorRate, Figure, ScoreGap, Share, wilson
from pipeline.evaluation.tally import Miss

TITLES = {  # in the order of the report
    "CER": "字错误率",
    "CER stereo": "字错误率（双声道）",
    "CER mono": "字错误率（单声道）",
    "analysed": "成功分析",
    "role (stereo)": "说话人角色（双声道）",
    "role (mono)": "说话人角色（单声道）",
    "kind right": "通话类型判断正确",
    "kind wrong": "通话类型误判（越低越好）",
    "kind unsure": "通话类型未能确定",
    "greeting elements": "问候与自报要素",
    "closing elements": "结束语要素",
    "five_w slots": "5W 要素",
    "hold_script": "等待用语",
    "transfer_script": "转接用语",
    "confirm_repeat": "复述确认",
    "forbidden, with category": "禁语（类别须一致）",
    "forbidden, any category": "禁语（不计类别）",
    "clean calls falsely accused": "无禁语通话被误判（越低越好）",
    "conduct": "服务行为",
    "conduct that costs": "服务行为（扣分的）",
    "conduct: asks_secret": "服务行为：索要密码",
    "conduct: gives_away_data": "服务行为：泄露信息",
    "conduct: acts_without_leave": "服务行为：未经同意操作",
    "conduct: takes_gift": "服务行为：收受礼物",
    "conduct: private_talk": "服务行为：闲聊私事",
    "conduct: jargon": "服务行为：术语不解释",
    "conduct: question_unanswered": "服务行为：问题未回答",
    "conduct: criticises_customer": "服务行为：议论客户",
    "rings": "振铃次数",
    "first response ±0.5 s": "首句应答（误差 0.5 秒内）",
    "interruptions": "打断客户",
    "dead air": "冷场",
    "slow answers": "应答过慢",
    "commitments": "承诺",
    "ticket phone": "工单：电话",
    "ticket name": "工单：姓名",
    "ticket unit": "工单：单位",
    "ticket address": "工单：地址",
    "ticket problem": "工单：问题",
    "ticket since": "工单：发生时间",
    "score gap, clean - poor": "规范通话与问题通话的分差",
}


def figure_table(evaluation: Evaluation) -> Table:
    """One row a figure: value, precision and recall with their 95 % intervals, and the sample."""
    table = Table(title=f"评测：{evaluation.calls} 通标注通话（括号内为 95% 区间）")
    for title in ("指标", "数值", "精确率", "召回率", "样本"):
        table.add_column(title, justify="left" if title == "指标" else "right", no_wrap=title == "指标")
    for name, title in TITLES.items():
        if name in evaluation.figures:
            table.add_row(title, *_cells(evaluation.figures[name]))
    return table


def miss_table(misses: Iterable[Miss]) -> Table:
    """One row a miss."""
    table = Table(title="差异", show_lines=False)
    for title in ("通话", "指标", "标注", "结果"):
        table.add_column(title, overflow="fold")
    for miss in misses:  # Text: what was said may hold square brackets
        table.add_row(
            *(Text(cell) for cell in (miss.call, TITLES.get(miss.figure, miss.figure), miss.wanted, miss.got))
        )
    return table


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    match figure:
        case Share():
            return _sure(figure.value, wilson(figure.yes, figure.total)), "", "", f"{figure.yes}/{figure.total}"
        case Detected():
            sample = f"中 {figure.hit}，多 {figure.extra}，漏 {figure.missed}"
            precision = _sure(figure.precision, figure.precision_interval)
            return f"F1 {figure.f1:.1%}", precision, _sure(figure.recall, figure.recall_interval), sample
        case ErrorRate():
            return f"{figure.value:.1%}", "", "", f"{figure.errors}/{figure.characters} 字"
        case ScoreGap():
            value = "—" if figure.value is None else f"{figure.value:+.1f} 分"
            return value, "", "", f"{len(figure.clean)} 对 {len(figure.poor)}"


def _sure(value: float, bounds: Bounds | None) -> str:
    return f"{value:.1%} ({bounds[0]:.0%}–{bounds[1]:.0%})" if bounds else f"{value:.1%}"
