"""Data against the schema: every deviation as a fault in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.lexicon.faults import Fault

M = TypeVar("M", bound=BaseModel)
_WORDS = {
    "missing": "缺少必填字段",
    "extra_forbidden": "未知字段，请检查拼写",
    "string_type": "应当是文字（数字、日期、true/false 请加引号）",
    "tuple_type": "应当是列表，例如 [甲, 乙]",
    "dict_type": "应当是「字段: 内容」的形式",
    "model_type": "应当是「字段: 内容」的形式",
    "bool_parsing": "只能是 true 或 false",
    "bool_type": "只能是 true 或 false",
    "float_parsing": "应当是数字",
    "float_type": "应当是数字",
    "string_pattern_mismatch": "格式不对：标识只能用小写字母、数字、下划线和点，版本不能有空格",
    "not_chinese": "只能是汉字，不能有标点、空格、字母或数字",
    "value_error": "不能为空",
    "date_type": "应当是日期，例如 2026-03-01",
    "date_parsing": "应当是日期，例如 2026-03-01",
    "date_from_datetime_parsing": "应当是日期，例如 2026-03-01",
    "date_from_datetime_inexact": "应当是日期，不带钟点，例如 2026-03-01",
}


def validate(shape: type[M], data: object, name: str) -> M | list[Fault]:
    """The file's content as an object of ``shape``, or everything that is wrong with it."""
    if not isinstance(data, Mapping):
        return [Fault(name, "", "", "文件内容应当是「字段: 内容」的形式")]
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        return [_fault(detail, data, name) for detail in error.errors(include_url=False)]


def _fault(detail: ErrorDetails, data: Mapping[object, object], name: str) -> Fault:
    where = list(detail["loc"])
    entry = ""
    if len(where) > 1 and where[0] in ("entries", "lines", "grades") and isinstance(where[1], int):
        entry, where = _entry_name(data, str(where[0]), where[1]), where[2:]
    elif len(where) > 1 and where[0] == "elements":
        entry, where = str(where[1]), where[2:]
    return Fault(name, entry, _field(where), _in_words(detail))


def _entry_name(data: Mapping[object, object], listed: str, index: int) -> str:
    entries = data.get(listed)
    entry = entries[index] if isinstance(entries, list) and index < len(entries) else None
    named = entry.get("id") or entry.get("check") if isinstance(entry, Mapping) else None
    return str(named) if named else f"第 {index + 1} 条"


def _field(where: list[str | int]) -> str:
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")


def _in_words(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            return f"只能是 {context.get('expected')}".replace(" or ", " 或 ")
        case "too_short":
            return "至少要有一项"
        case "too_long" | "string_too_long":
            return f"太多或太长（最多 {context.get('max_length')}）"
        case "greater_than_equal" | "less_than_equal":
            return f"数值超出范围（{context.get('ge', '')}{context.get('le', '')} 为限）"
        case kind:
            return _WORDS.get(kind, f"内容不符合要求（{kind}）")
