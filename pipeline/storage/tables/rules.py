"""Rules of the lexicon that somebody adopted: the pack's files hold what counts, these rows who changed it and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, utc_now


class AdoptionRow(Base):
    """One rule as it was adopted, and as it stood before (None: it is new). Rows are only added; the last one of a pack
    may be taken back."""

    __tablename__ = "rule_adoptions"
    __table_args__ = (Index("ix_rule_adoptions_pack", "pack", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]  # 1, 2, … of the pack
    rule: Mapped[str] = mapped_column(String(80), index=True)
    category: Mapped[str] = mapped_column(String(80))
    file: Mapped[str] = mapped_column(String(200))  # within the pack
    made_file: Mapped[bool] = mapped_column(default=False)  # the pack had no such file before
    before: Mapped[str | None] = mapped_column(Text)  # YAML
    after: Mapped[str] = mapped_column(Text)  # YAML
    effective_from: Mapped[str | None] = mapped_column(String(10))  # ISO 8601; None: for all calls judged from then on
    dry_run_id: Mapped[int | None]  # of a job, as long as that is kept
    comment: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))  # of the pack, once it was written
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
