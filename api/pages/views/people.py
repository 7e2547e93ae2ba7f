"""Users, their tokens, webhooks, and the trail, as an administrator reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.rendering import ROLE_TITLES
from api.pages.views.formats import moment
from api.pages.views.names import Names
from pipeline.language import Words, _
from pipeline.storage.tables import AuditRow, DeliveryRow, TokenRow, UserRow, WebhookRow

SCOPES = Words({"read": "读取", "write": "修改", "upload": "上传录音"})
EVENTS = Words(
    {
        "scorecard.published": "评分发布",
        "finding.fatal": "一票否决",
        "promise.overdue": "承诺逾期",
        "appeal.filed": "提出申诉",
        "appeal.decided": "申诉裁定",
        "note.answered": "批注有回复",
        "assignment.given": "布置学习",
        "assignment.answered": "答复学习任务",
        "call.assigned": "分配复核",
    }
)
DELIVERIES = Words({"waiting": "待送达", "delivered": "已送达", "given_up": "已放弃"})
DELIVERY_TONES = {"waiting": "doubt", "delivered": "good", "given_up": "bad"}
SUBJECTS = Words(
    {
        "call": "通话",
        "appeal": "申诉",
        "user": "用户",
        "token": "令牌",
        "webhook": "通知地址",
        "review": "复核",
        "collection": "片段集",
        "clip": "片段",
        "calibration": "校准",
        "job": "任务",
        "lexicon": "词库",
        "report": "报表",
        "finding": "发现",
        "check": "检查项",
        "agent": "坐席",
        "case": "案件",
        "rule": "规则",
        "link": "归案",
        "promise": "承诺",
        "quarter": "季度",
        "assignment": "学习任务",
        "consent": "作示例的同意",
    }
)
DETAILS = Words(
    {
        "by": "经由",
        "file": "文件",
        "check": "检查项",
        "category": "类别",
        "kind": "类型",
        "role": "角色",
        "user": "用户",
        "decision": "决定编号",
        "scorecard": "评分编号",
        "review": "复核编号",
        "format": "格式",
        "count": "数量",
        "appeals": "条数",
        "collection": "案例集编号",
        "clip": "片段编号",
        "events": "事件",
        "scopes": "权限",
        "job": "任务编号",
        "calls": "通话数",
        "days": "天数",
        "name": "名称",
        "agent": "坐席",
        "query": "条件",
        "version": "版本",
        "rows": "行数",
        "note": "说明",
        "utterance": "第几句",
        "agents": "坐席数",
        "shared": "同意",
    }
)
WHOLE = Words(
    {  # actions whose words are not verb and subject
        "rule.adopted": "采用规则",
        "rule.undone": "撤销采用",
        "user.linked": "关联单位账号",
        "user.signed_in": "登录",
        "user.signed_out": "退出",
        "user.password_changed": "重设密码",
        "review.claimed": "领取复核",
        "call.set_aside": "搁置通话",
        "notes.viewed": "查看批注",
        "note.added": "写批注",
        "review.released": "放回队列",
        "review.finished": "完成复核",
        "decision.confirm": "确认发现",
        "decision.reject": "驳回发现",
        "decision.recategorise": "改发现的类别",
        "decision.add": "补充发现",
        "decision.verdict": "改判检查项",
        "decision.slot": "更正 5W 要素",
        "decision.withdraw": "撤回决定",
        "appeal.filed": "提出申诉",
        "appeal.upheld": "裁定申诉成立",
        "appeal.rejected": "裁定维持原判",
        "appeals.viewed": "查看申诉",
        "scorecard.viewed": "查看评分",
        "scorecard.published": "发布评分",
        "scorecard.withdrawn": "撤回发布",
        "scorecard.acknowledged": "签收评分",
        "transcript.viewed": "查看转写",
        "result.viewed": "查看分析结果",
        "agent.viewed": "查看坐席成绩",
        "clips.viewed": "查看对照片段",
        "clip.removed": "移除片段",
        "collection.ordered": "调整片段顺序",
        "calls.retried": "重新分析通话",
        "call.retried": "重新分析通话",
        "manifest.imported": "导入清单",
        "call.facts_corrected": "按清单更正信息",
        "dry_run.viewed": "查看改动试算",
        "dry_run.withdrawn": "取消改动试算",
        "calibration.begun": "开始校准",
        "calibration.closed": "结束校准",
        "calibration.answered": "校准作答",
        "finding.asked": "提出季度问题",
        "job.enqueued": "排入任务",
        "assignment.added": "布置学习",
        "assignment.acknowledged": "完成学习",
        "consent.changed": "决定片段能否作示例",
    }
)
ACTIONS = Words(
    {
        "viewed": "查看",
        "played": "收听",
        "signed_in": "登录",
        "signed_out": "退出",
        "added": "添加",
        "created": "新建",
        "changed": "修改",
        "updated": "修改",
        "disabled": "停用",
        "enabled": "启用",
        "deleted": "删除",
        "revoked": "吊销",
        "issued": "签发",
        "claimed": "领取复核",
        "released": "放回队列",
        "confirmed": "确认",
        "rejected": "驳回",
        "recategorised": "改类",
        "finished": "完成复核",
        "published": "发布",
        "opened": "提出",
        "decided": "裁定",
        "withdrawn": "撤回",
        "acknowledged": "签收",
        "exported": "导出",
        "listed": "浏览列表",
        "enqueued": "排入任务",
        "uploaded": "上传",
        "retried": "重新分析",
        "password_changed": "重设密码",
        "closed": "关闭",
        "answered": "作答",
        "kind_corrected": "更正类型",
        "fault_corrected": "更正故障类型",
        "merged": "合并",
        "split": "拆分",
        "accepted": "接受",
        "words_corrected": "更正文字",
        "assigned": "分配",
    }
)


@dataclass(frozen=True, slots=True)
class ShownUser:
    id: int
    name: str
    display_name: str
    role: str
    role_title: str
    agent_id: str
    team: str
    since: str
    disabled: str  # since when; empty: may sign in
    is_self: bool


@dataclass(frozen=True, slots=True)
class ShownToken:
    id: int
    name: str
    scopes: tuple[str, ...]
    made: str
    ends: str
    used: str
    state: str
    tone: str
    live: bool


@dataclass(frozen=True, slots=True)
class ShownWebhook:
    id: int
    url: str
    events: tuple[str, ...]
    made: str
    disabled: str
    waiting: int
    given_up: int
    last: str
    last_tone: str
    last_error: str


@dataclass(frozen=True, slots=True)
class ShownEvent:
    at: str
    who: str
    what: str
    subject: str
    href: str
    details: str


def show_user(row: UserRow, own_id: int, zone: ZoneInfo) -> ShownUser:
    return ShownUser(
        row.id,
        row.name,
        row.display_name,
        row.role,
        ROLE_TITLES[row.role],
        row.agent_id or "",
        row.team or "",
        moment(row.created_at, zone),
        moment(row.disabled_at, zone) if row.disabled_at else "",
        row.id == own_id,
    )


def show_token(row: TokenRow, now: datetime, zone: ZoneInfo) -> ShownToken:
    over = row.expires_at <= now
    state, tone = (
        (_("已吊销"), "process") if row.revoked_at else (_("已过期"), "doubt") if over else (_("有效"), "good")
    )
    used = moment(row.last_used_at, zone) if row.last_used_at else _("从未使用")
    scopes = tuple(SCOPES.get(s, s) for s in row.scopes)
    return ShownToken(
        row.id,
        row.name,
        scopes,
        moment(row.created_at, zone),
        moment(row.expires_at, zone),
        used,
        state,
        tone,
        not row.revoked_at and not over,
    )


def show_webhook(row: WebhookRow, deliveries: Sequence[DeliveryRow], zone: ZoneInfo) -> ShownWebhook:
    """``deliveries`` are those of this webhook, the newest first."""
    last = deliveries[0] if deliveries else None
    word = DELIVERIES.get(last.state, last.state) if last else _("还没有通知")
    tone = DELIVERY_TONES.get(last.state, "process") if last else "process"
    return ShownWebhook(
        row.id,
        row.url,
        tuple(EVENTS.get(e, e) for e in row.events),
        moment(row.created_at, zone),
        moment(row.disabled_at, zone) if row.disabled_at else "",
        sum(d.state == "waiting" for d in deliveries),
        sum(d.state == "given_up" for d in deliveries),
        word,
        tone,
        (last.last_error or "") if last else "",
    )


def show_event(row: AuditRow, people: Mapping[int, str], zone: ZoneInfo, names: Names) -> ShownEvent:
    """``people``: display names by user id."""
    kind = SUBJECTS.get(row.subject, row.subject)
    href = f"/calls/{row.subject_id}" if row.subject == "call" else ""
    told = [(k, v) for k, v in (row.details or {}).items() if v not in (None, "", [])]
    details = _("，").join(_detail(k, v, people, names) for k, v in told)
    short = row.subject_id[:8] if row.subject == "call" else row.subject_id
    return ShownEvent(
        moment(row.at, zone),
        people.get(row.user_id or 0, _("系统")),
        action_title(row.action),
        f"{kind} {short}",
        href,
        details,
    )


def _detail(key: str, value: object, people: Mapping[int, str], names: Names) -> str:
    """``check=greeting`` as 检查项 问候与自报; what has no word here is shown as it was noted."""
    words: dict[str, Callable[[str], str]] = {
        "check": names.check,
        "category": names.category,
        "kind": names.kind,
        "role": lambda role: ROLE_TITLES.get(role, role),
        "user": lambda id: people.get(int(id), f"#{id}") if id.isdecimal() else id,
    }
    if key in words:
        return f"{DETAILS.get(key, key)} {words[key](str(value))}"
    if key == "call":
        return _("通话 %(call_id)s", call_id=str(value)[:8])
    return f"{DETAILS[key]} {value}" if key in DETAILS else f"{key} {value}"


def action_title(action: str) -> str:
    """``call.viewed`` as 查看通话; a verb that has no word here is shown as its code."""
    if action in WHOLE:
        return WHOLE[action]
    subject, _, verb = action.partition(".")
    return f"{ACTIONS[verb]}{SUBJECTS.get(subject, '')}" if verb in ACTIONS else action
