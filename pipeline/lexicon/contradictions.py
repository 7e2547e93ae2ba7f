"""What each file alone can't show: ids and phrases used twice, rules that forbid what a script demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

import ahocorasick

from pipeline.domain.facts import UNSURE
from pipeline.lexicon.faults import Fault
from pipeline.lexicon.schema import (
    CATEGORIES,
    CallKind,
    Conduct,
    Element,
    Entry,
    Hearing,
    PhraseFile,
    Script,
    SpokenNames,
)
from pipeline.text.clues import ClueError, clue_pattern
from pipeline.text.normalise import spelling
from pipeline.text.patterns import Pattern, PatternError, PatternMatcher, Words, is_plain, unfold

_PATTERNS = ("any", "unless", "instead", "before", "excuse", "proof")
MOST_WAYS = 20  # of an element are tried before it is taken to be sayable
MOST_SEQUENCES = 100_000  # that the patterns of one pack stand for


def contradictions(
    phrases: Mapping[str, PhraseFile],
    scripts: Mapping[str, Script],
    slots: Mapping[str, Script],
    hearing: Mapping[str, Hearing],
    acts: Mapping[str, Script],
    kinds: Mapping[str, CallKind],
    conduct: Mapping[str, Conduct],
    names: Mapping[str, SpokenNames],
) -> list[Fault]:
    """Every contradiction inside and between the files of one pack, given by file name."""
    if too_many := _too_many_sequences(phrases, {**scripts, **slots}):
        return too_many  # what follows would take too long
    return [
        *_double_ids(phrases),
        *_double_names(scripts, "script"),
        *_double_names(slots, "slot"),
        *_double_names(acts, "script"),
        *_double_names(kinds, "kind"),
        *_double_phrases(phrases),
        *(f for name, file in phrases.items() for e in file.entries for f in _inside_entry(name, e)),
        *(
            f
            for name, script in {**scripts, **slots}.items()
            for f in _bad_patterns(name, script.elements, script.words)
        ),
        *(f for name, kind in kinds.items() for f in _inside_kind(name, kind, scripts)),
        *(f for name, content in conduct.items() for f in _bad_patterns(name, _measurable(content), content.words)),
        *(f for name, script in acts.items() for f in _bad_clues(name, script)),
        *_unknown_categories(phrases),
        *_traits_twice(phrases),
        *_bad_hearing(hearing),
        *_bad_names(names),
        *_forbidden_scripts(phrases, scripts, hearing),
    ]


def _too_many_sequences(phrases: Mapping[str, PhraseFile], scripts: Mapping[str, Script]) -> list[Fault]:
    patterns = {name: _of_entries(file) for name, file in phrases.items()}
    patterns |= {name: _of_script(script) for name, script in scripts.items()}
    left = MOST_SEQUENCES
    for name, pattern in ((name, one) for name, listed in patterns.items() for one in listed):
        left -= len(pattern.ways)
        if left < 0:
            return [Fault(name, "", "", f"整个词库的句式合起来超过 {MOST_SEQUENCES} 种说法，请减少可选部分")]
    return []


def _of_entries(file: PhraseFile) -> Iterator[Pattern]:
    for entry in file.entries:
        yield from _readable((*entry.phrases, *entry.excepted))


def _of_script(script: Script) -> Iterator[Pattern]:
    for element in script.elements.values():
        yield from _readable((*element.any, *element.unless), script.words)


def _double_ids(phrases: Mapping[str, PhraseFile]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, file in phrases.items():
        for entry in file.entries:
            if entry.id in seen:
                yield Fault(name, entry.id, "id", f"标识重复，{seen[entry.id]} 里已经有")
            seen.setdefault(entry.id, name)


def _double_names(scripts: Mapping[str, Script] | Mapping[str, CallKind], kind: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, script in scripts.items():
        if not getattr(script, kind):
            yield Fault(name, "", kind, f"缺少必填字段「{kind}」")
        elif script.name in seen:
            yield Fault(name, "", kind, f"名称重复，{seen[script.name]} 里已经有")
        seen.setdefault(script.name, name)


def _bad_clues(name: str, script: Script) -> Iterator[Fault]:
    for element, parts in script.elements.items():
        for clue in (*parts.any, *parts.unless):
            try:
                clue_pattern(clue, script.words)
            except ClueError as error:
                yield Fault(name, element, "any", f"句式「{clue}」：{error}")


def _double_phrases(phrases: Mapping[str, PhraseFile]) -> Iterator[Fault]:
    """The same words in two categories: nobody could say which one a finding belongs to."""
    seen: dict[tuple[str, bool], tuple[str, str]] = {}
    for name, file in phrases.items():
        for entry in file.entries:
            for phrase in entry.phrases:
                category, id = seen.setdefault((spelling(phrase), entry.whole), (file.category, entry.id))
                if category != file.category:
                    yield Fault(name, entry.id, "phrases", f"「{phrase}」同时属于 {category}（{id}）和 {file.category}")


def _inside_entry(name: str, entry: Entry) -> Iterator[Fault]:
    excepted = {spelling(text) for text in entry.excepted}
    readable = True
    yield from _inside_former(name, entry)
    for field, listed in (("phrases", entry.phrases), ("except", entry.excepted)):
        for text in listed:
            if problem := _pattern_problem(text):
                readable = False
                yield Fault(name, entry.id, field, f"「{text}」{problem}")
    for phrase in entry.phrases:
        if spelling(phrase) in excepted:
            yield Fault(name, entry.id, "except", f"「{phrase}」既是禁语又是例外")
    if readable:
        patterns = [phrase for phrase in entry.phrases if not is_plain(phrase)]
        matcher = PatternMatcher({entry.id: patterns}) if patterns else None
        spelt = [spelling(phrase) for phrase in entry.phrases]
        for hit in entry.hits:
            text = spelling(hit)
            if not any(phrase in text for phrase in spelt) and not (matcher and matcher.find(hit)):
                yield Fault(name, entry.id, "hits", f"例句「{hit}」里没有该条的任何短语")


def _inside_former(name: str, entry: Entry) -> Iterator[Fault]:
    """Earlier forms can be read, and each ended when the next one began."""
    for form in entry.former:
        for text in (*form.phrases, *form.excepted):
            if problem := _pattern_problem(text):
                yield Fault(name, entry.id, "former", f"「{text}」{problem}")
    began = [entry.effective_from, *(form.effective_from for form in entry.former)]
    if entry.former and entry.effective_from is None:
        yield Fault(name, entry.id, "effective_from", "写了以前的说法（former），就要写从哪天起改用现在的")
    elif any(later is None or (earlier or date.min) >= later for later, earlier in pairwise(began)):
        yield Fault(name, entry.id, "former", "以前的说法要从新到旧排列，生效日期一条比一条早")


def _pattern_problem(text: str) -> str:
    try:
        unfold(text)
    except PatternError as error:
        return f"：{error}"
    return ""


def _bad_patterns(name: str, elements: Mapping[str, Element], words: Words) -> Iterator[Fault]:
    for word, listed in words.items():
        for text in listed:
            if any(mark in text for mark in "…(){}|^$"):
                yield Fault(name, "", f"words.{word}", f"词表里只能写词语，不能写句式：「{text}」")
    for id, element in elements.items():
        if not element.any and not element.measured:
            yield Fault(name, id, "any", "至少要有一项")
        for field in _PATTERNS:
            for text in getattr(element, field, ()):
                try:
                    unfold(text, words)
                except PatternError as error:
                    yield Fault(name, id, field, f"句式「{text}」：{error}")


def _measurable(conduct: Conduct) -> Mapping[str, Element]:
    """The rules, those that need no words among them."""
    return {id: rule.model_copy(update={"measured": rule.longest is not None}) for id, rule in conduct.rules.items()}


def _inside_kind(name: str, kind: CallKind, scripts: Mapping[str, Script]) -> Iterator[Fault]:
    if kind.kind == UNSURE:
        yield Fault(name, "", "kind", f"「{UNSURE}」表示未能确定，不能用作一类")
    yield from _bad_patterns(name, kind.tells, kind.words)
    yield from _bad_patterns(name, kind.cues, kind.words)
    yield from _bad_patterns(name, kind.script, kind.words)
    for id, demand in kind.script.items():
        if demand.after is not None and demand.after not in {*kind.tells, *kind.cues}:
            yield Fault(name, id, "after", f"「{demand.after}」不是本类的 tells 或 cues")
    known = {script.name: script.elements for script in scripts.values()}
    for check, wanted in kind.elements.items():
        for element in wanted:
            if check in known and element not in known[check]:
                yield Fault(name, check, "elements", f"用语「{check}」里没有要素「{element}」")


def _unknown_categories(phrases: Mapping[str, PhraseFile]) -> Iterator[Fault]:
    """A category of the pack's own bears the name of its file: a typing error makes no new one."""
    for name, file in phrases.items():
        if file.category not in (*CATEGORIES, PurePosixPath(name).stem):
            yield Fault(name, "", "category", f"只能是 {'、'.join(CATEGORIES)}；自定义的类别须与文件同名")


