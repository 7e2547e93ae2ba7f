"""禁语: what an agent must not say, found by the lexicon and by the sentence judge, and weighed in its context.

A listed phrase is only a candidate: the judge's opinion of the sentence decides whether it was said in a forbidden way.
The shorter the phrase and the less sure the hearing, the more support it needs. Where no list holds the wording, the
judge alone may find a violation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from pipeline.checks.case import Case
from pipeline.checks.phrase_context import is_inside, is_reported_of_others, is_reported_or_asked, is_said_alone
from pipeline.checks.registry import check
from pipeline.domain.call import Role, Utterance
from pipeline.domain.facts import SentenceLabel
from pipeline.domain.finding import Evidence, Finding, MatchKind
from pipeline.lexicon import Pack, PhraseEntry, Traits
from pipeline.text.matcher import Hit
from pipeline.text.normalise import spelling

NEEDED = {1: 0.5, 2: 0.4, 3: 0.35, 4: 0.3}  # support that an exact phrase of so many characters needs
NEEDED_LONG = 0.25
BY_SOUND = 0.1  # more is needed where it was only heard by its sound
NEEDED_RUDE = 0.15  # of two characters and more
NEEDED_ALONE = 0.2  # where nothing else is said between two marks
DOUBTFUL_USE = 0.45  # more is needed for a phrase below LONG that is asked, supposed or quoted
LONG = 5
_DIGIT = re.compile(r"\d")
MARKS = "，。！？；：、,.!?;: "
SECOND = 0.55  # a second fault in the same sentence must stand out by itself
CLEARED_BELOW = 0.7  # where a listed phrase was let pass, the judge alone needs at least so much
UNCLEAR, MOST_NEEDED = 0.5, 0.95  # the judge alone needs so much more, the less sure the recogniser was
CONTEXT = 0.6  # how much the whole sentence counts against the clause, in log-odds
DISTINCT = 4  # characters: listed phrases of this length are faults of their own even in one breath
APART = 6  # characters between two listed phrases, from which on they are two clauses though no comma was heard
IN_PASSING = 0.8  # what a rude word of one syllable needs inside a clause: 哥 may be a part of any word
HEARD_AT_ALL = 0.5  # confidence of the recogniser below which a single syllable tells nothing
COVERS_FROM, COVERS_BY = 0.75, 2  # score, and characters more, from which a longer phrase by sound beats a part of it
LEAST_NEEDED = min(*NEEDED.values(), NEEDED_LONG, NEEDED_RUDE, NEEDED_ALONE, IN_PASSING)
ROUNDING = 1e-6
SURE_ABOVE = 0.15  # so much above what is needed, a violation is certain


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest part of a sentence that the judge was asked about; ``sentence`` numbers those of an utterance.

    ``support``: the probability that it is a violation, its sentence considered.
    """

    sentence: int
    label: SentenceLabel
    support: float

    @property
    def category(self) -> str:
        return max(self.label.probabilities, key=self.label.probabilities.__getitem__)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that may be a violation: ``support`` is the judge's probability, ``needed`` what it takes to tell."""

    start: int
    end: int
    category: str
    support: float
    needed: float
    traits: Traits
    entry: PhraseEntry | None = None
    hit: Hit | None = None
    clause: Clause | None = None

    @property
    def examples(self) -> tuple[str, ...]:
        return self.clause.label.examples if self.clause else ()

    @property
    def match(self) -> MatchKind:
        return self.hit.kind if self.hit else MatchKind.SIMILAR

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def rank(self) -> tuple[int, int, float, float]:
        """The better of two that overlap is the smaller: exact before sound before similar, then the longer."""
        order = (MatchKind.EXACT, MatchKind.SOUND, MatchKind.SIMILAR)
        fitting = self.clause.label.probabilities.get(self.category, 0.0) if self.clause else 0.0
        return order.index(self.match), -self.length, -fitting, -self.support


