"""A model keeps what a Chinese call needs, and every other byte of it stays as it was."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest

from models.errors import UnknownLayout
from models.model_file import read_shape
from models.slim_model import slim_model
from models.vocabulary import Vocabulary, needed

TOKENS = ["<|endoftext|>", "好", "é", "Ġthe", "WiFi", "<|0.00|>", "Ġ", "7"]
SPELLED = {"好": "å¥½", "é": "Ã©"}  # as a byte-level vocabulary writes them
KEPT = (0, 1, 4, 5, 6, 7)


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def variable(name: str, values: np.ndarray, kind: int) -> bytes:
    head = struct.pack(f"<B{values.ndim}IBI", values.ndim, *values.shape, kind, values.nbytes)
    return text(name) + head + values.tobytes()


def model_bin(rows: np.ndarray, *, version: int = 6) -> bytes:
    """Two layers with one head each, a scalar, and second names."""
    bands, positions = np.arange(24, dtype=np.float32).reshape(2, 4, 3), np.ones((5, 4), np.float32)
    variables = [
        variable("decoder/alibi", np.asarray(np.int8(1)), 1),
        variable("decoder/embeddings/weight", rows, 4),
        variable("decoder/layer_0/ffn", positions, 0),
        variable("decoder/layer_1/ffn", positions, 0),
        variable("decoder/layer_norm/beta", positions, 0),
        variable("decoder/position_encodings/encodings", positions, 0),
        variable("encoder/conv1/weight", bands, 0),
        variable("encoder/position_encodings/encodings", positions, 0),
    ]
    head = [struct.pack("<I", version), text("WhisperSpec"), struct.pack("<II", 3, len(variables))]
    names = [struct.pack("<I", 1), text("decoder/projection/weight"), text("decoder/embeddings/weight")]
    return b"".join([*head, *variables, *names])


def folder(path: Path, data: bytes, heads: list[list[int]] | None = None) -> Path:
    (path / "model.bin").write_bytes(data)
    (path / "config.json").write_text(json.dumps({"suppress_ids": [2, 7], "alignment_heads": heads or [[1, 0]]}))
    (path / "vocabulary.txt").write_text("\n".join(SPELLED.get(t, t) for t in TOKENS) + "\n", encoding="utf-8")
    return path


def test_rows_of_needless_tokens_go_and_all_else_stays(tmp_path: Path) -> None:
    rows = np.arange(len(TOKENS) * 4, dtype=np.float16).reshape(-1, 4)
    slim = slim_model(folder(tmp_path, model_bin(rows)))
    assert slim.files["model.bin"] == model_bin(rows[list(KEPT)])
    assert json.loads(slim.files["config.json"]) == {"suppress_ids": [5], "alignment_heads": [[1, 0]]}
    assert slim.vocabulary.kept == KEPT


@pytest.mark.parametrize("heads", [[[2, 0]], [[1, 1]], [[0, 0], [5, 9]]])
def test_heads_that_the_model_does_not_have_are_replaced(tmp_path: Path, heads: list[list[int]]) -> None:
    """CTranslate2 would read beyond its memory."""
    slim = slim_model(folder(tmp_path, model_bin(np.zeros((8, 4), np.float16)), heads))
    assert json.loads(slim.files["config.json"])["alignment_heads"] == [[1, 0]]


def test_vocabulary_of_another_size_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(UnknownLayout, match="vocabulary"):
        slim_model(folder(tmp_path, model_bin(np.zeros((9, 4), np.float16))))


def test_size_of_a_model_is_told_from_names(tmp_path: Path) -> None:
    shape = read_shape(folder(tmp_path, model_bin(np.zeros((8, 4), np.float16))))
    assert (shape.mels, shape.tokens, shape.features, shape.positions) == (4, 8, 4, 5)
    assert (shape.encoder_layers, shape.decoder_layers, shape.type) == (0, 2, "float16")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        model_bin(np.zeros((8, 4), np.float16), version=7),
        b"\6\0\0\0" * 9,
        model_bin(np.zeros((8, 4), np.float16)) + b"x",
    ],
)
def test_unknown_layout_is_said(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnknownLayout):
        slim_model(folder(tmp_path, data))


def test_parts_of_characters_and_punctuation_are_kept() -> None:
    whole, part, korean, stop = "å¥½", "å¥", "ëĬĶ", "ãĢĤ"
    assert needed([whole, part, korean, stop]).kept == (0, 1, 3)


def test_ids_go_in_and_come_out_again() -> None:
    vocabulary = Vocabulary((0, 5, 9))
    assert vocabulary.outward(vocabulary.inward([9, 5, 7])) == [9, 5]
    assert 7 not in vocabulary
    assert 9 in vocabulary
