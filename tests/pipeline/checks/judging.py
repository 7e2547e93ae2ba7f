"""Runs one check on a call with the shipped pack."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.checks import registry
from pipeline.checks.case import Case
from pipeline.domain.call import Call
from pipeline.domain.facts import Facts
from pipeline.domain.finding import CheckResult
from pipeline.lexicon import Pack, load_pack

HOTLINE = Path(__file__).parents[3] / "lexicons" / "hotline"


@cache
def shipped() -> Pack:
    return load_pack(HOTLINE)


def judge(check: str, call: Call, **settings: object) -> CheckResult:
    """By the shipped rubric, but for ``settings``."""
    line = next(line for line in shipped().rubric.lines if line.check == check)
    case = Case(call, Facts(), shipped())
    return registry.run(registry.checks()[check], case, line.parameters | settings, line.suggestion)