@check("forbidden_phrases", title="服务禁语")
def forbidden_phrases(case: Case, *, similar_from: float = 0.7, least_confidence: float = 0.5,
                      least_role_confidence: float = 0.6) -> Iterator[Finding]:  # fmt: skip
    """A finding for each forbidden phrase of the agent.

    ``similar_from``: probability from which the judge alone accuses. Below ``least_confidence`` of the recogniser, or
    ``least_role_confidence``, a finding is never certain.
    """
    labels = _by_utterance(case.facts.labels)
    for spoken in case.call.by(Role.AGENT):
        own = labels.get(spoken.index, ())
        alone_from = min(similar_from + UNCLEAR * (1 - spoken.confidence), MOST_NEEDED)
        if not _may_be_wrong(own, alone_from):
            continue
        heard_well = spoken.confidence >= least_confidence and spoken.role_confidence >= least_role_confidence
        for suspicion in suspicions(spoken, weighed_clauses(own), case.pack, alone_from):
            yield _finding(spoken, suspicion, case.pack, heard_well)


def _may_be_wrong(labels: Iterable[SentenceLabel], alone_from: float) -> bool:
    """Whether the judge doubts any part of an utterance enough for a listed phrase, or by itself, to count."""
    least = min(LEAST_NEEDED, alone_from) - ROUNDING
    return any(_probability(label) >= least for label in labels)


def suspicions(spoken: Utterance, clauses: Sequence[Clause], pack: Pack, similar_from: float) -> list[Suspicion]:
    """What the agent said wrong in one utterance, in order: of a clause only the best, words of address aside."""
    listed = [_listed(spoken.text, hit, pack, clauses) for hit in _audible(spoken, pack)]
    kept = _best(_longest([s for s in listed if s.support >= s.needed]))
    cleared = [s for s in listed if s.support < min(s.needed, CLEARED_BELOW)]
    judged = [c for c in clauses if c.category in pack.categories and not any(s.clause is c for s in cleared)]
    for sentence in dict.fromkeys(c.sentence for c in judged if c.support >= similar_from):
        kept += _unlisted([c for c in judged if c.sentence == sentence], kept, similar_from, spoken, pack)
    return sorted(kept, key=lambda s: s.start)


def _audible(spoken: Utterance, pack: Pack) -> Sequence[Hit]:
    """The listed phrases that may have been said: digits are no words, and a lone syllable must be heard well."""
    found: Sequence[Hit] = pack.phrase_matcher.find(spoken.text)
    if spoken.confidence < HEARD_AT_ALL:
        found = [hit for hit in found if len(spelling(hit.quote)) > 1]
    return [hit for hit in found if hit.kind is MatchKind.EXACT or not _DIGIT.search(hit.quote)]


def _by_utterance(labels: Iterable[SentenceLabel]) -> dict[int, list[SentenceLabel]]:
    found: dict[int, list[SentenceLabel]] = {}
    for label in labels:
        found.setdefault(label.utterance, []).append(label)
    return found


def weighed_clauses(labels: Sequence[SentenceLabel]) -> list[Clause]:
    """The smallest labelled parts of one utterance, each weighed half by itself and half by its sentence."""
    return list(_clauses(labels))


def _clauses(labels: Sequence[SentenceLabel]) -> Iterator[Clause]:
    whole = [label for label in labels if not any(_inside(label, other) for other in labels)]
    for number, sentence in enumerate(whole):
        for part in [label for label in labels if _inside(label, sentence)] or [sentence]:
            mean = (1 - CONTEXT) * log_odds(_probability(part)) + CONTEXT * log_odds(_probability(sentence))
            yield Clause(number, part, 1 / (1 + exp(-mean)))


def _listed(spoken: str, hit: Hit, pack: Pack, clauses: Sequence[Clause]) -> Suspicion:
    entry = pack.phrases[hit.key]
    traits = pack.traits_of(entry.category)
    around = [c for c in clauses if c.label.char_start < hit.end and c.label.char_end > hit.start]
    best = max(around, key=lambda c: c.support, default=None)
    support = best.support if best else 0.0
    needed = _needed(spoken, hit, entry, traits.word_offends)
    return Suspicion(hit.start, hit.end, entry.category, support, needed, traits, entry, hit, best)


def _needed(spoken: str, hit: Hit, entry: PhraseEntry, word_offends: bool) -> float:
    """How much the judge must agree: less for a long phrase, a rude word, or one said alone; more for doubtful use."""
    length = len(spelling(hit.quote))
    needed = NEEDED.get(length, NEEDED_LONG)
    if length > 1 and word_offends:
        needed = NEEDED_RUDE
    elif word_offends and is_inside(spoken, hit.start, hit.end):
        needed = IN_PASSING
    elif not entry.whole and is_said_alone(spoken, hit.start, hit.end):
        needed = NEEDED_ALONE
    elif _is_doubtful(spoken, hit, length):
        needed += DOUBTFUL_USE
    return needed + (BY_SOUND if hit.kind is MatchKind.SOUND else 0.0)


