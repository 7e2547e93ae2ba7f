"""A rule as somebody fills it in on a page, and as it then stands in the pack."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin

from pipeline.language import N_, _
from pipeline.lexicon import Entry, Fault, LexiconError, Pack, PhraseEntry, pack_files
from pipeline.lexicon.validate import validate
from pipeline.lexicon_lab.rule_file import as_yaml, rule_in

FORM = N_("规则")  # what faults call the form
SYLLABLES = 5  # of a new rule's name


@dataclass(frozen=True, slots=True)
class RuleForm:
    """``id`` is empty for a new rule; an empty ``severity`` or ``suggestion`` is the category's."""

    category: str
    id: str = ""
    phrases: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    whole: bool = False
    severity: str = ""
    reason: str = ""
    suggestion: str = ""
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


def rule_of(form: RuleForm, pack: Pack, lexicons: Path) -> Entry:
    """The rule that the form describes, by the schema of the pack's files; raises LexiconError with all its faults."""
    if form.category not in pack.categories:
        raise LexiconError(
            [Fault(_(FORM), form.id, "category", _("词库里没有类别「%(category)s」", category=form.category[:40]))]
        )
    known = pack.phrases.get(form.id)
    if form.id and (known is None or known.category != form.category):
        raise LexiconError([Fault(_(FORM), form.id, "id", _("词库里没有这条规则"))])
    id = form.id or new_id(form.category, form.phrases[0] if form.phrases else "", pack.phrases)
    old = _as_it_stands(known, lexicons) if known else None
    outcome = validate(Entry, _fields(form, id, old, pack), _(FORM))
    if isinstance(outcome, list):
        raise LexiconError(replace(fault, entry=id) for fault in outcome)
    return outcome


def yaml_of(form: RuleForm, pack: Pack, lexicons: Path) -> str:
    """The same as it would stand in its file."""
    return as_yaml(rule_of(form, pack, lexicons))


def form_of(entry: PhraseEntry, pack: Pack) -> RuleForm:
    """The rule as the form shows it: what it has from its category is left empty."""
    kind = pack.kinds[entry.category]
    return RuleForm(
        entry.category,
        entry.id,
        entry.phrases,
        entry.excepted,
        entry.whole,
        "" if entry.severity == kind.severity else entry.severity,
        entry.reason,
        "" if entry.suggestion == kind.suggestion else entry.suggestion,
        entry.hits,
        entry.misses,
    )


def new_id(category: str, phrase: str, taken: Container[str]) -> str:
    """``vague.kan_tian_yi``: readable in a file and in a report, and not yet used."""
    sounds = ["".join(c for c in sound.lower() if c.isascii() and c.isalnum()) for sound in lazy_pinyin(phrase)]
    name = f"{category}.{'_'.join(filter(None, sounds[:SYLLABLES])) or 'rule'}"[:70]
    return name if name not in taken else next(n for i in range(2, 10_000) if (n := f"{name}_{i}") not in taken)


def _as_it_stands(known: PhraseEntry, lexicons: Path) -> Entry | None:
    files = [raw for name, raw in pack_files(lexicons) if name.startswith("phrases/")]
    return next((found for raw in files if (found := rule_in(raw, known.id)) is not None), None)


def _fields(form: RuleForm, id: str, old: Entry | None, pack: Pack) -> dict[str, Any]:
    """Without what is empty. The manual that a rule comes from is no matter of the form: it stays."""
    kind = pack.kinds[form.category]
    given: dict[str, Any] = {
        "id": id,
        "phrases": _texts(form.phrases),
        "except": _texts(form.excepted),
        "whole": form.whole,
        "severity": _own(form.severity, kind.severity, old.severity if old else None),
        "reason": form.reason.strip(),
        "suggestion": _own(form.suggestion.strip(), kind.suggestion, old.suggestion if old else None),
        "source": old.source if old else "",
        "hits": _texts(form.hits),
        "misses": _texts(form.misses),
    }
    return {name: value for name, value in given.items() if value not in ("", None, False, [])}


def _own(given: str, of_category: str, before: str | None) -> str | None:
    """What is the category's need not be repeated, unless it was."""
    return None if not given or (given == of_category and before is None) else given


def _texts(texts: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
