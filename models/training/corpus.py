"""The labelled sentences that the classifiers learn from (see README.md beside)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data" / "sentences"
HARMLESS, CUSTOMER = "ok", "customer"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``label`` is a forbidden category, HARMLESS (said by an agent) or CUSTOMER. ``before``: what was said before."""

    label: str
    text: str
    before: str = ""

    @property
    def is_violation(self) -> bool:
        return self.label not in (HARMLESS, CUSTOMER)


def sentence_files(folder: Path = DATA) -> list[Path]:
    """The files of the corpus in a fixed order."""
    return sorted(folder.glob("*.tsv"))


def read_sentences(files: Iterable[Path] | None = None) -> list[Sentence]:
    """Every sentence of the files (default: of the whole corpus), in their order, each once."""
    paths = sentence_files() if files is None else list(files)
    return list(dict.fromkeys(sentence for path in paths for sentence in _read(path)))


def _read(path: Path) -> list[Sentence]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Sentence(row["label"], row["sentence"], row["before"] or "") for row in rows]