def _is_doubtful(spoken: str, hit: Hit, length: int) -> bool:
    """Asked, supposed or quoted; a long phrase only where it tells what somebody else has said."""
    if length < LONG and is_reported_or_asked(spoken, hit.start, hit.end):
        return True
    return is_reported_of_others(spoken, hit.start, hit.end)


def _unlisted(clauses: Sequence[Clause], kept: Sequence[Suspicion], similar_from: float, spoken: Utterance,
              pack: Pack) -> list[Suspicion]:  # fmt: skip
    """The worst clause of a sentence in which nothing listed was found, or nothing but a rude word."""
    start, stop = clauses[0].label.char_start, clauses[-1].label.char_end
    known = [s for s in kept if s.start < stop and s.end > start]
    free = [c for c in clauses if not any(s.start < c.label.char_end and s.end > c.label.char_start for s in known)]
    if not free:
        return []
    worst = max(free, key=lambda c: c.support)
    traits = pack.traits_of(worst.category)
    if worst.support < (traits.unlisted or similar_from) or not _can_be_judged(worst, spoken):
        return []
    if any(worst.support < s.traits.beside for s in known):
        return []
    return [Suspicion(worst.label.char_start, worst.label.char_end, worst.category, worst.support, similar_from,
                      traits, clause=worst)]  # fmt: skip


def _can_be_judged(clause: Clause, spoken: Utterance) -> bool:
    """A single syllable that was heard badly may be anything: 啥 and 傻 differ by less than a telephone line loses."""
    said = spelling(spoken.text[clause.label.char_start : clause.label.char_end])
    return len(said) > 1 or spoken.confidence >= HEARD_AT_ALL


def _longest(found: Sequence[Suspicion]) -> list[Suspicion]:
    """Without those that are only a part of a longer phrase which was heard well enough."""
    return [one for one in found if not any(_covers(other, one) for other in found)]


def _covers(one: Suspicion, part: Suspicion) -> bool:
    if one.hit is None or one.hit.score < COVERS_FROM or one.length < part.length + COVERS_BY:
        return False
    return one.start <= part.start and part.end <= one.end


def _best(found: Iterable[Suspicion]) -> list[Suspicion]:
    """One of each group that overlaps or shares a clause; a second clause of the same fault must stand out."""
    kept: list[Suspicion] = []
    for one in sorted(found, key=lambda s: s.rank):
        if not any(_same_fault(one, other) for other in kept):
            kept.append(one)
    return kept


def _same_fault(one: Suspicion, other: Suspicion) -> bool:
    if one.start < other.end and other.start < one.end:
        return True
    if one.clause is None or other.clause is None or one.traits.word_offends != other.traits.word_offends:
        return False
    if one.category == other.category and one.traits.one_fault and one.clause.sentence == other.clause.sentence:
        return True
    if one.clause is other.clause:
        apart = max(one.start, other.start) - min(one.end, other.end)
        return min(one.length, other.length) < DISTINCT and (apart < APART or one.entry is other.entry)
    if one.clause.sentence != other.clause.sentence:
        return False
    return one.entry is other.entry or _probability(one.clause.label) < SECOND


def _probability(label: SentenceLabel) -> float:
    return sum(label.probabilities.values())


def log_odds(probability: float) -> float:
    """The logarithm of the odds, kept finite."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return log(kept / (1 - kept))


def _inside(part: SentenceLabel, whole: SentenceLabel) -> bool:
    return part is not whole and whole.char_start <= part.char_start and part.char_end <= whole.char_end


def _finding(spoken: Utterance, found: Suspicion, pack: Pack, heard_well: bool) -> Finding:
    said = spoken.text[found.start : found.end]
    evidence = Evidence.of(spoken, found.start, found.start + len(said.rstrip(MARKS)))
    template = found.entry or pack.nearest_entry(found.category, evidence.quote)
    severity = template.severity
    if severity == "fatal" and found.match is not MatchKind.EXACT:
        severity = "major"  # a person's total must not fall to nothing because of a likeness
    return Finding.of(
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
