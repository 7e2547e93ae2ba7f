"""Why somebody is not let in by their organisation's account, in words."""

from __future__ import annotations

from pipeline.accounts.errors import NotSignedIn


class Refused(NotSignedIn):
    """What the provider sent does not count, or its person has no place here."""
