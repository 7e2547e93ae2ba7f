"""What a dry run found over all its calls, as it is kept in the job: ids, offsets and numbers, no words of a caller."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from pipeline.domain.record import Judgement
from pipeline.language import N_
from pipeline.lexicon import Pack, PhraseEntry
from pipeline.lexicon_lab.comparison import Comparison, Tally
from pipeline.lexicon_lab.occurrences import Occurrences, Outcome
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import mean_of, share_of

MOST_CALLS_LISTED = 500
MOST_PLACES_LISTED = 300
KEPT = N_("语句判断模型的意见沿用已存的结果；词库生效后模型会随词条例句更新，结果可能略有出入")
ASKED = N_("两边都由今天的语句判断模型重新判过，与正式评分相同；词库生效后模型还会学一遍词条的例句，结果可能略有出入")


@dataclass
class Summary:
    """Grows call by call; ``as_json`` may be asked at any time."""

    before: Pack
    after: Pack
    rule: PhraseEntry | None = None  # the only one that is changed
    asked: bool = False  # today's models were asked about every call
    calls: int = 0
    unreadable: int = 0
    changed: list[dict[str, Any]] = field(default_factory=list)
    changed_calls: int = 0
    flips: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[float] = field(default_factory=list)
    fatal: tuple[int, int] = (0, 0)
    agreement: tuple[Tally, Tally] = (Tally(), Tally())
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    places: list[dict[str, Any]] = field(default_factory=list)

    def add(self, call_id: str, one: Comparison, after: Judgement) -> None:
        """``after`` is the call as the changed lexicon judges it."""
        self._look_for_the_rule(call_id, after)
        self.calls += 1
        if one.score_before is not None and one.score_after is not None:
            self.differences.append(one.score_after - one.score_before)
        self.fatal = (self.fatal[0] + one.fatal_before, self.fatal[1] + one.fatal_after)
        self.agreement = (self.agreement[0] + one.agreement_before, self.agreement[1] + one.agreement_after)
        self.flips.update((f.check, f.before, f.after) for f in one.flips)
        self.rules.update((s.rule or s.check, s.change) for s in one.findings)
        self.changed_calls += one.changed
        if one.changed and len(self.changed) < MOST_CALLS_LISTED:
            self.changed.append(_listed(call_id, one))

    def _look_for_the_rule(self, call_id: str, after: Judgement) -> None:
        for place in self._occurrences.of(after) if self._occurrences else ():
            self.outcomes[place.outcome] += 1
            if len(self.places) < MOST_PLACES_LISTED:
                self.places.append({"call_id": call_id, **asdict(place)})

    @cached_property
    def _occurrences(self) -> Occurrences | None:
        return Occurrences(self.rule) if self.rule else None

    def as_json(self) -> dict[str, Any]:
        rose, fell = (sum(sign * d > 0 for d in self.differences) for sign in (1, -1))
        rules = sorted({rule for rule, _ in self.rules})
        return {
            "before": _pack(self.before),
            "after": _pack(self.after),
            "calls": self.calls,
            "unreadable": self.unreadable,
            "changed_calls": self.changed_calls,
            "score_change": asdict(mean_of(self.differences)),
            "rose": rose,
            "fell": fell,
            "fatal_before": self.fatal[0],
            "fatal_after": self.fatal[1],
            "flips": [{"check": c, "before": b, "after": a, "calls": n} for (c, b, a), n in self.flips.most_common()],
            "rules": [{"rule": r, "new": self.rules[r, "new"], "gone": self.rules[r, "gone"]} for r in rules],
            "precision_before": asdict(_precision(self.agreement[0])),
            "precision_after": asdict(_precision(self.agreement[1])),
            "recall_before": asdict(_recall(self.agreement[0])),
            "recall_after": asdict(_recall(self.agreement[1])),
            "listed": self.changed,
            "notes": [ASKED if self.asked else KEPT],
            "rule": self.rule.id if self.rule else None,
            "outcomes": dict(self.outcomes),
            "places": self.places,
        }


def _pack(pack: Pack) -> dict[str, str]:
    return {"id": pack.id, "title": pack.title, "version": pack.version, "sha256": pack.sha256}


def _precision(tally: Tally) -> Estimate:
    """Of the findings that people decided about, the share that they confirmed."""
    return share_of(tally.right, tally.right + tally.wrong)


def _recall(tally: Tally) -> Estimate:
    """Of the violations that people confirmed or added, the share that is found."""
    return share_of(tally.known - tally.missed, tally.known)


def _listed(call_id: str, one: Comparison) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "score_before": one.score_before,
        "score_after": one.score_after,
        "flips": [asdict(f) for f in one.flips],
        "findings": [asdict(s) for s in one.findings],
    }
