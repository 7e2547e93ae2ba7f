"""A changed pack for a trial, from what somebody asked for: an installed one, sent files, or one edited entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.checks.registry import checks
from pipeline.language import N_, _
from pipeline.lexicon import (
    Entry,
    Fault,
    Files,
    LexiconError,
    Pack,
    PhraseEntry,
    load_files,
    own_files,
    pack_files,
    with_base,
)
from pipeline.lexicon.files import UnreadableFile, decode
from pipeline.lexicon.validate import validate
from pipeline.lexicon_lab.rule_file import changed

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


def changed_rule(change: Mapping[str, Any], pack: Pack) -> PhraseEntry | None:
    """The one rule that is changed, as ``pack`` (the candidate) has it; None where more is."""
    return pack.phrases.get(entry_of(str(change["entry"]["yaml"])).id) if "entry" in change else None


def _files(change: Mapping[str, Any], lexicons: Path) -> Files:
    if "installed" in change:
        return _installed(str(change["installed"]), lexicons)
    if "files" in change:
        return with_base({str(n): str(text).encode() for n, text in change["files"].items()}, lexicons.parent)
    return with_entry(lexicons, str(change["entry"]["category"]), str(change["entry"]["yaml"]))


def _installed(name: str, lexicons: Path) -> Files:
    folder = lexicons.parent / name
    if not _INSTALLED.fullmatch(name) or not (folder / "pack.yaml").is_file():
        raise LexiconError([Fault(name[:40], "", "", _("没有安装这个词库"))])
    return pack_files(folder)


def with_entry(lexicons: Path, category: str, text: str) -> Files:
    """The pack's files with the edited entry in the place of the one with its id, or added to its category.

    Raises LexiconError where ``text`` is no entry, or no file has the category.
    """
    own = own_files(lexicons)
    change = changed(own, dict(pack_files(lexicons)), category, entry_of(text))
    return with_base(own | {change.name: change.after}, lexicons.parent, lexicons.name)


def entry_of(text: str) -> Entry:
    """One entry as it stands in a file, with or without the dash of a list; raises LexiconError."""
    try:
        content = decode(text.encode("utf-8", "replace"), EDITED)
    except UnreadableFile as error:
        raise LexiconError(error.faults) from None
    if isinstance(content, list) and len(content) == 1:
        content = content[0]
    outcome = validate(Entry, content, EDITED)
    if isinstance(outcome, list):
        raise LexiconError(outcome)
    return outcome


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
