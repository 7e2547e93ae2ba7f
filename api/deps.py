"""Everything a router needs from here: what the application holds, who may ask, and shared parameters."""

from api.access import (
    Admin,
    Agent,
    AnyUser,
    CallReader,
    Coach,
    CurrentUser,
    MaybeUser,
    Reviewer,
    Staff,
    StaffOrLead,
    Trainer,
    Uploader,
    allow,
)
from api.parameters import CallId, Cursor, Limit, LongText, PlainText, RowId, ShortText
from api.state import (
    CopiesDep,
    DatabaseDep,
    LexiconDep,
    PackDep,
    ReadSession,
    RecordingsDep,
    SettingsDep,
    TrailDep,
    WriteSession,
)
from pipeline.accounts import Principal, Scope
from pipeline.storage.tables import UserRole

__all__ = [
    "Admin", "Agent", "AnyUser", "CallId", "CallReader", "Coach", "CopiesDep", "CurrentUser", "Cursor", "DatabaseDep",
    "LexiconDep", "Limit", "LongText", "MaybeUser", "PackDep", "PlainText", "Principal", "ReadSession", "RecordingsDep",
    "Reviewer", "RowId", "Scope", "SettingsDep", "ShortText", "Staff", "StaffOrLead", "TrailDep", "Trainer", "Uploader",
    "UserRole", "WriteSession", "allow",
]  # fmt: skip
