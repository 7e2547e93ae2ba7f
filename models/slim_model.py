"""A Whisper model in CTranslate2's layout, with fewer tokens: made in memory, from files that were verified before.

Variables of `model.bin` with one row for each token get fewer rows.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import UnknownLayout
from models.model_file import ModelFile, Variable, mapped, read_file, read_tokens, shape_of
from models.vocabulary import Vocabulary, needed

OF_TOKENS = ("lang_ids", "suppress_ids", "suppress_ids_begin")  # settings that hold ids of tokens
HEADS = "alignment_heads"


@dataclass(frozen=True)
class SlimModel:
    """The files that CTranslate2 asks for, by name, and the tokens they have kept."""

    files: dict[str, bytes]
    vocabulary: Vocabulary


def slim_model(model_dir: Path) -> SlimModel:
    """The model of a folder without the tokens that no Chinese call needs.

    A conversion that does not say which heads follow the sound, or names heads that it does not have (which would end
    the process), gets others. Raises UnknownLayout (then the model can perhaps still be used as it is) and OSError.
    """
    tokens = read_tokens(model_dir)
    vocabulary = needed(tokens)
    with mapped(model_dir / "model.bin") as data:
        file = read_file(data)
        weights = with_rows(data, file, vocabulary.kept, len(tokens))
    config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
    config |= {key: vocabulary.inward(config[key]) for key in OF_TOKENS if config.get(key)}
    config[HEADS] = shape_of(file).alignment_heads(config.get(HEADS))
    files = {
        "model.bin": weights,
        "config.json": json.dumps(config).encode(),
        "vocabulary.json": json.dumps([tokens[id] for id in vocabulary.kept]).encode(),
    }
    return SlimModel(files, vocabulary)


def with_rows(data: memoryview, file: ModelFile, rows: Sequence[int], total: int) -> bytes:
    """`model.bin` whose variables of `total` rows keep only `rows`. Raises UnknownLayout where none has so many."""
    cut = [variable for variable in file.variables if variable.shape and variable.shape[0] == total]
    if not cut:
        raise UnknownLayout("vocabulary of another size")
    parts: list[bytes | memoryview] = []
    copied = 0
    for variable in cut:
        head, kept = _rows(data, variable, rows)
        parts += [data[copied : variable.shape_at], head, kept]
        copied = variable.values_at + variable.size_bytes
    return b"".join([*parts, data[copied:]])


def _rows(data: memoryview, variable: Variable, rows: Sequence[int]) -> tuple[bytes, bytes]:
    """The shape, type and size of a variable with only these rows, and its bytes."""
    values = data[variable.values_at : variable.values_at + variable.size_bytes]
    kept = np.frombuffer(values, np.uint8).reshape(variable.shape[0], -1)[np.asarray(rows)].tobytes()
    shape = (len(rows), *variable.shape[1:])
    return struct.pack(f"<{len(shape)}IBI", *shape, variable.type_code, len(kept)), kept
