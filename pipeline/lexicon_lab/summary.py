"""What a dry run found over all its calls, as it is kept in the job: ids, offsets and numbers, no words of a caller."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.language import N_
from pipeline.lexicon import Pack
from pipeline.lexicon_lab.comparison import Comparison, Tally
from pipeline.statistics.estimate import Estimate
from pipeline.statistics.intervals import mean_of, share_of

MOST_CALLS_LISTED = 500
NOTES = (N_("语句判断模型的意见沿用已存的结果；词库生效后模型会随词条例句更新，结果可能略有出入"),)


@dataclass
class Summary:
    """Grows call by call; ``as_json`` may be asked at any time."""

    before: Pack
    after: Pack
    calls: int = 0
    unreadable: int = 0
    changed: list[dict[str, Any]] = field(default_factory=list)
    changed_calls: int = 0
    flips: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[float] = field(default_factory=list)
    fatal: tuple[int, int] = (0, 0)
    agreement: tuple[Tally, Tally] = (Tally(), Tally())

    def add(self, call_id: str, one: Comparison) -> None:
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

    def as_json(self) -> dict[str, Any]:
        rose, fell = (sum(sign * d > 0 for d in self.differences) for sign in (1, -1))
        rules = sorted({rule for rule, _ in self.rules})
        return {
            "before": _pack(self.before), "after": _pack(self.after), "calls": self.calls,
            "unreadable": self.unreadable, "changed_calls": self.changed_calls,
            "score_change": asdict(mean_of(self.differences)), "rose": rose, "fell": fell,
            "fatal_before": self.fatal[0], "fatal_after": self.fatal[1],
            "flips": [{"check": c, "before": b, "after": a, "calls": n} for (c, b, a), n in self.flips.most_common()],
            "rules": [{"rule": r, "new": self.rules[r, "new"], "gone": self.rules[r, "gone"]} for r in rules],
            "precision_before": asdict(_precision(self.agreement[0])),
            "precision_after": asdict(_precision(self.agreement[1])),
            "recall_before": asdict(_recall(self.agreement[0])), "recall_after": asdict(_recall(self.agreement[1])),
            "listed": self.changed, "notes": list(NOTES),
        }  # fmt: skip


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
        "call_id": call_id, "score_before": one.score_before, "score_after": one.score_after,
        "flips": [asdict(f) for f in one.flips], "findings": [asdict(s) for s in one.findings],
    }  # fmt: skip
