"""A Whisper model in CTranslate2's layout, with fewer tokens: made in memory, from files that were verified before.

`model.bin` (CTranslate2's converter describes it): version, name, revision, then each variable with its name, shape,
type and bytes, then second names of variables. Variables with one row for each token get fewer rows.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import UnknownLayout
from models.vocabulary import Vocabulary, needed

KNOWN_VERSION = 6
OF_TOKENS = ("lang_ids", "suppress_ids", "suppress_ids_begin")  # settings that hold ids of tokens


@dataclass(frozen=True)
class SlimModel:
    """The files that CTranslate2 asks for, by name, and the tokens they have kept."""

    files: dict[str, bytes]
    vocabulary: Vocabulary


def slim_model(model_dir: Path) -> SlimModel:
    """The model of a folder without the tokens that no Chinese call needs.

    Raises UnknownLayout (then the model can still be used as it is) and OSError.
    """
    tokens = _tokens(model_dir)
    vocabulary = needed(tokens)
    config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
    config |= {key: vocabulary.inward(config[key]) for key in OF_TOKENS if key in config}
    files = {
        "model.bin": _with_rows((model_dir / "model.bin").read_bytes(), vocabulary.kept, len(tokens)),
        "config.json": json.dumps(config).encode(),
        "vocabulary.json": json.dumps([tokens[id] for id in vocabulary.kept]).encode(),
    }
    return SlimModel(files, vocabulary)


def _tokens(model_dir: Path) -> list[str]:
    as_json, as_text = model_dir / "vocabulary.json", model_dir / "vocabulary.txt"
    if as_json.exists():
        return [str(token) for token in json.loads(as_json.read_text(encoding="utf-8"))]
    if as_text.exists():
        return as_text.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    raise UnknownLayout("no vocabulary")


class _Reader:
    """Reads `model.bin` and notes which bytes stay as they are."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.at = 0

    def number(self, format: str) -> int:
        return int(self.numbers(format, 1)[0])

    def numbers(self, format: str, count: int) -> tuple[Any, ...]:
        try:
            values = struct.unpack_from(f"<{count}{format}", self.data, self.at)
        except struct.error:
            raise UnknownLayout("ends early") from None
        self.at += struct.calcsize(f"<{count}{format}")
        return values

    def skip_text(self) -> None:
        length = self.number("H")
        self.at += length

    def bytes(self, count: int) -> memoryview:
        self.at += count
        return self.data[self.at - count : self.at]


def _with_rows(data: bytes, rows: Sequence[int], total: int) -> bytes:
    """`model.bin` whose variables of `total` rows keep only `rows`."""
    reader = _Reader(data)
    if reader.number("I") != KNOWN_VERSION:
        raise UnknownLayout("version")
    reader.skip_text()
    reader.number("I")
    parts: list[bytes | memoryview] = []
    copied = 0
    for _ in range(reader.number("I")):
        reader.skip_text()
        shape_at = reader.at + 1
        shape = reader.numbers("I", reader.number("B"))
        size_at = reader.at + 1
        type_byte, size = reader.number("B"), reader.number("I")
        values = reader.bytes(size)
        if shape and shape[0] == total:
            kept = np.frombuffer(values, np.uint8).reshape(total, -1)[np.asarray(rows)].tobytes()
            head = struct.pack(f"<{len(shape)}IBI", len(rows), *shape[1:], type_byte, len(kept))
            parts += [reader.data[copied:shape_at], head, kept]
            copied = size_at + 4 + size
    _check_end(reader)
    return b"".join([*parts, reader.data[copied:]])


def _check_end(reader: _Reader) -> None:
    """The second names of variables come last, and nothing behind them."""
    for _ in range(2 * reader.number("I")):
        reader.skip_text()
    if reader.at != len(reader.data):
        raise UnknownLayout("more than expected")
