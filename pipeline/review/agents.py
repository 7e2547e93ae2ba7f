"""What an agent sees: own published scorecards, the trend of each check, and what cost points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.domain.finding import Verdict
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.privacy.kinds import Kinds
from pipeline.privacy.mask import mask
from pipeline.privacy.record import Masker
from pipeline.privacy.spans import spans
from pipeline.review.effective import EffectiveFinding
from pipeline.review.publication import withdrawn_from
from pipeline.review.stored import as_of
from pipeline.review.wording import suggestion_for
from pipeline.statistics.estimate import MINIMUM
from pipeline.statistics.intervals import mean_of, share_of
from pipeline.storage.call_json import load_call
from pipeline.storage.period import week_name
from pipeline.storage.tables import AppealRow, CallRow, JudgementRow, PublicationRow, ScorecardRow, TranscriptRow

LATEST = 20  # scorecards that are listed
MOST_SENTENCES = 30

Json = dict[str, Any]
Pair = tuple[CallRow, ScorecardRow]


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """For whom and of when: weeks begin in ``zone``, ``kinds`` is what must not be seen; ``team``: whose calls alone
    are, None: everybody's."""

    zone: ZoneInfo
    kinds: Kinds
    now: datetime
    weeks: int = 12
    team: str | None = None

    def shows(self, call: CallRow) -> bool:
        return self.team is None or call.team == self.team


def summary(session: Session, agent_id: str, pack: Pack, view: Viewpoint) -> Json:
    """Everything for the agent's page; only what was published."""
    known = published_pairs(session, agent_id, view.now - timedelta(weeks=view.weeks))
    pairs = [(call, card) for call, card in known if view.shows(call)]
    appeals = select(CallRow).join(AppealRow, CallRow.id == AppealRow.call_id)
    asked = session.scalars(appeals.where(CallRow.agent_id == agent_id, AppealRow.state == "open"))
    open_appeals = sum(view.shows(call) for call in asked)
    return {
        "agent_id": agent_id,
        "weeks": view.weeks,
        "calls": len(pairs),
        "minimum": MINIMUM,
        "score": asdict(mean_of([card.total for _, card in pairs if card.total is not None], 0, 100)),
        "open_appeals": open_appeals,
        "to_acknowledge": sum(card.acknowledged_at is None for _, card in pairs),
        "trend": _score_trend(pairs, view.zone),
        "checks": _check_trends(pairs, view.zone),
        "scorecards": [_listed(call, card) for call, card in pairs[:LATEST]],
        "withdrawn": [
            _withdrawn(call, row, pack, view.kinds)
            for call, row in withdrawn_from(session, agent_id)
            if view.shows(call)
        ],
        "sentences": _sentences(session, pairs, pack, view.kinds),
    }


def published_pairs(session: Session, agent_id: str, since: datetime) -> list[Pair]:
    """The agent's calls since then with the scorecard that was published last, the newest call first."""
    newest = (
        select(func.max(ScorecardRow.id)).where(ScorecardRow.published_at.is_not(None)).group_by(ScorecardRow.call_id)
    )
    when = func.coalesce(CallRow.started_at, CallRow.created_at)
    query = (
        select(CallRow, ScorecardRow)
        .join(ScorecardRow, ScorecardRow.call_id == CallRow.id)
        .where(
            CallRow.agent_id == agent_id, CallRow.published_at.is_not(None), when >= since, ScorecardRow.id.in_(newest)
        )
    )
    return [(call, card) for call, card in session.execute(query.order_by(when.desc(), CallRow.id))]


def _score_trend(pairs: Iterable[Pair], zone: ZoneInfo) -> list[Json]:
    by_week: dict[str, list[float]] = defaultdict(list)
    for call, card in pairs:
        if card.total is not None:
            by_week[_week(call, zone)].append(card.total)
    return [{"week": week, **_noted(asdict(mean_of(totals, 0, 100)))} for week, totals in sorted(by_week.items())]


def _check_trends(pairs: Sequence[Pair], zone: ZoneInfo) -> list[Json]:
    """For each check the share of calls that passed, in all and by week."""
    titles: dict[str, str] = {}
    passed: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for call, card in pairs:
        for line in card.card.lines:
            titles[line.check] = line.title
            if line.verdict in (Verdict.PASS, Verdict.FAIL):
                passed[line.check][_week(call, zone)].append(line.verdict is Verdict.PASS)
    return [_check_trend(check, title, passed[check]) for check, title in titles.items()]


def _check_trend(check: str, title: str, by_week: Mapping[str, Sequence[bool]]) -> Json:
    everything = [one for week in by_week.values() for one in week]
    weeks = [{"week": week, **_share(own)} for week, own in sorted(by_week.items())]
    return {"check": check, "title": title, **_share(everything), "weeks": weeks}


def _share(passed: Sequence[bool]) -> Json:
    return _noted(asdict(share_of(sum(passed), len(passed))))


def _noted(figure: Json) -> Json:
    return figure | {"note": _("样本不足") if figure["n"] < MINIMUM else ""}


def _week(call: CallRow, zone: ZoneInfo) -> str:
    return week_name((call.started_at or call.created_at).astimezone(zone).date())


def _listed(call: CallRow, card: ScorecardRow) -> Json:
    return {
        "call_id": call.id,
        "started_at": call.started_at,
        "duration": call.duration,
        "direction": call.direction,
        "scorecard_id": card.id,
        "total": card.total,
        "grade": card.grade,
        "fatal": card.fatal,
        "origin": card.origin,
        "published_at": card.published_at,
        "acknowledged_at": card.acknowledged_at,
    }


def _withdrawn(call: CallRow, row: PublicationRow, pack: Pack, kinds: Kinds) -> Json:
    reason = row.reason or ""
    return {
        "call_id": call.id,
        "started_at": call.started_at,
        "withdrawn_at": row.withdrawn_at,
        "reason": mask(reason, spans(reason, pack), kinds) if kinds else reason,
    }


def _sentences(session: Session, pairs: Sequence[Pair], pack: Pack, kinds: Kinds) -> list[Json]:
    """The sentences of the latest calls that cost points, with what to say instead."""
    found: list[Json] = []
    for call, card in pairs[:LATEST]:
        outcome = as_of(session, call, card, pack)
        costly = outcome.effective.costly()
        if costly:
            masker = _masker(session, outcome.judgement, pack, kinds)
            found += [_sentence(call, f, outcome.judgement, pack, masker) for f in costly]
        if len(found) >= MOST_SENTENCES:
            break
    return found[:MOST_SENTENCES]


def _masker(session: Session, judgement: JudgementRow, pack: Pack, kinds: Kinds) -> Masker:
    call = load_call(session.get_one(TranscriptRow, judgement.transcript_id).body)
    return Masker.of(call, pack, kinds, judgement.record.ticket)


def _sentence(call: CallRow, found: EffectiveFinding, judgement: JudgementRow, pack: Pack, masker: Masker) -> Json:
    known, spoken = found.known, judgement.record.spoken(found.known.utterance)
    hidden = masker.utterance(known.utterance, spoken.text if spoken else known.quote)
    return {
        "call_id": call.id,
        "finding_id": found.id,
        "added_id": found.added,
        "check": known.check,
        "category": known.category,
        "severity": known.severity,
        "start": known.start,
        "end": known.end,
        "utterance": known.utterance,
        "quote": hidden[known.char_start : known.char_end],
        "sentence": hidden,
        "reason": masker.reason(known.reason),
        "suggestion": suggestion_for(pack, known),
        "state": found.state.value,
        "points": found.points,
    }
