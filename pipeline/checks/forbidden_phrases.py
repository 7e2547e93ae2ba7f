"""禁语: what an agent must not say, found by the lexicon and by the sentence judge, and weighed in its context.

A listed phrase is only a candidate: the judge's opinion of the sentence decides whether it was said in a forbidden way.
The shorter the phrase and the less sure the hearing, the more support it needs. Where no list holds the wording, the
judge alone may find a violation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Role, Utterance
from pipeline.domain.facts import SentenceLabel
from pipeline.domain.finding import Evidence, Finding, MatchKind
from pipeline.lexicon import Pack, PhraseEntry
from pipeline.text.matcher import Hit
from pipeline.text.normalise import spelling

NEEDED = {1: 0.4, 2: 0.35, 3: 0.35, 4: 0.3, 5: 0.25}  # support that an exact phrase of so many characters needs
NEEDED_LONG = 0.2
BY_SOUND = 0.1  # more is needed where it was only heard by its sound
SURE_ABOVE = 0.15  # so much above what is needed, a violation is certain


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that may be a violation: ``support`` is the judge's probability, ``needed`` what it takes to tell."""

    start: int
    end: int
    category: str
    support: float
    needed: float
    entry: PhraseEntry | None = None
    hit: Hit | None = None
    examples: tuple[str, ...] = ()

    @property
    def match(self) -> MatchKind:
        return self.hit.kind if self.hit else MatchKind.SIMILAR

    @property
    def rank(self) -> tuple[int, int, float]:
        """The better of two that overlap is the smaller: exact before sound before similar, then the longer."""
        order = (MatchKind.EXACT, MatchKind.SOUND, MatchKind.SIMILAR)
        return order.index(self.match), self.start - self.end, -self.support


@check("forbidden_phrases", title="服务禁语")
def forbidden_phrases(case: Case, *, similar_from: float = 0.5, least_confidence: float = 0.5,
                      least_role_confidence: float = 0.6) -> Iterator[Finding]:  # fmt: skip
    """A finding for each forbidden phrase of the agent.

    ``similar_from``: probability from which the judge alone accuses. Below ``least_confidence`` of the recogniser, or
    ``least_role_confidence``, a finding is never certain.
    """
    labels: dict[int, list[SentenceLabel]] = {}
    for label in case.facts.labels:
        labels.setdefault(label.utterance, []).append(label)
    for spoken in case.call.by(Role.AGENT):
        heard_well = spoken.confidence >= least_confidence and spoken.role_confidence >= least_role_confidence
        for suspicion in suspicions(spoken, labels.get(spoken.index, []), case.pack, similar_from):
            yield _finding(spoken, suspicion, case.pack, heard_well)


def suspicions(spoken: Utterance, labels: Sequence[SentenceLabel], pack: Pack, similar_from: float) -> list[Suspicion]:
    """What the agent said wrong in one utterance, in order, without overlaps."""
    listed = [_listed(hit, pack.phrases[hit.key], labels) for hit in pack.phrase_matcher.find(spoken.text)]
    kept = _best([s for s in listed if s.support >= s.needed])
    whole = [label for label in labels if not any(_inside(label, other) for other in labels)]
    for sentence in whole:
        if not any(s.start < sentence.char_end and s.end > sentence.char_start for s in kept):
            kept += _unlisted(sentence, [p for p in labels if _inside(p, sentence)], similar_from)
    return sorted(kept, key=lambda s: s.start)


def _listed(hit: Hit, entry: PhraseEntry, labels: Sequence[SentenceLabel]) -> Suspicion:
    around = [label for label in labels if label.char_start < hit.end and label.char_end > hit.start]
    best = max(around, key=_probability, default=None)
    support = _probability(best) if best else 0.0
    needed = NEEDED.get(len(spelling(hit.quote)), NEEDED_LONG)
    if hit.kind is MatchKind.SOUND:
        needed += BY_SOUND
    return Suspicion(hit.start, hit.end, entry.category, support, needed, entry, hit, best.examples if best else ())


def _unlisted(sentence: SentenceLabel, clauses: Sequence[SentenceLabel], similar_from: float) -> list[Suspicion]:
    if _probability(sentence) < similar_from:
        return []
    shown = max(clauses, key=_probability, default=sentence)
    category = max(sentence.probabilities, key=lambda c: sentence.probabilities[c])
    return [Suspicion(shown.char_start, shown.char_end, category, _probability(sentence), similar_from,
                      examples=sentence.examples)]  # fmt: skip


def _best(found: Iterable[Suspicion]) -> list[Suspicion]:
    """One of each group that overlaps."""
    kept: list[Suspicion] = []
    for one in sorted(found, key=lambda s: s.rank):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _probability(label: SentenceLabel) -> float:
    return sum(label.probabilities.values())


def _inside(part: SentenceLabel, whole: SentenceLabel) -> bool:
    return part is not whole and whole.char_start <= part.char_start and part.char_end <= whole.char_end


def _finding(spoken: Utterance, found: Suspicion, pack: Pack, heard_well: bool) -> Finding:
    evidence = Evidence.of(spoken, found.start, found.end)
    template = found.entry or next(e for e in pack.phrases.values() if e.category == found.category)
    severity = template.severity
    if severity == "fatal" and found.match is not MatchKind.EXACT:
        severity = "major"  # a person's total must not fall to nothing because of a likeness
    return Finding(
        "forbidden_phrases", evidence, _reason(found, template), category=found.category,
        phrase=found.hit.phrase if found.hit else evidence.quote, match=found.match, confidence=_confidence(found),
        certain=heard_well and found.support >= found.needed + SURE_ABOVE, severity=severity,
        suggestion=template.suggestion, rule=found.entry.id if found.entry else None,
        details={"probability": round(found.support, 3), "examples": list(found.examples), "matched": evidence.quote},
    )  # fmt: skip


def _confidence(found: Suspicion) -> float:
    score = found.hit.score if found.hit else found.support
    return round((score + found.support) / 2, 3)


def _reason(found: Suspicion, entry: PhraseEntry) -> str:
    if found.entry is not None:
        return entry.reason
    alike = f"，与「{found.examples[0]}」相近" if found.examples else ""
    return f"{entry.category_title}：语句判断模型认为不妥{alike}"
