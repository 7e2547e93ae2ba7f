"""A changed pack for a trial, from what somebody asked for: an installed one, sent files, or one edited entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline.checks.registry import checks
from pipeline.language import N_, _
from pipeline.lexicon import Entry, Fault, Files, LexiconError, Pack, load_files, pack_files, with_base
from pipeline.lexicon.files import UnreadableFile, decode
from pipeline.lexicon.validate import validate

EDITED = N_("修改的词条")
_INSTALLED = re.compile(r"[a-z][a-z0-9_]{0,39}")


def candidate_pack(change: Mapping[str, Any], lexicons: Path) -> Pack:
    """The pack that ``change`` asks for. ``lexicons`` is the folder of the pack in use, others stand beside it.

    ``{"installed": "gas"}``, ``{"files": {name: text}}`` or ``{"entry": {"category": …, "yaml": …}}``.
    Raises LexiconError with all faults.
    """
    files = _files(change, lexicons)
    pack = load_files(files)
    if faults := _rubric_faults(pack):
        raise LexiconError(faults)
    return pack


def _files(change: Mapping[str, Any], lexicons: Path) -> Files:
    if "installed" in change:
        return _installed(str(change["installed"]), lexicons)
    if "files" in change:
        return with_base({str(n): str(text).encode() for n, text in change["files"].items()}, lexicons.parent)
    return with_entry(pack_files(lexicons), str(change["entry"]["category"]), str(change["entry"]["yaml"]))


def _installed(name: str, lexicons: Path) -> Files:
    folder = lexicons.parent / name
    if not _INSTALLED.fullmatch(name) or not (folder / "pack.yaml").is_file():
        raise LexiconError([Fault(name[:40], "", "", _("没有安装这个词库"))])
    return pack_files(folder)


def with_entry(files: Files, category: str, text: str) -> Files:
    """``files`` with the edited entry in the place of the one with its id, or added to its category's file.

    Raises LexiconError where ``text`` is no entry, or no file has the category.
    """
    entry = _entry(text)
    for name, raw in files:
        if name.startswith("phrases/"):
            content = decode(raw, name)
            if isinstance(content, dict) and content.get("category") == category:
                return _replaced(files, name, content, entry)
    raise LexiconError(
        [Fault(EDITED, str(entry["id"]), "category", _("词库里没有类别「%(category)s」", category=category[:40]))]
    )


def _entry(text: str) -> dict[str, Any]:
    """One entry as it stands in a file, with or without the dash of a list."""
    try:
        content = decode(text.encode("utf-8", "replace"), EDITED)
    except UnreadableFile as error:
        raise LexiconError(error.faults) from None
    if isinstance(content, list) and len(content) == 1:
        content = content[0]
    outcome = validate(Entry, content, EDITED)
    if isinstance(outcome, list):
        raise LexiconError(outcome)
    return outcome.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _replaced(files: Files, name: str, content: dict[str, Any], entry: dict[str, Any]) -> Files:
    entries = list(content["entries"])
    places = [i for i, other in enumerate(entries) if other["id"] == entry["id"]]
    if places:
        entries[places[0]] = entry
    else:
        entries.append(entry)
    dumped = yaml.safe_dump(content | {"entries": entries}, allow_unicode=True, sort_keys=False)
    return tuple((other, dumped.encode() if other == name else raw) for other, raw in files)


def _rubric_faults(pack: Pack) -> list[Fault]:
    """Lines of checks that do not exist, and parameters that a check does not take."""
    known, faults = checks(), []
    for line in pack.rubric.lines:
        if line.check not in known:
            faults.append(Fault("rubric.yaml", line.check, "check", _("没有这个检查项")))
            continue
        parameters = known[line.check].parameters
        try:
            parameters.model_validate(line.parameters)
        except ValueError as error:
            wrong = "、".join(".".join(map(str, one["loc"])) for one in getattr(error, "errors", list)())
            faults.append(Fault("rubric.yaml", line.check, "with", _("参数无效：%(wrong)s", wrong=wrong)))
    return faults
