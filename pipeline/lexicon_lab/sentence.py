"""Which rules a sentence meets, by characters or by sound, and what cancels them. No classifier is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.language import N_, _
from pipeline.lexicon import Pack, PhraseEntry, Script
from pipeline.lexicon.pack import excuses
from pipeline.text.matcher import Hit
from pipeline.text.patterns import PatternMatcher
from pipeline.text.usage import is_reported_or_asked, is_said_alone

NOT_WHOLE = N_("只有整句就说这一句时才算")
ALONE = N_("单独成句，所需的佐证更少")
DOUBTFUL = N_("在提问、假设或转述，需要更强的佐证")


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A listed phrase that was heard in the text. ``cancelled`` says in words why it does not count, or is None.

    Offsets are code points of the text; ``match`` is exact or sound, ``score`` 0-1.
    """

    entry: PhraseEntry
    phrase: str
    start: int
    end: int
    quote: str
    match: str
    score: float
    cancelled: str | None = None
    exception: str | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """An element of a script or slot that was heard. ``part`` is scripts or slots."""

    part: str
    script: str
    element: str
    title: str
    pattern: str
    start: int
    end: int
    quote: str
    match: str
    score: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What the lexicon finds in one text."""

    text: str
    phrases: tuple[PhraseMatch, ...]
    elements: tuple[ElementMatch, ...]


def try_sentence(text: str, pack: Pack) -> Trial:
    """Everything of ``pack`` that is heard in ``text``, in order; cancelled phrases are shown too."""
    standing = set(pack.phrase_matcher.find(text))
    every, exceptions = _matchers(pack)
    cancelling = excuses(exceptions, text)
    hits = {*every.find(text), *standing}
    found = [_phrase(text, hit, pack.phrases[hit.key], hit in standing, cancelling) for hit in hits]
    parts = {"scripts": pack.scripts, "slots": pack.slots}
    elements = [one for part, scripts in parts.items() for one in _elements(text, pack, part, scripts)]
    return Trial(text, tuple(sorted(found, key=lambda m: (m.start, m.end, m.entry.id))), tuple(elements))


@lru_cache(maxsize=4)
def _matchers_of(sha256: str, entries: tuple[PhraseEntry, ...]) -> tuple[PatternMatcher, PatternMatcher]:
    phrases = PatternMatcher({e.id: e.phrases for e in entries}, lenient=False)
    return phrases, PatternMatcher({e.id: e.excepted for e in entries if e.excepted}, lenient=False)


def _matchers(pack: Pack) -> tuple[PatternMatcher, PatternMatcher]:
    """The phrases without their exceptions, and the exceptions; compiled once for each content of a pack."""
    return _matchers_of(pack.sha256, tuple(pack.phrases.values()))


def _phrase(text: str, hit: Hit, entry: PhraseEntry, stands: bool, exceptions: Iterable[Hit]) -> PhraseMatch:
    covering = [e.phrase for e in exceptions if e.key == hit.key and e.start < hit.end and hit.start < e.end]
    exception = None if stands or not covering else max(covering, key=len)
    cancelled = None if stands else _("被例外「%(exception)s」取消", exception=exception) if exception else _(NOT_WHOLE)
    hints = (
        (
            [_(ALONE)] * (not entry.whole and is_said_alone(text, hit.start, hit.end))
            + [_(DOUBTFUL)] * is_reported_or_asked(text, hit.start, hit.end)
        )
        if stands
        else []
    )
    return PhraseMatch(
        entry,
        hit.phrase,
        hit.start,
        hit.end,
        hit.quote,
        hit.kind.value,
        round(hit.score, 3),
        cancelled,
        exception,
        tuple(hints),
    )


def _elements(text: str, pack: Pack, part: str, scripts: Mapping[str, Script]) -> list[ElementMatch]:
    matcher = pack.script if part == "scripts" else pack.slot
    return [
        ElementMatch(
            part,
            name,
            element,
            scripts[name].elements[element].title,
            hit.phrase,
            hit.start,
            hit.end,
            hit.quote,
            hit.kind.value,
            round(hit.score, 3),
        )
        for name in scripts
        for element, hits in matcher(name).find(text).items()
        for hit in hits
    ]
