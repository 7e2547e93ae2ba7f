"""One organisation's lexicon, ready to use: entries, scripts, slots, hearing, rubric, and compiled matchers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from math import sqrt
from typing import Any, TypeVar

from pipeline.domain.facts import UNSURE
from pipeline.domain.finding import MatchKind
from pipeline.language import _
from pipeline.lexicon.conduct import ConductMatcher
from pipeline.lexicon.elements import Elements, shared
from pipeline.lexicon.kinds import KindsMatcher
from pipeline.lexicon.schema import (
    CATEGORIES,
    Calendar,
    CallKind,
    CaseWeights,
    Conduct,
    Deadlines,
    Element,
    FaultTypes,
    Hearing,
    KindWeights,
    Rubric,
    Script,
    SpokenNames,
    Tally,
    Traits,
    Trust,
)
from pipeline.text.clues import ClueFinder
from pipeline.text.matcher import Hit
from pipeline.text.normalise import Normalised
from pipeline.text.patterns import PatternMatcher, is_whole_sentence, unfold
from pipeline.text.resemblance import Resemblance
from pipeline.text.sound import heard

T = TypeVar("T")
PLAIN = Traits()
_CACHED_TEXTS = 4096
SEED, BORROWED = 4, 5  # accusations
Z = 1.96  # standard deviations of an interval of 95 %
SENTENCE_FROM = 4  # characters: shorter words of the pack may be a part of anything
GREETINGS = ("您好", "你好")
ADDRESSING = ("跟", "给", "对", "同", "告诉")  # before 您: it is spoken to, nothing is said of it


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """A forbidden way of speaking with its file's defaults filled in.

    ``former`` are its earlier forms, the newest first; a form counts from ``effective_from`` on (None: ever).
    """

    id: str
    category: str
    category_title: str
    phrases: tuple[str, ...]
    excepted: tuple[str, ...]
    whole: bool
    severity: str
    reason: str
    suggestion: str
    source: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    effective_from: date | None = None
    former: tuple[PhraseEntry, ...] = ()

    def on(self, day: date) -> PhraseEntry | None:
        """The form that counts for calls of ``day``; None where the entry did not count yet."""
        return next((one for one in (self, *self.former) if (one.effective_from or day) <= day), None)


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of forbidden words: what holds for all of them, listed or not."""

    title: str
    severity: str
    suggestion: str


def lowest_share(of: float, n: float) -> float:
    """The lower end of Wilson's interval at 95 % for a share."""
    share, z = of / n, Z
    centre = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n)


