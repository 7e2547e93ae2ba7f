"""A made-up network of three nodes in ONNX's format is read and cut."""

import numpy as np
import pytest

from models.errors import UnknownLayout
from models.onnx_file import behind, weights

TABLE = np.arange(600, dtype=np.float32).reshape(2, 300)  # long enough for lengths of two bytes


def field(number: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    size = bytes([len(data)]) if len(data) < 128 else bytes([len(data) & 127 | 128, len(data) >> 7])
    return bytes([number << 3 | 2]) + size + data


def shape(*sizes: int) -> bytes:
    return b"".join(b"\x08" + (bytes([n]) if n < 128 else bytes([n & 127 | 128, n >> 7])) for n in sizes)


def node(takes: list[str], gives: str) -> bytes:
    return field(1, b"".join(field(1, name) for name in takes) + field(2, gives))


FIRST, SECOND, THIRD = node(["sound", "a"], "x"), node(["x", "b"], "y"), node(["y", "h"], "z")
A = field(5, shape(2, 300) + field(8, "a") + field(9, TABLE.tobytes()))
B = field(5, shape(1) + field(8, "b") + field(9, b"1234"))
OUTPUT, VERSION = field(12, field(1, "z")), b"\x08\x09"


def inputs(*names: str) -> bytes:
    return b"".join(field(11, field(1, name)) for name in names)


def model(*parts: bytes) -> bytes:
    return VERSION + field(7, b"".join(parts))


WHOLE = model(FIRST, SECOND, THIRD, A, B, inputs("sound", "h"), OUTPUT, field(13, field(1, "x")))


def test_weights_have_their_shape() -> None:
    assert np.array_equal(weights(WHOLE, "a"), TABLE)


def test_what_lies_behind_a_tensor_asks_for_that_tensor() -> None:
    assert behind(WHOLE, "x") == model(SECOND, THIRD, B, inputs("h"), OUTPUT, inputs("x"))


@pytest.mark.parametrize("data", [WHOLE[:1], b"\x09" + WHOLE, model(B[:-4]), model()])
def test_unknown_layout_is_said(data: bytes) -> None:
    with pytest.raises(UnknownLayout):
        weights(data, "b")
