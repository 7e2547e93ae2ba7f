"""What a `model.bin` of CTranslate2 holds, told from the names and shapes in it: no weight is read.

The file (CTranslate2's converter describes it): version, name, revision, then each variable with its name, shape, type
and bytes, then second names of variables.
"""

from __future__ import annotations

import json
import mmap
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from models.errors import EndsEarly, UnknownLayout

KNOWN_VERSION = 6
TYPES = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
BYTES_OF = {"float32": 4, "int8": 1, "int16": 2, "int32": 4, "float16": 2, "bfloat16": 2}
EMBEDDINGS = "decoder/embeddings/weight"
Head = tuple[int, int]


@dataclass(frozen=True)
class Variable:
    """One variable, and where in the file its shape and its bytes begin."""

    name: str
    shape: tuple[int, ...]
    type_code: int
    shape_at: int
    values_at: int
    size_bytes: int

    @property
    def type(self) -> str:
        return TYPES[self.type_code] if self.type_code < len(TYPES) else "unknown"


@dataclass(frozen=True)
class ModelFile:
    """The names and shapes in one file; `name` is the kind of model that it says it is."""

    name: str
    variables: tuple[Variable, ...]
    size_bytes: int


@dataclass(frozen=True)
class ModelShape:
    """The size of a Whisper model: `mels` bands, `tokens` in its vocabulary, `features` of a frame, layers and heads,
    `positions` of 20 ms that the encoder has, `longest_text` in tokens, `parameters` and the `type` of most weights."""

    mels: int
    tokens: int
    features: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    positions: int
    longest_text: int
    parameters: int
    type: str
    size_bytes: int

    def alignment_heads(self, named: Sequence[Head] | None) -> list[Head]:
        """The heads that follow the sound: those `named` by the conversion, where the model has them all; otherwise
        those of the upper half of the decoder, as in Whisper's own code for a model that it does not know."""
        if named and all(0 <= layer < self.decoder_layers and 0 <= head < self.heads for layer, head in named):
            return list(named)
        return list(product(range(self.decoder_layers // 2, self.decoder_layers), range(self.heads)))


@contextmanager
def mapped(path: Path) -> Iterator[memoryview]:
    """The bytes of a file, read from the disk where they are looked at. Raises EndsEarly for an empty file."""
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise EndsEarly from None
        with data, memoryview(data) as view:
            yield view


def read_file(data: memoryview) -> ModelFile:
    """Names and shapes of everything in `data`. Raises UnknownLayout, of which EndsEarly is one."""
    reader = _Reader(data)
    if (version := reader.number("I")) != KNOWN_VERSION:
        raise UnknownLayout(f"version {version}")
    name = reader.text()
    reader.number("I")
    variables = tuple(reader.variable() for _ in range(reader.number("I")))
    for _ in range(2 * reader.number("I")):
        reader.text()
    if reader.at != len(data):
        raise UnknownLayout("more than expected")
    return ModelFile(name, variables, len(data))


def shape_of(file: ModelFile) -> ModelShape:
    """Raises UnknownLayout where a part of a Whisper model is missing."""
    found = {variable.name: variable for variable in file.variables}
    try:
        bands, positions = found["encoder/conv1/weight"].shape, found["encoder/position_encodings/encodings"].shape
        tokens, text = found[EMBEDDINGS].shape, found["decoder/position_encodings/encodings"].shape
    except KeyError as missing:
        raise UnknownLayout(f"no {missing.args[0]}") from None
    heads = max(1, tokens[1] // 64)  # every Whisper has 64 features a head
    return ModelShape(
        mels=bands[1],
        tokens=tokens[0],
        features=tokens[1],
        encoder_layers=_layers(found, "encoder"),
        decoder_layers=_layers(found, "decoder"),
        heads=heads,
        positions=positions[0],
        longest_text=text[0],
        parameters=sum(prod(v.shape) for v in file.variables),
        type=found[EMBEDDINGS].type,
        size_bytes=file.size_bytes,
    )


def read_shape(model_dir: Path) -> ModelShape:
    """The size of the model in a folder. Raises UnknownLayout and OSError."""
    with mapped(model_dir / "model.bin") as data:
        return shape_of(read_file(data))


def read_tokens(model_dir: Path) -> list[str]:
    """The vocabulary in the order of its ids. Raises UnknownLayout where there is none."""
    as_json, as_text = model_dir / "vocabulary.json", model_dir / "vocabulary.txt"
    if as_json.exists():
        return [str(token) for token in json.loads(as_json.read_text(encoding="utf-8"))]
    if as_text.exists():
        return as_text.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    raise UnknownLayout("no vocabulary")


def _layers(names: Iterable[str], part: str) -> int:
    """How many layers a part has, by the numbers in the names."""
    start = f"{part}/layer_"
    numbers = (name.removeprefix(start).split("/")[0] for name in names if name.startswith(start))
    return len({number for number in numbers if number.isdigit()})


class _Reader:
    """Reads a `model.bin` from its beginning."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def number(self, format: str) -> int:
        return int(self.numbers(format, 1)[0])

    def numbers(self, format: str, count: int) -> tuple[Any, ...]:
        try:
            values = struct.unpack_from(f"<{count}{format}", self.data, self.at)
        except struct.error:
            raise EndsEarly from None
        self.at += struct.calcsize(f"<{count}{format}")
        return values

    def text(self) -> str:
        """A text with its length before it and a NUL behind it."""
        length = self.number("H")
        self.skip(length)
        return bytes(self.data[self.at - length : self.at - 1]).decode("utf-8", errors="replace")

    def skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self.data):
            raise EndsEarly

    def variable(self) -> Variable:
        name = self.text()
        shape_at = self.at + 1
        shape = self.numbers("I", self.number("B"))
        type_code, size = self.number("B"), self.number("I")
        values_at = self.at
        self.skip(size)
        return Variable(name, shape, type_code, shape_at, values_at, size)
