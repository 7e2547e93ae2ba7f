"""Simplified characters, one for one, so that offsets into the text stay valid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# OpenCC leaves 著 alone because it is right in these words; everywhere else Simplified writes 着.
PARTICLE = re.compile(r"(?<![显卓名原编专论巨译遗合土拙])著(?![名作称录者述书])")


def simplified(text: str) -> str:
    """Convert Traditional to Simplified; length and everything that is not a Han character stay as they are."""
    converted = str(_converter().convert(text))
    if len(converted) != len(text):
        converted = "".join(_simplified_character(character) for character in text)
    return PARTICLE.sub("着", converted)


@cache
def _simplified_character(character: str) -> str:
    converted = str(_converter().convert(character))
    return converted if len(converted) == 1 else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def is_han(character: str) -> bool:
    """Say whether a character is a common or Extension A Han character."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"
