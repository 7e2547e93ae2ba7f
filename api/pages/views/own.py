"""What an agent sees: the own scores over time, and what to say instead. Fair words, and nothing that is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from api.pages.views.board import Cell, ShownTrend, cell, show_trend, week_label
from api.pages.views.charts import Measured, Scale, TrendChart, scale_of, trend
from api.pages.views.findings import ShownFinding, Suggest, in_order, show_finding
from api.pages.views.formats import clock, moment, points, score
from api.pages.views.names import DIRECTIONS, Names
from api.pages.views.transcript import ShownUtterance, show_transcript
from pipeline.domain.finding import Verdict
from pipeline.domain.record import Record
from pipeline.domain.scorecard import ScoreLine
from pipeline.language import Words, _, _n, translated
from pipeline.reports.figures import Trend, WeekPoint
from pipeline.reports.trend import trend_of
from pipeline.review.effective import Effective
from pipeline.statistics.estimate import MINIMUM
from pipeline.statistics.intervals import mean_of, share_of
from pipeline.storage.period import week_name
from pipeline.storage.tables import AppealRow, CallRow, PublicationRow, ScorecardRow

APPEAL_STATES = Words({"open": "等待裁定", "upheld": "申诉成立", "rejected": "维持原判", "withdrawn": "已撤回"})
APPEAL_TONES = {"open": "accent", "upheld": "good", "rejected": "process", "withdrawn": "process"}
ORIGINS = Words({"machine": "机器评分", "review": "人工复核", "appeal": "申诉后改判"})
SENTENCE_ENDS = "。！？!?"
CONTEXT = 0.8  # seconds heard before and after a sentence
GREAT_SHARE = 0.999  # of the points of a line: nothing to better


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One published scorecard in a list."""

    id: str
    name: str
    at: str
    score: str
    grade: str
    status: str
    tone: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """A sentence that cost points, and a better one."""

    call_id: str
    call_name: str
    at: str
    label: str
    before: str  # of the same sentence
    quote: str
    after: str
    reason: str
    suggestion: str
    clip: str  # address of its sound; empty without a recording
    finding: int | None
    added: int | None
    clock: str
    tone: str
    points: str  # that it costs; empty where nobody can tell
    is_veto: bool


@dataclass(frozen=True, slots=True)
class OwnWithdrawal:
    """A scorecard that was published and taken back."""

    id: str
    name: str
    at: str
    withdrawn: str
    reason: str


@dataclass(frozen=True, slots=True)
class OwnCheck:
    label: str
    rate: Cell


