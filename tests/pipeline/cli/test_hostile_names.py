"""What a file or a list of calls is called can't control a terminal, a page or a database."""

import io

import pytest
from rich.console import Console
from rich.table import Table

from pipeline.cli.console import plain
from pipeline.intake.conventions import usual
from pipeline.intake.manifest import row_of

ODD = ["\x1b[2J\x1b[31mred", "\u202egpj.exe", "a\0b", "a\rb", "[/red]x[", "\u200b\u2066x", "\x9b31m"]


@pytest.mark.parametrize("name", ODD)
def test_a_table_shows_names_as_they_are_and_nothing_else(name):
    table = Table("名称")
    table.add_row(plain(name))
    shown = io.StringIO()
    Console(file=shown, width=80, force_terminal=False).print(table)
    assert all(c.isprintable() or c == "\n" for c in shown.getvalue())
    assert "x[" in shown.getvalue() or name != "[/red]x["


@pytest.mark.parametrize("column", ["call_id", "agent_id", "team", "queue", "customer_number", "hung_up_by"])
@pytest.mark.parametrize("value", [name for name in ODD if not name.isprintable()])
def test_an_odd_value_of_a_manifest_is_left_out_and_told(column, value):
    problems: list[str] = []
    row = row_of({"recording": "a.wav", column: value}, problems, usual())
    assert getattr(row, column) is None
    assert problems == [f"{column} 含有控制字符或不可见字符，已忽略"]
