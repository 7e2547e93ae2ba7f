"""The YAML file of a category with one rule changed: comments, order and everything else stay as they were written."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml as reader
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from pipeline.language import _
from pipeline.lexicon import CATEGORIES, Entry, EntryForm, Fault, LexiconError, PhraseFile
from pipeline.lexicon.files import UnreadableFile, decode
from pipeline.lexicon.validate import validate

ORDER = (
    "id",
    "effective_from",
    "phrases",
    "except",
    "whole",
    "severity",
    "reason",
    "suggestion",
    "source",
    "hits",
    "misses",
    "former",
)
JUDGED_BY = ("phrases", "excepted", "whole", "severity")  # what decides whether and how much somebody is accused
_DASH = re.compile(r"^entries:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- ", re.MULTILINE)
_NEVER_FOLDED = 1_000_000  # characters: a text stays on its line
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A file of the pack as it would be written. ``before`` is the file as it is, None where there is none yet;
    ``rule`` is the rule as it stood, None where it is new."""

    name: str
    before: bytes | None
    after: bytes
    rule: Entry | None


def changed(
    own: Mapping[str, bytes], every: Mapping[str, bytes], category: str, entry: Entry, today: date | None = None
) -> Change:
    """What is to be written so that ``entry`` counts.

    ``own`` are the files of the pack, ``every`` those that count for it, another pack's among them, which are never
    written to: a changed rule of theirs becomes the pack's own, with its file. ``today``: an ``effective_from`` is
    heeded, so that the rule goes on counting for the days before as it did. Raises LexiconError.
    """
    name, content = _home(every, category, entry.id)
    old = next((one for one in content.entries if one.id == entry.id), None)
    new = entry if today is None else succeeding(old, entry, today)
    if old is None and name not in own and category in CATEGORIES:
        name = f"phrases/{category}_own.yaml"
        if name not in every:
            return Change(name, None, _new_file(content, new), None)
    return Change(name, own.get(name), edited(every[name], new), old)


def without(raw: bytes, rule: str) -> bytes | None:
    """The file without a rule; None where nothing would be left of it."""
    yaml, content = _loaded(raw)
    entries = content["entries"]
    place = _place(entries, rule)
    if place is not None:
        del entries[place]
    return _dumped(yaml, content, raw) if entries else None


def edited(raw: bytes, entry: Entry) -> bytes:
    """The file with the rule in the place of the one with its id, or at its end."""
    yaml, content = _loaded(raw)
    entries, wanted = content["entries"], plain(entry)
    place = _place(entries, entry.id)
    if place is None:
        entries.append(_as_written(wanted))
    else:
        _edit(entries[place], wanted)
    return _dumped(yaml, content, raw)


def rule_in(raw: bytes, rule: str) -> Entry | None:
    """The rule as it stands in the file; None where it does not."""
    content = validate(PhraseFile, decode(raw, "phrases"), "phrases")
    return None if isinstance(content, list) else next((one for one in content.entries if one.id == rule), None)


def as_yaml(entry: Entry) -> str:
    """One rule as it would stand in its file."""
    yaml, stream = _yaml(), io.StringIO()
    yaml.dump(CommentedSeq([_as_written(plain(entry))]), stream)
    return "\n".join(line[2:] for line in stream.getvalue().splitlines()) + "\n"


def plain(entry: EntryForm) -> Plain:
    """As data, in the order of the fields; what is left out has its default."""
    dumped = entry.model_dump(by_alias=True, exclude_defaults=True)
    listed: Plain = {k: list(v) if isinstance(v, tuple) else v for k, v in dumped.items() if k != "former"}
    if isinstance(entry, Entry) and entry.former:
        listed["former"] = [plain(form) for form in entry.former]
    return {name: listed[name] for name in ORDER if name in listed}


def succeeding(old: Entry | None, new: Entry, today: date) -> Entry:
    """``new`` with the forms that went before it: those that counted for a day that is over, or still do."""
    if old is None or new.effective_from is None:
        return new
    if not _judges_otherwise(old, new):
        return new.model_copy(update={"effective_from": old.effective_from, "former": old.former})
    was = EntryForm(**{name: getattr(old, name) for name in EntryForm.model_fields})
    counted = [form for form in (was, *old.former) if (form.effective_from or date.min) < new.effective_from]
    begun = [form for form in counted if (form.effective_from or date.min) <= today]
    return new.model_copy(update={"former": tuple(begun)})


