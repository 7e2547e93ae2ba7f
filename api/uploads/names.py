"""File names as they come from outside: only their last part, and nothing that a file system or a page stumbles on."""

from __future__ import annotations

from pathlib import PurePosixPath

LONGEST = 200


def safe_name(name: str | None) -> str:
    """``../../etc/passwd`` is ``passwd``; a name without any usable character is ``upload``."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    shown = "".join(c for c in last if c.isprintable() and not "\ud800" <= c <= "\udfff").strip(" .")
    if len(shown) > LONGEST:
        stem, dot, suffix = shown.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) <= 16 else ""
        shown = shown[: LONGEST - len(kept)] + kept
    return shown or "upload"
