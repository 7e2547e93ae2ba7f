"""docs/checks.md lists every check of the contract with its title, needs, parameters and defaults, and explains each;
a check that somebody adds explains itself in its docstring."""

import re

import pytest

from pipeline.checks.registry import Check, checks
from pipeline.settings import PROJECT

PAGE = (PROJECT / "docs" / "checks.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) ?\| (.*?) ?\| (.*?) ?\|$", PAGE, re.M)
CONTRACT = {
    "answer_latency",
    "greeting",
    "closing",
    "forbidden_phrases",
    "five_w",
    "response_gap",
    "first_response",
    "interruptions",
    "dead_air",
    "hold_script",
    "transfer_script",
    "confirm_repeat",
    "appointment_script",
    "courtesy",
    "speech_rate",
    "kind_script",
    "conduct",
}


def row(check: Check) -> tuple[str, ...]:
    defaults = {name: field.default for name, field in check.parameters.model_fields.items()}
    parameters = "; ".join(f"`{name}` = {shown(default)}" for name, default in defaults.items())
    return check.id, check.title, "yes" if check.needs_audio else "", "yes" if check.needs_role else "", parameters


def shown(default: object) -> str:
    return ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)


def test_no_check_has_vanished():
    assert set(checks()) >= CONTRACT


def as_line(row: tuple[str, ...]) -> str:
    """What docs/checks.md should say."""
    cells = " | ".join((f"`{row[0]}`", *row[1:]))
    return f"| {cells} |"


def test_the_table_is_complete():
    wanted = [row(check) for id, check in checks().items() if id in CONTRACT]
    stale = [as_line(line) for line in wanted if line not in ROWS]
    assert not stale, "docs/checks.md should hold:\n" + "\n".join(stale)
    assert wanted == ROWS


@pytest.mark.parametrize("id", sorted(CONTRACT))
def test_each_check_is_explained(id):
    assert f"\n**{id}** - " in PAGE


@pytest.mark.parametrize("id", checks())
def test_each_check_explains_itself(id):
    assert len(checks()[id].judge.__doc__ or "") > 20
