"""Collects marked texts from Python for ``pybabel``; babel.cfg names it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import IO, Any

TITLED = "check"  # @check(…, title="…"): a check's title is a text of ours
Text = tuple[int, str | None, str | tuple[str, str], list[str]]


def extract(source: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Text]:
    """What ``_``, ``_n``, ``N_`` are called with, the values of ``Words`` and ``Counted``, the titles of checks."""
    calls = [node for node in ast.walk(ast.parse(source.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        for text in _texts(call):
            counted = _name(call) in ("_n", "Counted")
            yield call.lineno, "ngettext" if counted else None, (text, text) if counted else text, []


def _texts(call: ast.Call) -> list[str]:
    name = _name(call)
    if name in ("_", "_n", "N_"):
        return _strings(call.args[:1])
    if name in ("Words", "Counted"):
        return _strings(value for given in call.args if isinstance(given, ast.Dict) for value in given.values)
    return _strings(k.value for k in call.keywords if k.arg == "title") if name == TITLED else []


def _strings(nodes: Any) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
