"""Where an agent says the phrases of one rule, and what comes of it there: its hits and misses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pipeline.checks.forbidden_phrases import ID
from pipeline.domain.call import Role, Utterance
from pipeline.domain.finding import Finding, MatchKind
from pipeline.domain.record import Judgement
from pipeline.lexicon import EntryMatcher, PhraseEntry
from pipeline.lexicon.pack import excuses
from pipeline.text.matcher import Hit
from pipeline.text.patterns import PatternMatcher


class Outcome(StrEnum):
    """What a phrase that was said leads to."""

    COSTS = "costs"  # a finding that costs points
    DOUBT = "doubt"  # a finding for a person to decide about
    OTHER = "other"  # the words are a finding by another rule, or by likeness
    EXCEPTED = "excepted"  # an exception covers it
    NOT_WHOLE = "not_whole"  # more is said in the sentence
    HARMLESS = "harmless"  # in its call it is no fault


HITS = (Outcome.COSTS, Outcome.DOUBT)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place where a phrase of the rule was said: offsets into the utterance, never the words. ``exception`` is the
    one that cancels it."""

    utterance: int
    char_start: int
    char_end: int
    outcome: Outcome
    exception: str | None = None


class Occurrences:
    """Of one rule, compiled once for many calls."""

    def __init__(self, entry: PhraseEntry) -> None:
        self._entry = entry

    def of(self, judged: Judgement) -> list[Occurrence]:
        """Every place in a call, in order; several phrases of the rule at one place are one."""
        findings = judged.results[ID].failed if ID in judged.results else ()
        return [one for said in judged.call.by(Role.AGENT) for one in self._in(said, findings)]

    def _in(self, said: Utterance, findings: Sequence[Finding]) -> Iterator[Occurrence]:
        exact = [hit for hit in self._every.find(said.text) if hit.kind is MatchKind.EXACT]
        if not exact:
            return
        standing = [(hit.start, hit.end) for hit in self._matcher.find(said.text)]
        exceptions = excuses(self._exceptions, said.text)
        for hit in _apart(exact):
            yield self._outcome(said, hit, (hit.start, hit.end) in standing, findings, exceptions)

    def _outcome(
        self, said: Utterance, hit: Hit, stands: bool, findings: Sequence[Finding], exceptions: Sequence[Hit]
    ) -> Occurrence:
        place = (said.index, hit.start, hit.end)
        if not stands:
            covering = [e.phrase for e in exceptions if e.start < hit.end and hit.start < e.end]
            outcome = Outcome.EXCEPTED if covering else Outcome.NOT_WHOLE
            return Occurrence(*place, outcome, max(covering, key=len, default=None))
        there = [f for f in findings if f.utterance == said.index and f.char_start < hit.end and hit.start < f.char_end]
        own = [f for f in there if f.rule == self._entry.id]
        if own:
            return Occurrence(*place, Outcome.COSTS if any(f.costs for f in own) else Outcome.DOUBT)
        return Occurrence(*place, Outcome.OTHER if there else Outcome.HARMLESS)

    @cached_property
    def _every(self) -> PatternMatcher:
        return PatternMatcher({self._entry.id: self._entry.phrases}, lenient=False)

    @cached_property
    def _exceptions(self) -> PatternMatcher:
        excepted = self._entry.excepted
        return PatternMatcher({self._entry.id: excepted} if excepted else {}, lenient=False)

    @cached_property
    def _matcher(self) -> EntryMatcher:
        return EntryMatcher([self._entry])


def _apart(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap, the longest."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
