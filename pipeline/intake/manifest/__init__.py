"""The telephone system's list of calls: CSV or Excel; only the column of recordings is required."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.intake.conventions import Conventions, usual
from pipeline.intake.manifest.matching import Matcher, Place, Sample, by_name, depths, parts_of
from pipeline.intake.manifest.reading import open_table, row_of
from pipeline.intake.manifest.row import FACTS, TEXT_COLUMNS, ManifestRow
from pipeline.intake.vocabulary import COLUMNS
from pipeline.language import _

__all__ = ["COLUMNS", "FACTS", "TEXT_COLUMNS", "Manifest", "ManifestRow", "read_manifest", "row_of"]
MOST_COPIES = 5  # of one recording, that are compared byte by byte


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a list says of recordings, and what was ignored (in words) while reading."""

    rows: dict[Path, ManifestRow]
    warnings: tuple[str, ...] = ()
    unmatched: Sample = field(default_factory=Sample)
    by_name_only: Sample = field(default_factory=Sample)

    def row(self, recording: Path) -> ManifestRow | None:
        return self.rows.get(recording)

    def differences(self, recordings: Iterable[Path]) -> list[str]:
        """In words: rows without a recording, recordings without a row, and rows that fit by the name alone."""
        without = Sample()
        for path in recordings:
            if path not in self.rows:
                without.add(path.name)
        sides = [
            (_("清单中列出、但没有找到的录音"), self.unmatched),
            (_("没有列入清单的录音（坐席未知）"), without),
            (_("只有文件名相同、所在文件夹与清单不同的录音，请核对"), self.by_name_only),
        ]
        return [f"{title} {some.told()}" for title, some in sides if some.count]


def read_manifest(
    path: Path, recordings: Iterable[Path], conventions: Conventions | None = None, folders: Iterable[Path] = ()
) -> Manifest:
    """What the list at ``path`` says of ``recordings``: however long it is, only their rows are kept.

    Recordings in sub-folders of ``folders`` are known by these, too: a row that names another one is not theirs.
    Raises ManifestError where it can't be used at all; single faults are warnings.
    """
    roots = {folder.absolute() for folder in folders}
    known = by_name(_place(recording, roots) for recording in recordings)
    matcher = Matcher(_are_copies)
    with open_table(path, conventions or usual()) as table:
        for line, cells in table:
            written = table.cell(cells, "recording")
            parts = parts_of(written)
            if not parts:
                table.warn(line, _("recording 为空，跳过此行"))
                continue
            fitting = depths(parts, known.get(parts[-1], ()))
            if problem := matcher.offer("/".join(parts), fitting, partial(table.row, line, cells)):
                table.warn(line, problem)
    rows = matcher.found()
    return Manifest(rows, table.notices.all(), matcher.unmatched, matcher.by_name_only)


def _place(recording: Path, roots: Set[Path]) -> Place[Path]:
    whole = recording.absolute()
    return Place(recording, parts_of(str(whole)), not roots.isdisjoint(whole.parent.parents))


def _are_copies(paths: Sequence[Path]) -> bool:
    try:
        return len(paths) <= MOST_COPIES and all(filecmp.cmp(paths[0], other, shallow=False) for other in paths[1:])
    except OSError:
        return False
