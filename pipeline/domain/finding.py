"""What a check found, with its proof: words, seconds, reason, recommended wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.domain.call import Utterance
from pipeline.domain.times import Seconds


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
        return cls(utterance.index, char_start, stop, utterance.time_at(char_start), utterance.time_at(stop),
                   utterance.text[char_start:stop])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One explained observation; ``passed`` findings show what met the rule.

    ``phrase`` is what was matched, ``evidence.quote`` what was heard. ``confidence`` is 0-1.
    A finding that is not ``certain`` is shown to the reviewer and costs nothing.
    """

    check: str
    evidence: Evidence
    reason: str
    passed: bool = False
    category: str | None = None
    phrase: str | None = None
    match: MatchKind = MatchKind.EXACT
    confidence: float = 1.0
    certain: bool = True
    severity: str = "minor"  # minor | major | fatal
    suggestion: str | None = None
    rule: str | None = None  # id of the lexicon entry
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict of one check on one call."""

    check: str
    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...] = ()
    elements: Mapping[str, bool] = field(default_factory=dict)  # script elements heard or not
    utterances: tuple[int, ...] = ()  # where the check looked or found
    observed: float | None = None  # the measured value, where the check measures one
    unasked: tuple[str, ...] = ()  # elements that this kind of call does not ask for: missing them costs nothing
