"""Signatures: the receiver can tell that a notice is ours, whole, and new."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-Tingjian-Signature"


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """``t=<seconds since 1970>,v1=<HMAC-SHA256 of "t.body" in hexadecimal>``."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def is_ours(secret: str, header: str, body: bytes, now: int, tolerance: int = 300) -> bool:
    """What a receiver checks: the signature fits, and was made within ``tolerance`` seconds."""
    try:
        fields = dict(part.split("=", 1) for part in header.split(","))
        timestamp = int(fields["t"])
    except (KeyError, ValueError):
        return False
    return abs(now - timestamp) <= tolerance and hmac.compare_digest(sign(secret, timestamp, body), header)
