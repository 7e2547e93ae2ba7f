"""Names of files, calls and collections: recorders and people put numbers into them."""

from __future__ import annotations

import re
from datetime import datetime

_DIGITS = re.compile(r"\d{7,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_MOMENTS = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_SHOWN = 3  # digits


def masked_label(text: str) -> str:
    """As long as before; dates and times stay.

    >>> masked_label("20260105_13800138000.wav")
    '20260105_138********.wav'
    """
    return _MAIL.sub(lambda m: "*" * len(m[0]), _DIGITS.sub(lambda m: _hidden(m[0]), text))


def _hidden(digits: str) -> str:
    try:
        if digits.startswith("20") and datetime.strptime(digits, _MOMENTS.get(len(digits), "")):  # noqa: DTZ007
            return digits
    except ValueError:
        pass
    return digits[:_SHOWN] + "*" * (len(digits) - _SHOWN)
