"""禁语: what an agent must not say, as the learned decision about each turn sees it.

A turn is accused, not a word: the decision has weighed what was said before, what was done and what makes up for it.
Here the accusation gets its place, its category, its reason in words, and how much it may weigh: a likeness alone is
shown and costs nothing, and so does a rule that has not earned enough trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks.acts_in_words import in_words
from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Correction, Utterance
from pipeline.domain.facts import Passage, TurnLabel
from pipeline.domain.finding import Evidence, Finding, MatchKind
from pipeline.facts.listed import Listed, listed
from pipeline.facts.setting import settings
from pipeline.lexicon import Pack, PhraseEntry
from pipeline.lexicon.pack import PLAIN
from pipeline.text.matcher import Hit

ID = "forbidden_phrases"
MARKS = "，。！？；：、,.!?;: "
FITTING = 0.2  # share of the turn's category that a listed phrase of another category needs to decide it
NEAR = 2.5  # log-odds by which a listed phrase may be less to blame than the worst words, and still be the place
FIRST, SECOND = 3.0, 5.0  # log-odds of a further passage of another kind, or of the same, to be a fault of its own
UNCLEAR = 0.5  # how much surer the decision has to be where the recogniser was not
MOST = 0.97
SHOWN_FROM, CERTAIN_FROM = 0.5, 0.95  # probabilities
TRUSTED = 0.5  # least share of an entry's accusations that must be fair


@dataclass(frozen=True, slots=True)
class Accusation:
    """A place ``[start, end)`` in an utterance with its category, and the listed phrase it rests on, if any.

    ``odds``: how much the wording there is to blame.
    """

    start: int
    end: int
    odds: float
    category: str
    hit: Hit | None = None

    def heard_again(self, spoken: Utterance) -> Correction | None:
        """The words there that the recogniser had written otherwise, if any."""
        inside = (c for c in spoken.corrections if c.char_start < self.end and self.start < c.char_end)
        return min(inside, key=lambda c: c.probability, default=None)


@check(ID, title="服务禁语")
def forbidden_phrases(
    case: Case,
    *,
    shown_from: float = SHOWN_FROM,
    certain_from: float = CERTAIN_FROM,
    least_trust: float = TRUSTED,
    least_confidence: float = 0.5,
    least_role_confidence: float = 0.6,
) -> Iterator[Finding]:
    """A finding for each fault of the agent's words.

    ``shown_from`` and ``certain_from``: probabilities from which a turn is shown, and from which a listed phrase in it
    counts. Below ``least_confidence`` of the recogniser, or ``least_role_confidence``, nothing is certain, nor is a
    rule of which people have not confirmed that at least ``least_trust`` of its accusations are fair.
    """
    around = {s.spoken.index: s for s in settings(case.call.utterances)} if case.facts.labels else {}
    for label in case.facts.labels:
        said = around[label.utterance].spoken
        unclear = UNCLEAR * (1 - said.confidence)
        if label.probability < min(shown_from + unclear, MOST):
            continue
        sure = label.probability >= min(certain_from + unclear, MOST)
        heard = said.confidence >= least_confidence and said.role_confidence >= least_role_confidence
        for accusation in accusations(label, listed(around[label.utterance], label.edges, case.pack), case.pack):
            trusted = accusation.hit is not None and case.pack.trust_in(accusation.hit.key) >= least_trust
            yield _finding(said, label, accusation, case.pack, sure and heard and trusted)


def accusations(label: TurnLabel, hits: Sequence[Listed], pack: Pack) -> list[Accusation]:
    """The places in a turn that is at fault, in order: the worst, and others that are faults of their own."""
    possible = [_accusation(p, label, hits, pack) for p in label.passages]
    found = [a for a in possible if a is not None and a.category in pack.categories]
    if not found:
        return []
    worst = max(a.odds for a in found)
    first = max((a for a in found if a.odds >= worst - NEAR), key=lambda a: (a.hit is not None, a.odds))
    kept = [first]
    for other in found:
        if other is not first and _is_another(other, kept, pack):
            kept.append(other)
    return sorted(kept, key=lambda a: a.start)


def _accusation(passage: Passage, label: TurnLabel, hits: Sequence[Listed], pack: Pack) -> Accusation | None:
    """What a passage would be accused of; None where its use excuses what is listed in it, and there are others."""
    inside = [h for h in hits if h.hit.start < passage.char_end and h.hit.end > passage.char_start]
    least = FITTING * max(label.categories.values())
    used = [h for h in inside if h.stands and label.categories.get(h.category, 0.0) >= least]
    if used:
        best = max(used, key=lambda h: (h.category == label.category, pack.trust_in(h.hit.key) >= TRUSTED, h.length))
        return Accusation(best.hit.start, best.hit.end, passage.odds, best.category, best.hit)
    if inside and not any(h.stands for h in inside) and len(label.passages) > 1:
        return None
    return Accusation(passage.char_start, passage.char_end, passage.odds, label.category)


def _is_another(one: Accusation, kept: Sequence[Accusation], pack: Pack) -> bool:
    """Whether a passage is a fault of its own beside those that were kept."""
    if one.hit is None or any(one.start < k.end and k.start < one.end for k in kept):
        return False
    alike = any(k.category == one.category for k in kept)
    if alike and pack.traits.get(one.category, PLAIN).one_fault:
        return False
    return one.odds >= (SECOND if alike else FIRST)


def _finding(spoken: Utterance, label: TurnLabel, found: Accusation, pack: Pack, certain: bool) -> Finding:
    said = spoken.text[found.start : found.end]
    evidence = Evidence.of(spoken, found.start, found.start + len(said.rstrip(MARKS)))
    again = found.heard_again(spoken)
    match = MatchKind.SOUND if again else MatchKind.EXACT if found.hit else MatchKind.SIMILAR
    certain = certain and (again is None or again.probability >= CERTAIN_FROM)
    kind, entry = pack.kinds[found.category], pack.phrases[found.hit.key] if found.hit else None
    severity = entry.severity if entry else kind.severity
    if severity == "fatal" and not certain:
        severity = "major"  # a person's total must not fall to nothing because of a doubt
    return Finding.of(
        ID,
        evidence,
        _reason(label, found.category, entry, pack),
        category=found.category,
        phrase=found.hit.phrase if found.hit else evidence.quote,
        match=match,
        confidence=label.probability,
        certain=certain,
        severity=severity,
        suggestion=entry.suggestion if entry else kind.suggestion,
        rule=entry.id if entry else None,
        details={
            "probability": round(label.probability, 3),
            "examples": list(label.examples),
            "matched": evidence.quote,
            "acts": list(label.does),
            "made_up_for": list(label.redeems),
            **(_both_versions(again) if again else {}),
        },
    )


def _both_versions(again: Correction) -> dict[str, object]:
    return {"heard": again.written, "support": again.ratio}


def _reason(label: TurnLabel, category: str, entry: PhraseEntry | None, pack: Pack) -> str:
    """What is wrong: the entry's reason or the kind of fault, and what was done without making up for it."""
    done = in_words(label, category, pack)
    if entry is not None:
        return f"{entry.reason}（{done}）" if done else entry.reason
    return f"{pack.kinds[category].title}：{done or '整句话听起来不妥'}"
