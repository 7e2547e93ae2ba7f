"""What an upload or a manifest says of a call besides its sound."""

from __future__ import annotations

from pathlib import Path

from api.uploads.form import BadUpload
from pipeline.intake.conventions import Conventions, usual
from pipeline.intake.known_facts import facts_in_name
from pipeline.intake.manifest import COLUMNS, ManifestRow, row_of
from pipeline.language import _, _n
from pipeline.storage.manifest_facts import fits


def facts_of(fields: dict[str, str], file_name: str, conventions: Conventions | None = None) -> ManifestRow | None:
    """The fields of an upload, read like a manifest's columns and completed by the file's name; None without any.

    Raises BadUpload with every fault.
    """
    conventions = conventions or usual()
    known = {name: value.strip() for name, value in fields.items() if name != "csrf_token"}
    unknown = known.keys() - (COLUMNS - {"recording"})
    problems = (
        [
            _n(
                "有 %(num)s 个不认识的字段，可用：%(fields)s",
                len(unknown),
                fields=_("、").join(sorted(COLUMNS - {"recording"})),
            )
        ]
        if unknown
        else []
    )
    known = {name: value for name, value in known.items() if name not in unknown}
    problems += [
        _("%(name)s 过长或含有不能使用的字符", name=name) for name, value in known.items() if not fits(name, value)
    ]
    row = row_of({**known, "recording": file_name}, problems, conventions)
    if problems:
        raise BadUpload("；".join(problems))
    named = facts_in_name(Path(file_name), conventions)
    return row.completed_by(named) if any(known.values()) else named
