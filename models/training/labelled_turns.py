"""Calls and pairs of short cuts of calls with a label for each turn of the agent (see README.md beside)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from models.training.mishearing import Mishearing

DATA = Path(__file__).parent / "data" / "turns"
AGENT, CUSTOMER = "agent", "customer"
SIDES = ("harmful", "harmless")
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fault:
    """``phrase`` stands in the turn of that number and is a fault of ``category``; ``severity`` minor, major, fatal."""

    turn: int
    category: str
    phrase: str
    severity: str


@dataclass(frozen=True, slots=True)
class LabelledTalk:
    """A whole call, or a cut of one: (role, text) of each turn, and every fault of the agent in it.

    ``pair`` is shared by the harmful and the harmless side of a minimal pair.
    """

    id: str
    author: str
    turns: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    pair: str = ""

    def faults_of(self, turn: int) -> list[Fault]:
        return [fault for fault in self.faults if fault.turn == turn]


def misheard(talk: LabelledTalk, mishearing: Mishearing, rate: float) -> LabelledTalk:
    """The talk as a recogniser might hear it: about ``rate`` of its characters (0-1) wrong, its faults with it."""
    turns, faults = [], []
    for number, (role, text) in enumerate(talk.turns):
        heard, at = "", 0
        for fault in sorted(talk.faults_of(number), key=lambda f: text.index(f.phrase)):
            start = max(at, text.index(fault.phrase))
            stop = max(start, text.index(fault.phrase) + len(fault.phrase))
            words = mishearing.mishear(text[start:stop], rate)
            heard += mishearing.mishear(text[at:start], rate) + words
            at = stop
            if words:
                faults.append(replace(fault, phrase=words))
        turns.append((role, heard + mishearing.mishear(text[at:], rate) or text))
    return replace(talk, turns=tuple(turns), faults=tuple(faults))


def turn_files(folder: Path = DATA) -> list[Path]:
    """The files in a fixed order; each is one author's."""
    return sorted(folder.glob("*.yaml"))


def read_talks(files: Iterable[Path] | None = None) -> list[LabelledTalk]:
    """Every labelled call and both sides of every pair of the files (default: all), in their order."""
    paths = turn_files() if files is None else list(files)
    return [talk for path in paths for entry in _entries(path) for talk in _talks(entry, path.stem)]


def words_of_calls(author: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The turns of each labelled call of an author, by its id; empty where there is none by that author."""
    path = DATA / f"{author}.yaml"
    return {talk.id: talk.turns for talk in read_talks([path])} if path.exists() else {}


def _entries(path: Path) -> list[Mapping[str, Any]]:
    entries: list[Mapping[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    return entries


def _talks(entry: Mapping[str, Any], author: str) -> list[LabelledTalk]:
    if "call" in entry:
        return [_talk(entry["call"], author, entry, "")]
    return [_talk(f"{entry['pair']}-{side}", author, entry[side], entry["pair"]) for side in SIDES]


def _talk(id: str, author: str, fields: Mapping[str, Any], pair: str) -> LabelledTalk:
    turns = tuple((turn["role"], turn["say"]) for turn in fields["turns"])
    faults = tuple(Fault(f["turn"], f["category"], f["phrase"], f["severity"]) for f in fields["faults"])
    return LabelledTalk(id, author, turns, faults, pair)