def _judges_otherwise(old: Entry, new: Entry) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in JUDGED_BY)


def _home(every: Mapping[str, bytes], category: str, rule: str) -> tuple[str, PhraseFile]:
    """The file of the category that holds the rule, else the category's first."""
    files = [
        (name, content)
        for name, raw in sorted(every.items())
        if name.startswith("phrases/") and (content := _read(raw, name)).category == category
    ]
    if not files:
        raise LexiconError(
            [Fault(_("修改的词条"), rule, "category", _("词库里没有类别「%(category)s」", category=category[:40]))]
        )
    holding = [file for file in files if any(entry.id == rule for entry in file[1].entries)]
    return (holding or files)[0]


def _read(raw: bytes, name: str) -> PhraseFile:
    try:
        content = validate(PhraseFile, decode(raw, name), name)
    except UnreadableFile as error:
        raise LexiconError(error.faults) from None
    if isinstance(content, list):
        raise LexiconError(content)
    return content


def _new_file(like: PhraseFile, entry: Entry) -> bytes:
    """A file of the pack's own for a category of the pack that it extends."""
    head: Plain = {name: getattr(like, name) for name in ("category", "title", "severity", "suggestion")}
    yaml, stream = _yaml(), io.StringIO()
    yaml.dump(
        CommentedMap(
            {k: _written(v) for k, v in head.items()} | {"entries": CommentedSeq([_as_written(plain(entry))])}
        ),
        stream,
    )
    return stream.getvalue().encode()


def _yaml(indent: int = 4, dash: int = 2) -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _NEVER_FOLDED
    yaml.indent(mapping=2, sequence=indent, offset=dash)
    return yaml


def _loaded(raw: bytes) -> tuple[YAML, Any]:
    """The content, and a writer that indents as the file does."""
    text = raw.decode("utf-8-sig")
    dash = _DASH.search(text)
    indent = len(dash[1]) if dash else 2
    yaml = _yaml(indent + 2, indent)
    return yaml, yaml.load(text)


def _dumped(yaml: YAML, content: Any, raw: bytes) -> bytes:
    """With the line ends and the mark at the beginning that the file had."""
    stream = io.StringIO()
    yaml.dump(content, stream)
    text = stream.getvalue()
    if b"\r\n" in raw:
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text.encode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8")


def _place(entries: Sequence[Any], rule: str) -> int | None:
    return next((i for i, entry in enumerate(entries) if entry.get("id") == rule), None)


def _edit(there: Any, wanted: Plain) -> None:
    """Only what differs is written, so that a comment beside something else stays."""
    for name in [name for name in there if name not in wanted]:
        del there[name]
    for position, (name, value) in enumerate(wanted.items()):
        if name not in there:
            there.insert(position, name, _written(value))
        elif isinstance(there[name], CommentedSeq) and isinstance(value, list):
            _edit_list(there, name, value)
        elif there[name] != value:
            there[name] = _written(value)


def _edit_list(there: Any, name: str, wanted: list[Any]) -> None:
    """New texts are added and old ones taken out where that is all; a list in another order is written anew."""
    listed = there[name]
    if list(listed) == wanted:
        return
    for place in reversed([i for i, text in enumerate(listed) if text not in wanted]):
        del listed[place]
    listed.extend(_written(text) for text in wanted if text not in listed)
    if list(listed) != wanted:
        there[name] = _written(wanted)


def _as_written(entry: Plain) -> CommentedMap:
    return CommentedMap({name: _written(value) for name, value in entry.items()})


def _written(value: Any) -> Any:
    """Lists of texts on one line, as in the packs that come along; what could be read as something else, quoted."""
    if isinstance(value, str):
        return value if _is_plain(value) else SingleQuotedScalarString(value)
    if not isinstance(value, list):
        return value
    if value and isinstance(value[0], dict):
        return CommentedSeq([_as_written(one) for one in value])
    listed = CommentedSeq([_written(text) for text in value])
    listed.fa.set_flow_style()
    return listed


def _is_plain(text: str) -> bool:
    """Whether the loader of packs, which knows YAML 1.1, takes the bare text for a text: not ``yes``, nor ``12:30``."""
    try:
        return bool(reader.safe_load(text) == text)
    except (reader.YAMLError, ValueError):
        return True  # the writer quotes it