class EntryMatcher:
    """Finds forbidden phrases; exceptions that cover a hit, and ``whole`` entries inside a sentence, are left out.

    Phrases and exceptions may use the pattern language. ``Hit.key`` is the entry's id.
    """

    def __init__(self, entries: Iterable[PhraseEntry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._phrases = PatternMatcher({id: e.phrases for id, e in self._entries.items()}, lenient=False)
        self._exceptions = PatternMatcher(
            {id: e.excepted for id, e in self._entries.items() if e.excepted}, lenient=False
        )
        self._remembered = lru_cache(maxsize=_CACHED_TEXTS)(self._find)

    def find(self, text: str) -> tuple[Hit, ...]:
        """The forbidden phrases in one utterance or sentence, in order of their start; remembers the last texts."""
        return self._remembered(text)

    def _find(self, text: str) -> tuple[Hit, ...]:
        hits = self._phrases.find(text)
        if not hits:
            return ()
        exceptions = excuses(self._exceptions, text)
        return tuple(h for h in hits if self._stands(h, heard(text).normal) and not _excepted(h, exceptions))

    def _stands(self, hit: Hit, normal: Normalised) -> bool:
        if not self._entries[hit.key].whole:
            return True
        inside = [i for i, offset in enumerate(normal.offsets) if hit.start <= offset < hit.end]
        return is_whole_sentence(normal, inside[0], inside[-1] + 1)


def excuses(exceptions: PatternMatcher, text: str) -> list[Hit]:
    """Where exceptions are heard in a text, but for those whose 您 is only spoken to."""
    return [hit for hit in exceptions.find_all(text) if not _only_addresses(hit, text)]


def _only_addresses(exception: Hit, text: str) -> bool:
    """「您…2不清楚」 excuses neither 「您好，不清楚」 nor 「跟您说，不清楚」: nothing is said of the customer there."""
    if exception.quote.startswith(GREETINGS):
        return not any(word in exception.phrase for word in GREETINGS)
    return exception.quote.startswith(("您", "你")) and text[: exception.start].endswith(ADDRESSING)


def _excepted(hit: Hit, exceptions: Iterable[Hit]) -> bool:
    """Whether an exception of the same entry covers the hit: half of it, or all where it was heard by its sound."""
    for other in exceptions:
        share = 0.5 if other.kind is MatchKind.EXACT else 1.0
        if other.key == hit.key and shared(hit, other) >= share * (hit.end - hit.start):
            return True
    return False


class ScriptMatcher:
    """One script or slot: the patterns of the elements asked for are matched in one pass.

    ``heard("您好", "hello")`` remembers the last texts.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self._compiled: dict[tuple[str, ...], Elements] = {}
        self.heard = lru_cache(maxsize=_CACHED_TEXTS)(self._heard)

    @property
    def elements(self) -> Mapping[str, Element]:
        return self.script.elements

    def find(self, text: str) -> dict[str, list[Hit]]:
        """The hits of every element (none: an empty list); those that an ``unless`` pattern overlaps are left out."""
        found = self.heard(text)
        return {name: list(found.get(name, ())) for name in self.script.elements}

    def _heard(self, text: str, *only: str) -> Mapping[str, tuple[Hit, ...]]:
        """Like :meth:`find`, without the elements that have no hits; where ``only`` some are named, of these alone."""
        matcher = self._compiled.get(only) or self._compile(only)
        return matcher.find(text)

    def _compile(self, only: tuple[str, ...]) -> Elements:
        words, listed = self.script.words, self.script.elements
        self._compiled[only] = Elements({n: (e, words) for n, e in listed.items() if not only or n in only})
        return self._compiled[only]

    @cached_property
    def _others(self) -> PatternMatcher:
        words = self.script.words
        return PatternMatcher({n: [unfold(p, words) for p in e.instead] for n, e in self.script.elements.items()})

    def replaced(self, text: str) -> frozenset[str]:
        """The elements that are not needed, because another complete form (``instead``) is heard in ``text``."""
        return frozenset(hit.key for hit in self._others.find_all(text))


@dataclass(frozen=True)
class Pack:
    """Immutable; made by :func:`pipeline.lexicon.load_pack`. ``sha256`` covers the content of all its files."""

    id: str
    title: str
    version: str
    sha256: str
    organisations: tuple[str, ...]
    phrases: Mapping[str, PhraseEntry]
    scripts: Mapping[str, Script]
    slots: Mapping[str, Script]
    hearing: Hearing
    rubric: Rubric
    traits: Mapping[str, Traits] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    acts: Mapping[str, Script] = field(default_factory=dict)
    earned: Trust = field(default_factory=Trust)
    call_kinds: Mapping[str, CallKind] = field(default_factory=dict)
    kind_weights: KindWeights = field(default_factory=KindWeights)
    conduct: Conduct | None = None
    deadlines: Deadlines | None = None
    calendar: Calendar = field(default_factory=Calendar)
    faults: FaultTypes | None = None
    case_weights: CaseWeights = field(default_factory=CaseWeights)
    spoken_names: SpokenNames = field(default_factory=SpokenNames)

    def once(self, make: Callable[[Pack], T]) -> T:
        """What ``make`` (a function of a module) makes of the pack: made at its first use, kept with the pack."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Callable[[Pack], Any], Any]:
        return {}

    def on(self, day: date) -> Pack:
        """The pack as it counts for calls of ``day``: entries that are in force later are as they stood before.

        It has the ``sha256`` of the whole: both are made of the same files.
        """
        passed = sum(one <= day for one in self._changes)
        if passed == len(self._changes):
            return self
        if passed not in self._former:
            counting = {id: form for id, entry in self.phrases.items() if (form := entry.on(day)) is not None}
            self._former[passed] = replace(self, phrases=counting)
        return self._former[passed]

    @cached_property
    def _changes(self) -> tuple[date, ...]:
        """The days on which entries began to count."""
        forms = [form for entry in self.phrases.values() for form in (entry, *entry.former)]
        return tuple(sorted({form.effective_from for form in forms if form.effective_from is not None}))

    @cached_property
    def _former(self) -> dict[int, Pack]:
        """What the pack was, by how many of the changes had come."""
        return {}

    @cached_property
    def conduct_matcher(self) -> ConductMatcher:
        """What an agent must not do, as far as words tell it."""
        return ConductMatcher(self.conduct)

    @cached_property
    def kinds_matcher(self) -> KindsMatcher:
        """What tells the kinds of call, and what each asks for."""
        return KindsMatcher(self.call_kinds)

    @property
    def kind_titles(self) -> Mapping[str, str]:
        """What people call the kinds, by id, and a call whose kind could not be told."""
        return {**{id: kind.title for id, kind in self.call_kinds.items()}, UNSURE: _("类型未定")}

    @cached_property
    def phrase_matcher(self) -> EntryMatcher:
        """Compiled at first use. ``find(text) -> list[Hit]``; ``pack.phrases[hit.key]`` is the entry."""
        return EntryMatcher(self.phrases.values())

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The categories of the forbidden phrases: those of the norm in its order, then the pack's own."""
        own = dict.fromkeys(entry.category for entry in self.phrases.values())
        return (*(c for c in CATEGORIES if c in own), *(c for c in own if c not in CATEGORIES))

    @cached_property
    def category_titles(self) -> Mapping[str, str]:
        """What each category is called, in the order in which they are shown."""
        titles: dict[str, str] = {}
        for entry in self.phrases.values():
            titles[entry.category] = entry.category_title
        return {category: titles[category] for category in self.categories}

    def traits_of(self, category: str) -> Traits:
        """How the category is weighed."""
        return self.traits.get(category, PLAIN)

    def nearest_entry(self, category: str, text: str) -> PhraseEntry:
        """The entry of ``category`` whose phrases and examples resemble ``text`` most."""
        entries, resemblance = self._by_category[category]
        return entries[resemblance.nearest(text)]

    @cached_property
    def _by_category(self) -> Mapping[str, tuple[list[PhraseEntry], Resemblance]]:
        listed = {c: [e for e in self.phrases.values() if e.category == c] for c in self.categories}
        return {c: (own, Resemblance([(*e.hits, *e.phrases) for e in own])) for c, own in listed.items()}

    @cached_property
    def announcement_matcher(self) -> PatternMatcher:
        """What machines say; the only key is ``announcement``."""
        return PatternMatcher({"announcement": self.hearing.announcements})

    @cached_property
    def hallucination_matcher(self) -> PatternMatcher:
        """What recognisers write where nobody speaks; the only key is ``hallucination``."""
        return PatternMatcher({"hallucination": self.hearing.hallucinations}, lenient=False)

    @cached_property
    def _script_matchers(self) -> Mapping[str, ScriptMatcher]:
        return {name: ScriptMatcher(script) for name, script in self.scripts.items()}

    @cached_property
    def _slot_matchers(self) -> Mapping[str, ScriptMatcher]:
        return {name: ScriptMatcher(slot) for name, slot in self.slots.items()}

    def trust_in(self, rule: str) -> float:
        """The least share of its accusations that are fair, as far as people have judged them; 0 for a new entry.

        The lower end of Wilson's interval. An entry that was met on labelled calls borrows some experience from all
        that were; the manuals' own phrases (seeds) begin as if they had been confirmed SEED times.
        """
        tally = self.trust.get(rule)
        seed = SEED if self.phrases[rule].source else 0
        if tally is None:
            return lowest_share(seed, seed) if seed else 0.0
        fair = tally.fair + seed + BORROWED * self._fair_together
        return lowest_share(fair, tally.fair + tally.unfair + seed + BORROWED)

    @cached_property
    def trust(self) -> Mapping[str, Tally]:
        """The tally of each entry, on labelled calls and in the organisation's reviews together."""
        return self.earned.together()

    @cached_property
    def _fair_together(self) -> float:
        """The share of the accusations of all entries that were fair."""
        fair, unfair = sum(t.fair for t in self.trust.values()), sum(t.unfair for t in self.trust.values())
        return fair / (fair + unfair) if fair + unfair else 0.0

    @cached_property
    def clue_finders(self) -> Mapping[str, ClueFinder]:
        """The finders of ``acts/`` by name; compiled at first use."""
        return {
            name: ClueFinder({e: element.any for e, element in script.elements.items()}, script.words)
            for name, script in self.acts.items()
        }

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """What the pack itself says of faults, of what is to be said, and of better wordings, the longest first:
        nobody's personal data, whatever it looks like."""
        told = {text for e in self.phrases.values() for text in (e.reason, e.suggestion, e.category_title)}
        told |= {text for kind in self.kinds.values() for text in (kind.title, kind.suggestion)}
        scripts = (*self.scripts.values(), *self.slots.values(), *self.acts.values())
        elements: list[Script | Element] = [*scripts]
        elements += [element for script in scripts for element in script.elements.values()]
        elements += [demand for kind in self.call_kinds.values() for demand in kind.script.values()]
        elements += self.conduct.rules.values() if self.conduct else ()
        told |= {text for e in elements for text in (e.title, e.suggestion) if text}
        return tuple(sorted((text for text in told if len(text) >= SENTENCE_FROM), key=len, reverse=True))

    def script(self, name: str) -> ScriptMatcher:
        """The matcher of ``scripts/``; ``KeyError`` where the pack has no such script."""
        return self._script_matchers[name]

    def slot(self, name: str) -> ScriptMatcher:
        """The matcher of ``slots/``; ``KeyError`` where the pack has no such slot."""
        return self._slot_matchers[name]
