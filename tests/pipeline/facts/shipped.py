"""A pack of nothing but the shipped slots, whatever the phrase lists say."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from pipeline.lexicon import Hearing, Pack, Rubric, Script

_SLOTS = Path(__file__).parents[3] / "lexicons" / "hotline" / "slots"
_RUBRIC = {
    "rubric": "test",
    "version": "1",
    "title": "t",
    "grades": [{"grade": "A", "at_least": 0}],
    "lines": [{"check": "five_w", "weight": 1}],
}


@cache
def slots_only() -> Pack:
    scripts = [
        Script.model_validate(yaml.safe_load(p.read_text(encoding="utf-8"))) for p in sorted(_SLOTS.glob("*.yaml"))
    ]
    slots = {script.name: script for script in scripts}
    return Pack("test", "test", "1", "0" * 64, (), {}, {}, slots, Hearing(), Rubric.model_validate(_RUBRIC))
