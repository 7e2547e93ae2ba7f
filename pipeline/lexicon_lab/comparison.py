"""One call judged twice: what a changed lexicon changes about it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.finding import Finding
from pipeline.domain.record import Judgement
from pipeline.lexicon_lab.opinions import Opinion

Place = tuple[int, int, int]  # utterance, first and last offset


@dataclass(frozen=True, slots=True)
class Flip:
    """The verdict of one check changed."""

    check: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Spotted:
    """A finding against the agent that only one of the two judgements has: where it is, never what was said."""

    change: str  # new | gone
    check: str
    category: str | None
    rule: str | None
    utterance: int
    char_start: int
    char_end: int
    certain: bool
    opinion: str | None = None  # confirmed | rejected, where a person had decided about these words


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the findings of one judgement agree with people: of those that they decided about, how many are right
    and wrong, and how many of all right ones it has."""

    right: int = 0
    wrong: int = 0
    known: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right, self.wrong + other.wrong, self.known + other.known, self.missed + other.missed
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed about one call."""

    flips: tuple[Flip, ...]
    findings: tuple[Spotted, ...]
    score_before: float | None  # None: could not be scored
    score_after: float | None
    fatal_before: bool
    fatal_after: bool
    agreement_before: Tally
    agreement_after: Tally

    @property
    def changed(self) -> bool:
        return bool(self.flips or self.findings) or self.score_before != self.score_after


def compare(before: Judgement, after: Judgement, opinions: Sequence[Opinion] = ()) -> Comparison:
    """``opinions`` are those about the transcript that both judged."""
    old, new = _against(before), _against(after)
    spotted = [_spotted("new", f, opinions) for f in new if not _has(old, f)]
    spotted += [_spotted("gone", f, opinions) for f in old if not _has(new, f)]
    cards = before.scorecard, after.scorecard
    return Comparison(
        _flips(before, after),
        tuple(sorted(spotted, key=lambda s: (s.utterance, s.char_start, s.change))),
        cards[0].total,
        cards[1].total,
        cards[0].fatal,
        cards[1].fatal,
        tally(old, opinions),
        tally(new, opinions),
    )


def tally(findings: Iterable[Finding], opinions: Sequence[Opinion]) -> Tally:
    """The findings counted against what people decided about the same words."""
    found = list(findings)
    about = [_opinion_of(f, opinions) for f in found]
    right = [o for o in opinions if o.right]
    met = sum(any(_same(f, o) for f in found) for o in right)
    rights, wrongs = (sum(o is not None and o.right is value for o in about) for value in (True, False))
    return Tally(rights, wrongs, len(right), len(right) - met)


def _against(judgement: Judgement) -> list[Finding]:
    return [f for r in judgement.results.values() for f in r.failed]


def _flips(before: Judgement, after: Judgement) -> tuple[Flip, ...]:
    both = [id for id in before.results if id in after.results]
    verdicts = [(id, before.results[id].verdict.value, after.results[id].verdict.value) for id in both]
    return tuple(Flip(*one) for one in verdicts if one[1] != one[2])


def _has(findings: Sequence[Finding], one: Finding) -> bool:
    """The same words under the same check, category, severity and certainty; the rule may be another."""
    return any(
        (f.check, f.category, f.severity, f.certain) == (one.check, one.category, one.severity, one.certain)
        and _overlaps(f, one)
        for f in findings
    )


def _overlaps(a: Finding, b: Finding) -> bool:
    return _place(a) == _place(b) or _meet(_place(a), _place(b))


def _same(finding: Finding, opinion: Opinion) -> bool:
    there = (opinion.utterance, opinion.char_start, opinion.char_end)
    return finding.check == opinion.check and (_place(finding) == there or _meet(_place(finding), there))


def _place(finding: Finding) -> Place:
    return finding.utterance, finding.char_start, finding.char_end


def _meet(a: Place, b: Place) -> bool:
    """Whether both share a character; a silence stands between two and shares none."""
    return a[0] == b[0] and a[1] < b[2] and b[1] < a[2]


def _opinion_of(finding: Finding, opinions: Sequence[Opinion]) -> Opinion | None:
    return next((o for o in opinions if _same(finding, o)), None)


def _spotted(change: str, finding: Finding, opinions: Sequence[Opinion]) -> Spotted:
    opinion = _opinion_of(finding, opinions)
    said = None if opinion is None else "confirmed" if opinion.right else "rejected"
    return Spotted(change, finding.check, finding.category, finding.rule, *_place(finding), finding.certain, said)
