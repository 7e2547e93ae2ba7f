"""What a command is given: files, the list of calls, and what is said at the end of what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.cli.console import hint
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import Failures, Skipped, expand, not_the_list, told
from pipeline.intake.known_facts import facts_in_name
from pipeline.intake.manifest import Manifest, read_manifest
from pipeline.intake.manifest.reading import open_table


@dataclass(frozen=True, slots=True)
class Inputs:
    """Files to read, what could not be opened or is not read, and what the list says."""

    files: list[Path]
    failed: Failures
    skipped: Sequence[Skipped]
    manifest: Manifest | None
    conventions: Conventions

    def tell_what_is_left(self) -> None:
        """At the end, where it is seen: rows and recordings without each other, and files that were not read."""
        if self.manifest is not None:
            unnamed = [file for file in self.files if facts_in_name(file, self.conventions) is None]
            for difference in self.manifest.differences(unnamed):
                hint(difference)
        for skipped in told(self.skipped):
            hint(skipped)


def inputs_of(paths: Sequence[Path], manifest: Path | None, conventions: Conventions, any_json: bool = False) -> Inputs:
    """Raises ManifestError; what it ignores of a manifest is said at once."""
    failed: Failures = []
    skipped: list[Skipped] = []
    files = expand(paths, failed, skipped, any_json)
    listed = read_manifest(manifest, files, conventions, paths) if manifest else None
    for warning in listed.warnings if listed else ():
        hint(warning)
    return Inputs(files, failed, not_the_list(skipped, manifest), listed, conventions)


def check_manifest(path: Path | None, conventions: Conventions) -> None:
    """Raises ManifestError where a list can't be used at all; says what is wrong with its headings."""
    if path is not None:
        with open_table(path, conventions) as table:
            for warning in table.notices.all():
                hint(warning)
