"""Everything that a pack may hold is read somewhere: data without a reader deceives the supervisor who edits it."""

import ast

import pytest

from pipeline.lexicon import schema
from pipeline.settings import PROJECT

CODE = [
    file
    for folder in ("pipeline", "api")
    for file in sorted((PROJECT / folder).rglob("*.py"))
    if file.name not in ("schema.py", "loader.py", "contradictions.py")
]
# Of deductions: taken by the finding's severity. Of files: how they make up a pack, which is the loader's own business.
# Of elements: that they need no patterns, which only the check of the lexicon asks.
BY_VALUE = {"minor", "major", "fatal", "entries", "extends", "measured"}
FOR_PEOPLE = {("PackInfo", "description"), ("PackInfo", "language")}  # told, not acted upon
SHAPES = [shape for shape in vars(schema).values() if isinstance(shape, type) and issubclass(shape, schema.Part)]
FIELDS = [(shape.__name__, name) for shape in SHAPES for name in shape.model_fields]


def read_names() -> set[str]:
    """The attributes that the code reads, and the names that it takes by ``getattr``."""
    found: set[str] = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found.add(node.attr)
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "getattr":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found | BY_VALUE


READ = read_names()


@pytest.mark.parametrize(("shape", "field"), sorted(set(FIELDS) - FOR_PEOPLE))
def test_a_field_of_a_lexicon_has_a_reader(shape, field):
    assert field in READ, f"nothing reads {shape}.{field}"
