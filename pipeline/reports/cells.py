"""Text that a spreadsheet must not take for a formula."""

from __future__ import annotations

import re

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

Cell = str | int | float | None


def safe_cell(value: Cell) -> Cell:
    """``value`` as a spreadsheet shows it: text that would be a formula gets a leading apostrophe.

    Characters that no spreadsheet file can hold are left out first, so that nothing hides behind them.
    """
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)
    return f"'{text}" if text.lstrip(" \u3000\ufeff\u200b").startswith(STARTS) or text.startswith(STARTS) else text
