"""What a recorder tells in the names of its files: ``{started_at:%Y%m%d-%H%M%S}_{agent_id}_{direction}``.

A field takes in what stands before the next character of the pattern; ``{*}`` takes in anything. A pattern with ``/``
is compared with the folders, too. Several patterns are separated by ``;`` and tried in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from string import Formatter

from pipeline.errors import SettingsError
from pipeline.intake.vocabulary import COLUMNS, NUMBERS

SETTING = "TINGJIAN_FILE_NAME"
ANYTHING = "*"
MOST_ANYTHINGS = 3
FIELDS = (COLUMNS | NUMBERS) - {"recording"}
_USUAL_MOMENT = "%Y%m%d%H%M%S"
_DIRECTIVES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{2}",
    "d": r"\d{2}",
    "H": r"\d{2}",
    "I": r"\d{2}",
    "M": r"\d{2}",
    "S": r"\d{2}",
    "f": r"\d{1,6}",
    "j": r"\d{3}",
    "p": r"[APap][Mm]",
}


@dataclass(frozen=True, slots=True)
class NamePattern:
    """A pattern, ready to be compared with names; ``moment`` is how its ``started_at`` is written."""

    expression: re.Pattern[str]
    moment: str
    folders: int

    def record(self, path: Path, stem: str) -> dict[str, str] | None:
        """The fields in a name, by column; None where it is another name. ``stem`` is the name without its ending."""
        parents = path.absolute().parts[-1 - self.folders : -1] if self.folders else ()
        found = self.expression.fullmatch("/".join((*parents, stem)))
        if found is None:
            return None
        record = found.groupdict()
        try:
            if "started_at" in record:
                moment = datetime.strptime(record["started_at"], self.moment)  # noqa: DTZ007 - the office's clock
                record["started_at"] = moment.isoformat()
        except ValueError:
            return None
        return record


def patterns_of(setting: str) -> tuple[NamePattern, ...]:
    """The patterns of the setting; raises SettingsError naming what is wrong with any of them."""
    faults: list[str] = []
    patterns = [_compiled(text.strip(), faults) for text in setting.split(";") if text.strip()]
    if faults:
        raise SettingsError(f"设置有误：{SETTING} " + "；".join(faults))
    return tuple(pattern for pattern in patterns if pattern)


@dataclass(frozen=True, slots=True)
class _Part:
    """A literal text with the field behind it; no field at the end."""

    literal: str
    field: str | None
    form: str


def _compiled(text: str, faults: list[str]) -> NamePattern | None:
    try:
        parts = [_Part(literal, field, form or "") for literal, field, form, _ in Formatter().parse(text)]
    except ValueError:
        faults.append(f"「{text}」的花括号不成对")
        return None
    fields = [part.field for part in parts if part.field is not None and part.field != ANYTHING]
    faults += _faults(text, parts, fields)
    if faults:
        return None
    expression = "".join(re.escape(part.literal) + _group(part, after) for part, after in _with_following(parts))
    moment = next((part.form for part in parts if part.field == "started_at" and part.form), _USUAL_MOMENT)
    return NamePattern(re.compile(expression), moment, text.count("/"))


def _faults(text: str, parts: list[_Part], fields: list[str]) -> list[str]:
    found = [
        f"「{text}」中没有 {field} 这个字段，可用：{'、'.join(sorted(FIELDS))}"
        for field in fields
        if field not in FIELDS
    ]
    found += [f"「{text}」中 {field} 出现了两次" for field in sorted(set(fields)) if fields.count(field) > 1]
    if not fields:
        found.append(f"「{text}」中没有字段")
    if sum(part.field == ANYTHING for part in parts) > MOST_ANYTHINGS:
        found.append(f"「{text}」中 {{*}} 多于 {MOST_ANYTHINGS} 个")
    for part in parts:
        if part.field == "started_at" and part.form:
            found += [f"「{text}」中不能使用 %{d}" for d in re.findall("%(.)", part.form) if d not in _DIRECTIVES]
        elif part.form:
            found.append(f"「{text}」中 {part.field} 后面不能有格式")
    return found


def _with_following(parts: list[_Part]) -> list[tuple[_Part, str]]:
    """Each part with the character that follows it, which its field doesn't take in."""
    pairs = [(part, after.literal[:1]) for part, after in pairwise(parts)]
    return [*pairs, (parts[-1], "")]


def _group(part: _Part, following: str) -> str:
    if part.field is None:
        return ""
    if part.field == ANYTHING:
        return "[^/]*?"
    if part.field == "started_at":
        return f"(?P<started_at>{_moment(part.form or _USUAL_MOMENT)})"
    return f"(?P<{part.field}>[^/{re.escape(following)}]+?)"


def _moment(form: str) -> str:
    return "".join(
        _DIRECTIVES[piece[1]] if piece[0] == "%" else re.escape(piece) for piece in re.findall(r"%.|[^%]", form)
    )
