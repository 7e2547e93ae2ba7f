"""What is known of a recording before a word of it is heard: what the list of calls says, completed by its name."""

from __future__ import annotations

from pathlib import Path

from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import readable_name, stem
from pipeline.intake.manifest import Manifest, ManifestRow, row_of


def known_facts(path: Path, manifest: Manifest | None, conventions: Conventions) -> ManifestRow | None:
    """The list comes first where both say something; None where neither says anything."""
    row = manifest.row(path) if manifest else None
    named = facts_in_name(path, conventions)
    return named if row is None else row.completed_by(named)


def facts_in_name(path: Path, conventions: Conventions) -> ManifestRow | None:
    """What the first pattern that fits the file's name tells; a pattern whose values make no sense doesn't fit."""
    for pattern in conventions.file_names:
        record = pattern.record(path, stem(path))
        problems: list[str] = []
        if record is not None:
            row = row_of({**record, "recording": readable_name(path)}, problems, conventions)
            if not problems:
                return row
    return None
