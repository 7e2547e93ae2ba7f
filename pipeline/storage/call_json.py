"""The domain's Call and the sentence judge's labels as JSON and back, without loss."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.language import _n
from pipeline.storage.errors import StoreError

_CALL = TypeAdapter(Call)
_LABELS = TypeAdapter(tuple[TurnLabel, ...])


def dump_call(call: Call) -> str:
    """The same call gives the same text."""
    return _CALL.dump_json(call).decode()


def load_call(body: str) -> Call:
    """Raises StoreError where ``body`` was not written by :func:`dump_call`."""
    try:
        return _CALL.validate_json(body)
    except ValidationError as error:
        raise StoreError(_n("已存的转写无法读取（%(num)s 处不符）", error.error_count())) from None


def dump_labels(labels: Sequence[TurnLabel]) -> str:
    return _LABELS.dump_json(tuple(labels)).decode()


def load_labels(body: str) -> tuple[TurnLabel, ...]:
    try:
        return _LABELS.validate_json(body)
    except ValidationError as error:
        raise StoreError(_n("已存的分类结果无法读取（%(num)s 处不符）", error.error_count())) from None
