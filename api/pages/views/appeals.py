"""Appeals as reviewers see them: what the machine, the first reviewer and the agent say, side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.views.findings import ShownFinding, in_order, show_finding
from api.pages.views.formats import ago, moment, points, score
from api.pages.views.names import VERDICT_TONES, VERDICTS, Names
from api.pages.views.own import APPEAL_STATES, APPEAL_TONES, clip_address
from api.pages.views.transcript import ShownUtterance, show_transcript
from pipeline.domain.record import Record
from pipeline.domain.scorecard import Scorecard
from pipeline.language import Words, _, _n, translated
from pipeline.review.effective import Effective, EffectiveLine, State
from pipeline.storage.tables import AppealRow, CallRow

SOON_SECONDS = 2 * 86400
OFFERED = ("pass", "not_applicable")  # what an appeal may bring about
DONE = Words(
    {
        State.CONFIRMED: "确认 %(n)s 处",
        State.REJECTED: "驳回 %(n)s 处",
        State.RECATEGORISED: "改类 %(n)s 处",
        State.ADDED: "补充 %(n)s 处",
    }
)
NEIGHBOURS = 3  # utterances shown before and after the one that is challenged


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal in the list."""

    id: int
    call_name: str
    agent_id: str
    about: str
    reason: str
    at: str
    due: str
    due_tone: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the three says."""

    title: str
    verdict: str
    tone: str
    text: str
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Strike:
    """A finding that upholding an appeal against the whole score may strike out; ``change`` is its JSON."""

    change: str
    label: str
    quote: str
    clip: str


@dataclass(frozen=True, slots=True)
class Rejudge:
    """A line that lost points and may get another verdict; ``choices``: the change as JSON, and what it is called."""

    check: str
    title: str
    points: str
    reason: str
    verdict: str
    tone: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What an upheld appeal changed."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class AppealCase:
    line: AppealLine
    call_id: str
    sides: tuple[Side, Side, Side]
    before: str
    now: str
    grade: str
    utterances: tuple[ShownUtterance, ...]
    target: int | None
    clip: str
    clip_title: str
    strikes: tuple[Strike, ...]
    lines: tuple[Rejudge, ...]
    changed: tuple[Changed, ...]
    is_open: bool
    refusal: str  # why this reviewer can't decide; empty: may
    answer: str
    answered_by: str
    answered: str
    alike: int
    unchanged: str  # why the upheld appeal changed no points; empty: it did, or was not upheld
    whole: tuple[ShownUtterance, ...]  # everything that was said
    has_audio: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """How the appeal stands: who may decide, who decided."""

    may_decide: bool
    decided_by: str = ""
    alike: int = 0
    changed: tuple[Changed, ...] = ()
    total_before: float | None = None
    total_now: float | None = None


def show_line(row: AppealRow, call: CallRow, about: str, now: datetime, zone: ZoneInfo) -> AppealLine:
    due, due_tone = _due(row, now, zone)
    return AppealLine(
        row.id,
        call.name,
        call.agent_id or _("未知"),
        about,
        row.reason,
        moment(row.created_at, zone),
        due,
        due_tone,
        APPEAL_STATES[row.state],
        APPEAL_TONES[row.state],
    )


def show_case(
    line: AppealLine,
    row: AppealRow,
    call: CallRow,
    outcome: Effective,
    record: Record,
    ruling: Ruling,
    reviewer: str,
    names: Names,
    zone: ZoneInfo,
    has_audio: bool,
) -> AppealCase:
    """``outcome`` is what the challenged scorecard rests on, ``reviewer`` who made it."""
    findings = in_order(show_finding(f, names, {}) for f in outcome.findings)
    target = _target(row, findings)
    check = target.check if target else row.check
    of_check = next((x for x in outcome.lines if x.effective.check == check), None)
    start, end = (target.start, target.end) if target else (0.0, 0.0)
    return AppealCase(
        line,
        call.id,
        (_machine(target, of_check, outcome), _human(target, of_check, outcome, reviewer), _agent(row)),
        score(ruling.total_before),
        score(ruling.total_now),
        call.grade or "",
        _nearby(show_transcript(record.utterances, [target] if target else ()), target),
        target.utterance if target else None,
        clip_address(call.id, start, end) if target and has_audio else "",
        target.quote if target else "",
        _strikes(row, findings, call.id, has_audio),
        _rejudged(row, outcome),
        ruling.changed,
        row.state == "open",
        _refusal(row, ruling),
        row.decision_reason or "",
        ruling.decided_by,
        moment(row.decided_at, zone) if row.decided_at else "",
        ruling.alike,
        _unchanged(row, ruling, outcome, target),
        show_transcript(record.utterances, [f for f in findings if not f.passed]),
        has_audio,
    )


def _unchanged(row: AppealRow, ruling: Ruling, outcome: Effective, target: ShownFinding | None) -> str:
    """``outcome`` and ``target`` are as they were challenged."""
    if row.state != "upheld" or ruling.total_now != ruling.total_before:
        return ""
    if outcome.scorecard.fatal:
        return _("这通电话另有一票否决，总分仍为 0 分。")
    if target is not None and not target.costs:
        return _("这一处原本存疑，没有扣分，所以去掉它得分不变；判定已经更正。")
    if target is not None and not target.points:
        return _("这一项的扣分已到上限，这一处没有再多扣，所以去掉它得分不变；判定已经更正。")
    return _("改判的部分原本没有扣分，或同一项的其他问题仍扣满了分，所以得分不变；判定已经更正。")


def _due(row: AppealRow, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if row.state != "open":
        return moment(row.decided_at, zone) if row.decided_at else "–", "process"
    left = row.decide_by - now
    if left.total_seconds() < 0:
        return _("已超期 %(ago)s", ago=ago(-left)), "bad"
    return _("还剩 %(ago)s", ago=ago(left)), "doubt" if left.total_seconds() < SOON_SECONDS else "process"


def _target(row: AppealRow, findings: Sequence[ShownFinding]) -> ShownFinding | None:
    return next(
        (
            f
            for f in findings
            if (row.finding_id is not None and f.finding_id == row.finding_id)
            or (row.added_id is not None and f.added_id == row.added_id)
        ),
        None,
    )


def _machine(target: ShownFinding | None, line: EffectiveLine | None, outcome: Effective) -> Side:
    if target is not None and target.finding_id is None:
        return Side(_("机器"), _("没有发现"), "process", _("这一处是复核人补充的。"))
    if target is not None:
        more = (
            [(_("匹配"), _("%(match)s：「%(phrase)s」", match=target.match, phrase=target.matched_with))]
            if target.matched_with
            else []
        )
        more += [(_("违规概率"), target.probability)] if target.probability else []
        return Side(_("机器"), target.machine_label or target.label, target.tone, target.reason, tuple(more))
    if line is not None and line.machine is not None:
        verdict = line.machine.verdict
        return Side(_("机器"), VERDICTS[verdict], VERDICT_TONES[verdict], line.machine.reason)
    return Side(_("机器"), _in_points(outcome.machine), "process", _grade(outcome.machine))


def _human(target: ShownFinding | None, line: EffectiveLine | None, outcome: Effective, reviewer: str) -> Side:
    title = _("复核人 %(reviewer)s", reviewer=reviewer) if reviewer else _("复核人")
    if target is not None:
        word = {"open": _("没有改动")}.get(target.state, target.status)
        return Side(title, word, target.status_tone, target.comment or _("没有留下说明。"))
    if line is not None:
        verdict = line.effective.verdict
        said = (line.decision.comment or _("改判时没有留下说明。")) if line.decision else _("没有改动机器的判定。")
        return Side(title, VERDICTS[verdict], VERDICT_TONES[verdict], said)
    return Side(title, _in_points(outcome.scorecard), "process", _what_was_done(outcome))


def _what_was_done(outcome: Effective) -> str:
    """How often the reviewer decided, by kind."""
    states = Counter(f.state for f in outcome.findings)
    lines = sum(line.decision is not None for line in outcome.lines)
    slots = sum(slot.decision is not None for slot in outcome.slots)
    done = [text % {"n": states[state]} for state, text in DONE.items() if states[state]]
    done += [_n("改判检查项 %(num)s 处", lines)] if lines else []
    done += [_n("更正要素 %(num)s 处", slots)] if slots else []
    return " · ".join(done) or _("没有改动。")


def _in_points(card: Scorecard) -> str:
    return score(None) if card.total is None else _n("%(num)s 分", points(card.total))


def _grade(card: Scorecard) -> str:
    return card.unscored or (_("等级 %(grade)s", grade=card.grade) if card.grade else "")


def _agent(row: AppealRow) -> Side:
    return Side(_("坐席"), _("有不同意见"), "accent", row.reason)


def _nearby(utterances: Sequence[ShownUtterance], target: ShownFinding | None) -> tuple[ShownUtterance, ...]:
    if target is None:
        return ()
    return tuple(u for u in utterances if abs(u.index - target.utterance) <= NEIGHBOURS)


def _strikes(row: AppealRow, findings: Sequence[ShownFinding], call_id: str, has_audio: bool) -> tuple[Strike, ...]:
    """What an appeal against the whole score may change."""
    if row.state != "open" or row.finding_id is not None or row.added_id is not None or row.check is not None:
        return ()
    return tuple(
        Strike(
            f'{{"action": "reject", "{"finding_id" if f.finding_id is not None else "added_id"}": '
            f"{f.finding_id if f.finding_id is not None else f.added_id}}}",
            f.label,
            f.quote or f.reason,
            clip_address(call_id, f.start, f.end) if has_audio else "",
        )
        for f in findings
        if f.costs and f.stands
    )


def _rejudged(row: AppealRow, outcome: Effective) -> tuple[Rejudge, ...]:
    """The lines of the challenged score that may get another verdict; a finding is struck out instead."""
    if row.state != "open" or row.finding_id is not None or row.added_id is not None:
        return ()
    lost = [x.effective for x in outcome.lines if x.effective.earned < x.effective.weight]
    return tuple(
        Rejudge(
            x.check,
            translated(x.title),
            f"{points(x.earned)} / {points(x.weight)}",
            x.reason,
            VERDICTS[x.verdict],
            VERDICT_TONES[x.verdict],
            tuple((_to(x.check, v), _("改为%(verdict)s", verdict=VERDICTS[v])) for v in OFFERED),
        )
        for x in lost
        if row.check in (None, x.check)
    )


def _to(check: str, verdict: str) -> str:
    return json.dumps({"action": "verdict", "check": check, "verdict": verdict})


def _refusal(row: AppealRow, ruling: Ruling) -> str:
    if row.state != "open" or ruling.may_decide:
        return ""
    return _("这份评分由您复核，须由另一位复核人裁定。")
