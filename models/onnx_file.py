"""Reads an ONNX file, and cuts one in two: just enough of the format for a small network, without its library.

An ONNX file is a protobuf message, which is a row of fields: a number that says what it is, and a number or bytes (a
text, values, a message of its own). A graph's nodes stand in the order in which they are computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.errors import UnknownLayout

GRAPH = 7  # of a model
NODE, INITIALIZER, INPUT, VALUE_INFO = 1, 5, 11, 13  # of a graph
NODE_INPUT, NODE_OUTPUT = 1, 2
SHAPE, TENSOR_NAME, VALUES = 1, 8, 9  # of an initializer
VALUE_NAME = 1
NUMBER, BYTES = 0, 2  # kinds of fields


class Field(NamedTuple):
    """One field of a message; a number is kept as its one or more bytes' value."""

    what: int
    value: bytes
    number: int = 0


def weights(model: bytes, name: str) -> npt.NDArray[np.float32]:
    """A float tensor of a model's file. Raises UnknownLayout where there is none."""
    for tensor in _all(_graph(model), INITIALIZER):
        if _texts(tensor, TENSOR_NAME) == {name}:
            shape = [field.number for field in _fields(tensor) if field.what == SHAPE]
            try:
                return np.frombuffer(b"".join(_all(tensor, VALUES)), np.float32).reshape(shape)
            except ValueError:
                raise UnknownLayout(name) from None
    raise UnknownLayout(name)


def behind(model: bytes, tensor: str) -> bytes:
    """The part of a model that computes on from a tensor, which becomes an input of it."""
    graph = _graph(model)
    known, nodes = {tensor}, []
    for node in _all(graph, NODE):
        if known & _texts(node, NODE_INPUT):
            known |= _texts(node, NODE_OUTPUT)
            nodes.append(node)
    needed = {name for node in nodes for name in _texts(node, NODE_INPUT)}
    cut = b"".join(_kept(field, tensor, nodes, needed) for field in _fields(graph))
    return b"".join(_written(GRAPH, cut) if f.what == GRAPH else _again(f) for f in _fields(model))


def _kept(field: Field, tensor: str, nodes: list[bytes], needed: set[str]) -> bytes:
    """What stays of a field of the graph; the tensor's description becomes that of an input."""
    if field.what == VALUE_INFO:
        return _written(INPUT, field.value) if _texts(field.value, VALUE_NAME) == {tensor} else b""
    dropped = (
        (field.what == NODE and field.value not in nodes)
        or (field.what == INPUT and not _texts(field.value, VALUE_NAME) & needed)
        or (field.what == INITIALIZER and not _texts(field.value, TENSOR_NAME) & needed)
    )
    return b"" if dropped else _again(field)


def _graph(model: bytes) -> bytes:
    return b"".join(_all(model, GRAPH))


def _all(message: bytes, what: int) -> Iterator[bytes]:
    return (field.value for field in _fields(message) if field.what == what)


def _texts(message: bytes, what: int) -> set[str]:
    return {value.decode() for value in _all(message, what)}


def _fields(message: bytes) -> Iterator[Field]:
    at = 0
    while at < len(message):
        key, at = _number(message, at)
        number, at = _number(message, at)
        if key & 7 == NUMBER:
            yield Field(key >> 3, b"", number)
        elif key & 7 == BYTES:
            yield Field(key >> 3, message[at : at + number])
            at += number
        else:
            raise UnknownLayout("kind of field")


def _number(message: bytes, at: int) -> tuple[int, int]:
    """A number, seven bits a byte, the last byte below 128; and where the next field begins."""
    value = shift = 0
    while at < len(message):
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if message[at - 1] < 128:
            return value, at
    raise UnknownLayout("ends early")


def _again(field: Field) -> bytes:
    if field.value:
        return _written(field.what, field.value)
    return _bytes_of(field.what << 3 | NUMBER) + _bytes_of(field.number)


def _written(what: int, value: bytes) -> bytes:
    return _bytes_of(what << 3 | BYTES) + _bytes_of(len(value)) + value


def _bytes_of(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low | 128]) + _bytes_of(rest) if rest else bytes([low])
