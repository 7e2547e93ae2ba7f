"""What tells a browser in which a person has signed in before: others' wrong passwords never keep it out.

The cookie is signed with the person's password hash, so it ends with a new password, and no table is needed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from pipeline.storage.tables import UserRow

LASTS = timedelta(days=180)
_LONGEST = 200  # characters


def cookie_for(user: UserRow, now: datetime) -> str:
    """A new one; each browser has its own."""
    said = f"{user.id}.{int(now.timestamp())}.{secrets.token_hex(8)}"
    return f"{said}.{_signature(user, said)}"


def is_known(user: UserRow, cookie: str | None, now: datetime) -> bool:
    """Whether ``user`` got this cookie, with today's password, not too long ago."""
    if not cookie or len(cookie) > _LONGEST or not cookie.isascii():
        return False
    said, _, signature = cookie.rpartition(".")
    if not hmac.compare_digest(signature, _signature(user, said)):
        return False
    id, issued, _ = said.split(".")
    return int(id) == user.id and now - datetime.fromtimestamp(int(issued), now.tzinfo) < LASTS


def _signature(user: UserRow, said: str) -> str:
    return hmac.new(user.password_hash.encode(), f"browser:{said}".encode(), hashlib.sha256).hexdigest()
