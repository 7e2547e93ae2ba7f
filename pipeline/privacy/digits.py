"""What a row of digits is: an identity card, a bank card, a telephone number, or nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from pipeline.privacy.kinds import Kind
from pipeline.reading.phone_forms import is_complete

_ID_CARD = re.compile(r"(?=([1-9]\d{16}[\dX]))")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ID_DIGITS, _CARD_LENGTHS = 18, range(15, 20)
_LEAST = 7  # digits of the shortest telephone number
_TOO_LONG_FOR_PHONE = 14
_PUBLIC = ("400", "800")  # numbers of companies

Part = tuple[int, int, Kind]  # from digit, to digit


def is_id_card(digits: str) -> bool:
    """18 characters with a real date of birth and the right check digit; the last may be X. The place of birth is not
    looked up: codes of places come and go, and hiding a number too many harms nobody.

    >>> is_id_card("11010519491231002X")
    True
    """
    shaped = re.fullmatch(r"[1-9]\d{16}[\dX]", digits) is not None and _is_date(digits[6:14])
    return shaped and ric.calc_check_digit(digits) == digits[17]


def is_bank_card(digits: str) -> bool:
    """15 to 19 digits whose last one is right by Luhn's formula.

    >>> is_bank_card("6222021234567890128")
    True
    """
    return len(digits) in _CARD_LENGTHS and digits[0] != "0" and luhn.is_valid(digits)


def parts(digits: str, about: Kind | None = None) -> list[Part]:
    """The personal numbers in a row of digits that was said without a break; ``about`` is what was spoken of before.

    A number that was misheard has no right check digit: long rows are taken for cards all the same.
    """
    found = [(m.start(), m.start() + _ID_DIGITS, Kind.ID_CARD) for m in _ID_CARD.finditer(digits) if is_id_card(m[1])]
    for start, end in _between(found, len(digits)):
        found += _without_id(digits, start, end, about)
    return sorted(found)


def _without_id(digits: str, start: int, end: int, about: Kind | None) -> Iterable[Part]:
    rest = digits[start:end]
    if about in (Kind.ID_CARD, Kind.BANK_CARD) and len(rest) >= 4:
        yield start, end, about
    elif is_bank_card(rest) or len(rest) >= _TOO_LONG_FOR_PHONE:
        yield from _long(digits, start, end)
    elif len(rest) >= _LEAST and not (rest.startswith(_PUBLIC) and is_complete(rest)):
        yield start, end, Kind.PHONE


def _long(digits: str, start: int, end: int) -> Iterable[Part]:
    """One card, or telephone numbers said one after the other."""
    rest = digits[start:end]
    mobiles = [m.span() for m in _MOBILE.finditer(rest)]
    covered = sum(b - a for a, b in mobiles)
    if is_bank_card(rest) or not mobiles or len(rest) - covered > 2:
        yield start, end, Kind.ID_CARD if _is_date(rest[6:14]) else Kind.BANK_CARD
    else:
        yield start, end, Kind.PHONE


def _between(found: Iterable[Part], length: int) -> list[tuple[int, int]]:
    """The stretches that no part covers."""
    edges = [0, *(edge for start, end, _ in found for edge in (start, end)), length]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False
