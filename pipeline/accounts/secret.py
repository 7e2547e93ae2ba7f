"""Random secrets that are handed out once, and the hash of them that is kept."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32  # 256 bits: too many to guess, so a plain hash is enough


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(BYTES)


def hash_secret(secret: str) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
