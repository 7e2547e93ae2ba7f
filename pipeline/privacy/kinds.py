"""The kinds of personal data, and what is hidden from whom."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    NAME = "name"
    ADDRESS = "address"
    PLATE = "plate"
    EMAIL = "email"
    ACCOUNT = "account"  # of WeChat, QQ and the like
    CODE = "code"  # verification codes and passwords
    TAX_NUMBER = "tax_number"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"


Kinds = frozenset[Kind]

EVERYTHING: Kinds = frozenset(Kind)
_CARDS: Kinds = frozenset({Kind.ID_CARD, Kind.BANK_CARD})
_BY_ROLE: dict[str, Kinds] = {"reviewer": frozenset(), "admin": frozenset(), "agent": _CARDS, "lead": _CARDS}


def for_role(role: str) -> Kinds:
    """What somebody with this role must not see or hear; everything for whoever is not listed."""
    return _BY_ROLE.get(role, EVERYTHING)