@dataclass(frozen=True, slots=True)
class OwnSummary:
    calls: int
    minimum: int
    score: Cell
    trend: ShownTrend
    chart: TrendChart | None
    rows: tuple[OwnRow, ...]
    new: int
    checks: tuple[OwnCheck, ...]
    sentences: tuple[OwnSentence, ...]
    withdrawn: tuple[OwnWithdrawal, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnLine:
    check: str
    title: str
    earned: str
    weight: str
    share: float
    state: str  # good | better | unsure
    words: str
    reason: str
    appealed: str


@dataclass(frozen=True, slots=True)
class OwnAppeal:
    id: int
    call_id: str
    call_name: str
    about: str
    reason: str
    at: str
    state: str
    tone: str
    until: str
    is_open: bool
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class OwnCard:
    id: str
    name: str
    facts: tuple[str, ...]
    score: str
    grade: str
    origin: str
    published: str
    acknowledged: str
    appeal_until: str  # empty: too late
    strengths: tuple[OwnLine, ...]
    improvements: tuple[OwnLine, ...]
    others: tuple[OwnLine, ...]
    sentences: tuple[OwnSentence, ...]
    utterances: tuple[ShownUtterance, ...]
    appeals: tuple[OwnAppeal, ...]
    has_audio: bool
    comment: str
    version: int
    veto: str  # what makes the total 0; empty: nothing does
    earned: str  # the points of all lines together, before a veto
    weight: str
    promises_cost: bool = False  # one has ended, and the rubric lets it count


def show_summary(
    cards: Sequence[tuple[CallRow, ScorecardRow]],
    sentences: Iterable[OwnSentence],
    appealed: Mapping[str, str],
    names: Names,
    zone: ZoneInfo,
    shown: int,
    withdrawn: Iterable[OwnWithdrawal] = (),
) -> OwnSummary:
    """``cards``: all that were published; ``appealed``: state of the latest appeal by call id."""
    scores = mean_of([card.total for _, card in cards if card.total is not None], 0.0, 100.0)
    weeks = weekly(cards, zone)
    rows = tuple(_row(call, card, appealed, zone) for call, card in cards[:shown])
    new = sum(card.acknowledged_at is None for _, card in cards)
    return OwnSummary(
        len(cards),
        MINIMUM,
        cell(scores, Scale(0.0, 100.0)),
        show_trend(trend_in(cards, zone), weeks, _(" 分")),
        _chart(weeks),
        rows,
        new,
        own_checks([card for _, card in cards], names),
        tuple(sentences),
        tuple(withdrawn),
    )


def weekly(cards: Iterable[tuple[CallRow, ScorecardRow]], zone: ZoneInfo) -> list[WeekPoint]:
    """The average of each week in which a call was published, the earliest first."""
    scores: dict[str, list[float]] = {}
    for call, card in cards:
        if card.total is not None:
            scores.setdefault(week_name(began(call).astimezone(zone).date()), []).append(card.total)
    return [WeekPoint(week, mean_of(own, 0.0, 100.0)) for week, own in sorted(scores.items())]


def trend_in(cards: Iterable[tuple[CallRow, ScorecardRow]], zone: ZoneInfo) -> Trend:
    known = [
        (began(call).astimezone(zone).date().toordinal() // 7, card.total)
        for call, card in cards
        if card.total is not None
    ]
    return trend_of(np.array([w for w, _ in known], float), np.array([s for _, s in known], float))


def own_checks(cards: Iterable[ScorecardRow], names: Names) -> tuple[OwnCheck, ...]:
    """How often each check was met; where there is most to gain comes first, small samples last."""
    counts: dict[str, list[int]] = {}
    for card in cards:
        for line in card.card.lines:
            if line.verdict in (Verdict.PASS, Verdict.FAIL):
                met = counts.setdefault(line.check, [0, 0])
                met[0] += line.verdict is Verdict.PASS
                met[1] += 1
    scale = Scale(0.0, 100.0)
    found = [OwnCheck(names.check(c), cell(share_of(k, n), scale, "%", 100.0, 0)) for c, (k, n) in counts.items()]
    return tuple(sorted(found, key=lambda c: (not c.rate.enough, c.rate.drawn.at if c.rate.drawn else 0.0, c.label)))


def sentences_of(
    call: CallRow,
    texts: Mapping[int, str],
    outcome: Effective,
    names: Names,
    zone: ZoneInfo,
    has_audio: bool,
    suggest: Suggest | None = None,
) -> tuple[OwnSentence, ...]:
    """What cost points, in the order of the call. ``texts``: what was said, by the number of the utterance."""
    return tuple(_sentence(call, f, texts, zone, has_audio) for f in costly(outcome, names, suggest))


def costly(outcome: Effective, names: Names, suggest: Suggest | None = None) -> tuple[ShownFinding, ...]:
    """Findings that count; what the machine was unsure of, or a person rejected, is no fault."""
    return in_order(f for f in (show_finding(e, names, {}, suggest) for e in outcome.findings) if f.costs and f.stands)


def show_own_card(
    call: CallRow,
    card: ScorecardRow,
    record: Record,
    lines: Sequence[ScoreLine],
    outcome: Effective,
    appeals: Sequence[OwnAppeal],
    names: Names,
    zone: ZoneInfo,
    until: datetime,
    now: datetime,
    has_audio: bool,
    suggest: Suggest | None = None,
    comment: str = "",
    version: int = 1,
) -> OwnCard:
    """``until``: the last moment for an appeal; ``suggest``: the recommended wording, else the findings' own;
    ``comment``: the reviewer's; ``version``: how often the scorecard was published."""
    appealed = {a.about: a.state for a in appeals if a.state != APPEAL_STATES["withdrawn"]}
    shown = [_line(line, appealed) for line in lines]
    faults = costly(outcome, names)
    return OwnCard(
        id=call.id,
        name=call.name,
        facts=_facts(call, record, names, zone),
        score=score(card.total),
        grade=card.grade or "",
        origin=ORIGINS.get(card.origin, ""),
        published=moment(card.published_at, zone),
        acknowledged=moment(card.acknowledged_at, zone) if card.acknowledged_at else "",
        appeal_until=moment(until, zone) if until > now else "",
        strengths=tuple(x for x in shown if x.state == "good"),
        improvements=tuple(x for x in shown if x.state == "better"),
        others=tuple(x for x in shown if x.state not in ("good", "better")),
        sentences=sentences_of(call, record.texts(), outcome, names, zone, has_audio, suggest),
        utterances=show_transcript(record.utterances, faults),
        appeals=tuple(appeals),
        has_audio=has_audio,
        comment=comment,
        version=version,
        veto=_veto(card, lines, faults),
        earned=points(sum(x.earned for x in lines)),
        weight=points(sum(x.weight for x in lines)),
        promises_cost=card.card.promises is not None,
    )


def show_withdrawn(call: CallRow, row: PublicationRow, reason: str, zone: ZoneInfo) -> OwnWithdrawal:
    return OwnWithdrawal(call.id, call.name, moment(began(call), zone), moment(row.withdrawn_at, zone), reason)


def _veto(card: ScorecardRow, lines: Sequence[ScoreLine], faults: Sequence[ShownFinding]) -> str:
    """What decided the whole call: the fatal findings, else the lines that got nothing."""
    if not card.fatal:
        return ""
    named = dict.fromkeys(f"{f.label}「{f.quote}」" if f.is_wording else f.label for f in faults if f.is_veto)
    return _("、").join(named or (translated(x.title) for x in lines if x.verdict is Verdict.FAIL and not x.earned))


def show_appeal(row: AppealRow, call: CallRow, about: str, zone: ZoneInfo) -> OwnAppeal:
    return OwnAppeal(
        row.id,
        call.id,
        call.name,
        about,
        row.reason,
        moment(row.created_at, zone),
        APPEAL_STATES[row.state],
        APPEAL_TONES[row.state],
        moment(row.decide_by, zone),
        row.state == "open",
        row.decision_reason or "",
        moment(row.decided_at, zone) if row.decided_at else "",
    )


def clip_address(call_id: str, start: float, end: float) -> str:
    """Where the sound of a sentence is, with a little before and after."""
    return f"/api/v1/calls/{call_id}/audio?start={max(0.0, start - CONTEXT):.2f}&end={end + CONTEXT:.2f}"


def began(call: CallRow) -> datetime:
    return call.started_at or call.created_at


def appeal_until(card: ScorecardRow, days: int) -> datetime:
    return (card.published_at or card.created_at) + timedelta(days=days)


def _sentence(call: CallRow, f: ShownFinding, texts: Mapping[int, str], zone: ZoneInfo, has_audio: bool) -> OwnSentence:
    clip = clip_address(call.id, f.start, f.end) if has_audio else ""
    before, quote, after = (
        around(texts.get(f.utterance, ""), f.char_start, f.char_end) if f.is_wording else ("", "", "")
    )
    return OwnSentence(
        call.id,
        call.name,
        moment(began(call), zone),
        f.label,
        before,
        quote,
        after,
        f.reason,
        f.suggestion,
        clip,
        f.finding_id,
        f.added_id,
        f.clock,
        f.tone,
        f.points,
        f.is_veto,
    )


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """The words from ``start`` to ``end``, with what stands before and after them in the same sentence."""
    begin = max((text.rfind(mark, 0, start) + 1 for mark in SENTENCE_ENDS), default=0)
    ends = [at + 1 for mark in SENTENCE_ENDS if (at := text.find(mark, end)) >= 0]
    return text[begin:start], text[start:end], text[end : min(ends, default=len(text))]


def _row(call: CallRow, card: ScorecardRow, appealed: Mapping[str, str], zone: ZoneInfo) -> OwnRow:
    status, tone = (_("已知悉"), "process") if card.acknowledged_at else (_("新"), "accent")
    if call.id in appealed:
        status, tone = APPEAL_STATES[appealed[call.id]], APPEAL_TONES[appealed[call.id]]
    return OwnRow(
        call.id,
        call.name,
        moment(began(call), zone),
        score(card.total),
        card.grade or "",
        status,
        tone,
        card.acknowledged_at is None,
    )


def _chart(weeks: Sequence[WeekPoint]) -> TrendChart | None:
    known = [
        Measured(
            week_label(w.week),
            w.figure.value,
            w.figure.low,
            w.figure.high,
            _n(
                "%(week)s：平均 %(points)s 分，%(num)s 通",
                w.figure.n,
                week=week_label(w.week),
                points=points(w.figure.value),
            ),
        )
        for w in weeks
    ]
    values = [v for w in weeks for v in (w.figure.value, w.figure.low, w.figure.high)]
    return trend(known, scale_of(values, most=100.0, step=20.0), _("每周平均分"))


def _line(line: ScoreLine, appealed: Mapping[str, str]) -> OwnLine:
    share = line.earned / line.weight if line.weight else 0.0
    if line.verdict is Verdict.FAIL and share < GREAT_SHARE:
        state, words = "better", _n("少得 %(num)s 分", points(line.lost))
    elif line.verdict is Verdict.PASS and line.weight:
        state, words = "good", _("做到了")
    elif line.verdict is Verdict.UNSURE:
        state, words = "unsure", _("未能判断，不扣分")
    else:
        state, words = "none", _("这通电话不涉及") if line.verdict is Verdict.NOT_APPLICABLE else _("不计分")
    title = translated(line.title)
    return OwnLine(
        line.check,
        title,
        points(line.earned),
        points(line.weight),
        share,
        state,
        words,
        line.reason,
        appealed.get(title, ""),
    )


def _facts(call: CallRow, record: Record, names: Names, zone: ZoneInfo) -> tuple[str, ...]:
    """What the card is about: the kind that the call was judged as, its direction, when it began, how long it took."""
    direction = DIRECTIONS.get(call.direction or "", "")
    kind = names.kind(record.call.kind) if record.call.kind else ""
    return tuple(x for x in (kind, direction, moment(began(call), zone), clock(call.duration)) if x)
