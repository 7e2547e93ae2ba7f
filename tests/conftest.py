"""Fixtures that several parts' tests share."""

from tests.databases import database, database_url

__all__ = ["database", "database_url"]
