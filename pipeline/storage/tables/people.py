"""Who uses the product, how they sign in, and what they saw and did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class UserRole(StrEnum):
    REVIEWER = "reviewer"
    TRAINER = "trainer"
    AGENT = "agent"
    LEAD = "lead"  # of one team
    ADMIN = "admin"


class UserRow(Base):
    """A person. An agent's ``agent_id`` is the one of the manifest; a lead's ``team`` is the one they lead, an agent's
    the one they belong to, where it is not told by their calls.

    ``shares_clips``: whether clips of an agent's calls may be examples to others; None: as the office has it.
    ``sso``: signs in with the organisation's account; ``sso_subject`` is its number at ``sso_issuer``, once it came.
    """

    __tablename__ = "users"
    __table_args__ = (Index("ix_users_sso", "sso_issuer", "sso_subject", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)  # signs in with it
    display_name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    agent_id: Mapped[str | None] = mapped_column(String(200), index=True)
    team: Mapped[str | None] = mapped_column(String(200))
    shares_clips: Mapped[bool | None]
    email: Mapped[str | None] = mapped_column(String(254))
    wants_mail: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str] = mapped_column(String(255))  # argon2
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    disabled_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(8))  # of the pages; none: as the browser has it
    sso: Mapped[bool] = mapped_column(default=False, server_default=false())
    sso_issuer: Mapped[str | None] = mapped_column(String(255))
    sso_subject: Mapped[str | None] = mapped_column(String(255))


class SessionRow(Base):
    """A signed-in browser; only the hash of its cookie is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class TokenRow(Base):
    """An API token for a program; only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SignInRow(Base):
    """A failed attempt to sign in, counted to slow down guessing."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_who", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(128))  # a hash of the name, or of the address
    at: Mapped[datetime] = mapped_column(default=utc_now)


class SavedSearchRow(Base):
    """A filter of the list of calls, kept under a name by one person."""

    __tablename__ = "saved_searches"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)  # of the page's address
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class AuditRow(Base):
    """Who saw, heard or changed what. Rows are only added."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    action: Mapped[str] = mapped_column(String(64))  # such as call.viewed, audio.played, finding.rejected
    subject: Mapped[str] = mapped_column(String(32))  # such as call, appeal, user
    subject_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)  # ids and codes, never what was said