def _traits_twice(phrases: Mapping[str, PhraseFile]) -> Iterator[Fault]:
    """Which of two would count nobody could tell."""
    known: dict[str, str] = {}
    for name, file in phrases.items():
        if file.traits and known.setdefault(file.category, name) != name:
            yield Fault(name, "", "traits", f"类别 {file.category} 的 traits 已写在 {known[file.category]} 里")


def _bad_hearing(hearing: Mapping[str, Hearing]) -> Iterator[Fault]:
    for name, content in hearing.items():
        for field in ("announcements", "hallucinations"):
            for text in getattr(content, field):
                if problem := _pattern_problem(text):
                    yield Fault(name, "", field, f"句式「{text}」{problem}")


def _bad_names(names: Mapping[str, SpokenNames]) -> Iterator[Fault]:
    for name, content in names.items():
        if strange := sorted({*"".join(content.common_given)} - {*"".join(content.given)}):
            yield Fault(name, "", "common_given", f"「{''.join(strange)}」不在 given 里")
        for field in ("people", "called", "before", "behind", "not_names"):
            words = getattr(content, field)
            for word in sorted({word for word in words if words.count(word) > 1}):
                yield Fault(name, "", field, f"「{word}」写了不止一次")


def _forbidden_scripts(
    phrases: Mapping[str, PhraseFile], scripts: Mapping[str, Script], hearing: Mapping[str, Hearing]
) -> Iterator[Fault]:
    """An agent who keeps to a script must not be blamed for it, nor a hot word put a violation into his mouth.

    A pattern may well accept what is forbidden elsewhere (a blunt hello is still a hello), as long as the element can
    be said without it.
    """
    forbidden = _forbidden_words(phrases)
    for name, script in scripts.items():
        for id, element in script.elements.items():
            for text in (element.suggestion, script.suggestion):
                yield from (Fault(name, id, "suggestion", f) for f in _blamed(text or "", forbidden))
            ways = ["，".join(way.literals) for p in _readable(element.any, script.words) for way in p.ways]
            blamed = [_blamed(way, forbidden) for way in ways[:MOST_WAYS]]
            if blamed and all(blamed):
                yield Fault(name, id, "any", f"不说禁语就无法满足该要素：{blamed[0][0]}")
    for name, content in hearing.items():
        for word in content.hot_words:
            yield from (Fault(name, "", "hot_words", f) for f in _blamed(word, forbidden))


def _blamed(text: str, forbidden: ahocorasick.Automaton) -> list[str]:
    spelt = spelling(text)
    found = forbidden.iter(spelt) if len(forbidden) else ()
    return [
        f"「{text}」里有禁语「{phrase}」（{entry.id}）"
        for _, (phrase, entry) in found
        if not any(spelling(e) in spelt for e in entry.excepted)
    ]


def _forbidden_words(phrases: Mapping[str, PhraseFile]) -> ahocorasick.Automaton:
    """Everything that is forbidden wherever it is said, as far as it is no pattern."""
    automaton = ahocorasick.Automaton()
    entries = [entry for file in phrases.values() for entry in file.entries if not entry.whole]
    for spelt, entry in ((spelling(phrase), e) for e in entries for phrase in e.phrases if is_plain(phrase)):
        if spelt:
            automaton.add_word(spelt, (spelt, entry))
    automaton.make_automaton()
    return automaton


def _readable(patterns: Iterable[str], words: Words | None = None) -> Iterator[Pattern]:
    for text in patterns:
        try:
            yield unfold(text, words)
        except PatternError:
            continue  # told elsewhere
