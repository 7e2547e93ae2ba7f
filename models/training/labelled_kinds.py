"""Whole calls whose kind is known (see README.md beside): what telling kinds of call is learnt from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.training.labelled_turns import words_of_calls

DATA = Path(__file__).parent / "data" / "kinds"


@dataclass(frozen=True, slots=True)
class CallOfKind:
    """``turns`` are (role, text) of a whole call; ``direction`` is inbound or outbound."""

    id: str
    author: str
    kind: str
    direction: str
    turns: tuple[tuple[str, str], ...]


def read_kinds(folder: Path = DATA) -> list[CallOfKind]:
    """Every call of the folder, file by file; each file is one author's.

    The turns of a call that names none are those of the same call among the labelled turns.
    """
    found: list[CallOfKind] = []
    for path in sorted(folder.glob("*.yaml")):
        entries: list[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        turns = words_of_calls(path.stem)
        found += [_call(entry, path.stem, turns) for entry in entries]
    return found


def _call(entry: Mapping[str, Any], author: str, known: Mapping[str, tuple[tuple[str, str], ...]]) -> CallOfKind:
    own = tuple((turn["role"], turn["say"]) for turn in entry.get("turns", ()))
    return CallOfKind(entry["call"], author, entry["kind"], entry["direction"], own or known[entry["call"]])
