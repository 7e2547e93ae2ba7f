"""What offices call things: headings of their lists, values in them, speakers in transcripts. Data, read from YAML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import SettingsError, cause

BUILT_IN = Path(__file__).with_name("vocabulary.yaml")
COLUMNS = frozenset(
    {
        "recording",
        "call_id",
        "agent_id",
        "team",
        "queue",
        "direction",
        "customer_number",
        "started_at",
        "ring_seconds",
        "answered_at",
        "agent_channel",
        "hung_up_by",
        "project",
        "fault_type",
        "case_id",
        "order_id",
    }
)
NUMBERS = frozenset({"caller_number", "called_number"})  # which of them is the customer's, the direction tells
VALUES = {
    "direction": frozenset({"inbound", "outbound"}),
    "agent_channel": frozenset({"0", "1"}),
    "hung_up_by": frozenset({"agent", "customer"}),
}
ROLES = frozenset({"agent", "customer", "system"})
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]\s*$")
_BLANK = re.compile(r"[\s_\-:：*]+")
Names = dict[str, str]  # what it is called, to what it is


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is called how; every name as :func:`plain` makes it."""

    columns: Names
    values: dict[str, Names]
    speakers: Names

    def column(self, heading: str) -> str:
        """The column that a heading means; the heading itself where it is none of ours."""
        return self.columns.get(plain(heading), heading.strip())

    def value(self, column: str, text: str) -> str:
        """The value that a text in ``column`` means; the text itself where it is none of ours."""
        return self.values.get(column, {}).get(plain(text), text)


def plain(name: str) -> str:
    """A name without case, width, blanks, and what stands in brackets behind it."""
    even = unicodedata.normalize("NFKC", name).casefold()
    return _BLANK.sub("", _BRACKETS.sub("", even) or even)


class _File(BaseModel):
    """The file's form: lists of names under what they mean."""

    model_config = ConfigDict(extra="forbid", strict=True)
    columns: dict[str, list[str]] = {}
    values: dict[str, dict[str, list[str]]] = {}
    speakers: dict[str, list[str]] = {}


@cache
def vocabulary(own: Path | None = None) -> Vocabulary:
    """The built-in vocabulary, with an office's ``own`` in front. Raises SettingsError with every fault of its file."""
    built_in = _read(BUILT_IN)
    return built_in if own is None else _before(_read(own), built_in)


def _before(own: Vocabulary, other: Vocabulary) -> Vocabulary:
    values = {column: other.values.get(column, {}) | own.values.get(column, {}) for column in VALUES}
    return Vocabulary(other.columns | own.columns, values, other.speakers | own.speakers)


def _read(path: Path) -> Vocabulary:
    parsed, faults = _parsed(path), list[str]()
    columns = _named("columns", parsed.columns, COLUMNS | NUMBERS, faults)
    unknown = (column for column in parsed.values if column not in VALUES)
    faults += [f"values.{column}：没有这一列，可用：{_listed(VALUES)}" for column in unknown]
    values = {c: _named(f"values.{c}", parsed.values.get(c, {}), allowed, faults) for c, allowed in VALUES.items()}
    speakers = _named("speakers", parsed.speakers, ROLES, faults)
    if faults:
        raise SettingsError(f"{path.name} 有误：" + "；".join(faults))
    return Vocabulary(columns, values, speakers)


def _parsed(path: Path) -> _File:
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _File.model_validate(content or {})
    except OSError as error:
        raise SettingsError(f"{path.name} 无法读取：{cause(error)}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "编码应为 UTF-8"
        raise SettingsError(f"{path.name} 不是有效的 YAML（{where}）") from None
    except ValidationError as error:
        places = (".".join(map(str, e["loc"])) or "整个文件" for e in error.errors(include_input=False))
        raise SettingsError(f"{path.name} 有误：" + "；".join(f"{place} 应为名称的列表" for place in places)) from None


def _named(entry: str, given: Mapping[str, list[str]], allowed: Iterable[str], faults: list[str]) -> Names:
    """The names by what they mean, our own among them; ``faults`` says what is unknown or meant twice."""
    names = {plain(meaning): meaning for meaning in allowed}
    for meaning, name in _pairs(given):
        if meaning not in allowed:
            faults.append(f"{entry}.{meaning}：没有这一项，可用：{_listed(allowed)}")
        elif not plain(name):
            faults.append(f"{entry}.{meaning}：有空的名称")
        elif names.setdefault(plain(name), meaning) != meaning:
            faults.append(f"{entry}.{meaning}：「{name}」已是 {names[plain(name)]} 的名称")
    return names


def _pairs(given: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((meaning, name) for meaning, names in given.items() for name in names)


def _listed(names: Iterable[str]) -> str:
    return "、".join(sorted(names))
