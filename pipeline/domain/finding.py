"""What a check found, with its proof: words, seconds, reason, recommended wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from pipeline.domain.call import Utterance
from pipeline.domain.times import Seconds

INFO = "info"  # the severity of what is worth knowing and costs nothing


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNSURE = "unsure"  # cannot be judged; never costs points, asks for review
    NOT_APPLICABLE = "not_applicable"
    ERROR = "error"


class MatchKind(StrEnum):
    EXACT = "exact"  # the characters
    SOUND = "sound"  # the pinyin
    SIMILAR = "similar"  # the sentence classifier alone


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch of an utterance: code-point offsets into its original text, and when it is spoken."""

    utterance: int
    char_start: int
    char_end: int
    start: Seconds
    end: Seconds
    quote: str

    @classmethod
    def of(cls, utterance: Utterance, char_start: int = 0, char_end: int | None = None) -> Evidence:
        """The evidence for ``utterance.text[char_start:char_end]``."""
        stop = len(utterance.text) if char_end is None else char_end
        return cls(
            utterance.index,
            char_start,
            stop,
            utterance.time_at(char_start),
            utterance.time_at(stop),
            utterance.text[char_start:stop],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One explained observation; ``passed`` findings show what met the rule.

    The fields are those of the contract, in its order: a field that is added here is in every result, in the API's
    answers and at hand for every page. One with a default is also read from judgements that were made before it.
    ``phrase`` is what was matched, ``quote`` what was heard; offsets are code points of the utterance's text, times
    seconds of the recording, ``confidence`` is 0-1. A finding that is not ``certain`` is shown to the reviewer and
    costs nothing.
    """

    check: str
    category: str | None = None
    phrase: str | None = None
    quote: str
    utterance: int
    char_start: int
    char_end: int
    start: Seconds
    end: Seconds
    match: MatchKind = MatchKind.EXACT
    confidence: float = 1.0
    passed: bool = False
    certain: bool = True
    severity: str = "minor"  # info | minor | major | fatal
    reason: str
    suggestion: str | None = None
    rule: str | None = None  # id of the lexicon entry
    details: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, check: str, evidence: Evidence, reason: str, **more: Any) -> Finding:
        """The finding of ``check`` on ``evidence``; ``more`` are further fields by their names."""
        place = {f.name: getattr(evidence, f.name) for f in fields(evidence)}
        return cls(check=check, reason=reason, **place, **more).rounded()

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.utterance, self.char_start, self.char_end, self.start, self.end, self.quote)

    @property
    def failed(self) -> bool:
        """Whether it speaks against the agent; what is only worth knowing (info) does not."""
        return not self.passed and self.severity != INFO

    @property
    def costs(self) -> bool:
        """Whether it may cost points where its check failed: what is in doubt never does."""
        return self.failed and self.certain

    @property
    def doubts(self) -> bool:
        """Whether a person has to say if it counts."""
        return self.failed and not self.certain

    def rounded(self) -> Finding:
        """With times and confidence as exact as they are told."""
        start, end = round(self.start, 2), round(self.end, 2)
        return replace(self, start=start, end=end, confidence=round(self.confidence, 3))


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict of one check on one call."""

    check: str
    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...] = ()
    elements: Mapping[str, bool] = field(default_factory=dict)  # script elements heard or not
    utterances: tuple[int, ...] = ()  # where the check looked or found
    observed: float | int | None = None  # the measured value, where the check measures one
    unasked: tuple[str, ...] = ()  # elements that this kind of call does not ask for: missing them costs nothing

    @property
    def asked(self) -> dict[str, bool]:
        """The elements that count: those that this kind of call asks for."""
        return {name: heard for name, heard in self.elements.items() if name not in self.unasked}

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The findings against the agent."""
        return tuple(f for f in self.findings if f.failed)

    @property
    def costly(self) -> tuple[Finding, ...]:
        """The findings that cost points: none unless the check failed."""
        return tuple(f for f in self.findings if f.costs) if self.verdict is Verdict.FAIL else ()
