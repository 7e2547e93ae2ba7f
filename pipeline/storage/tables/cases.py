"""Cases: calls that belong together over days, what was promised in them, and what people say of both.

Links, decisions and corrections are only added. ``calls.case_number`` and the outcome columns of a promise repeat what
is in force, so that lists need one table only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.storage.tables.base import Base, JsonText, utc_now


class CaseRow(Base):
    """One matter of one customer; its calls name it. A case whose calls all went elsewhere stays, without calls."""

    __tablename__ = "cases"

    number: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class CallTraitsRow(Base):
    """What linking looks at in a call, as JSON; made anew at any time from its record."""

    __tablename__ = "call_traits"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JsonText)


class CallKeyRow(Base):
    """One thing by which calls are found that may belong together: a number, an order, a name by its sound."""

    __tablename__ = "call_keys"
    __table_args__ = (Index("ix_call_keys_found_by", "kind", "value", "at"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime]


class CaseLinkRow(Base):
    """Where a call belongs, as the machine or a person says, and why. The latest placing of a call is in force.

    ``action``: ``link`` (the machine places), ``propose`` (it is in doubt: ``open`` until a person decides), and what
    people do: ``accept``, ``reject``, ``split``, ``merge``.
    """

    __tablename__ = "case_links"
    __table_args__ = (Index("ix_case_links_open", "open", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    case_number: Mapped[int] = mapped_column(ForeignKey("cases.number"), index=True)
    action: Mapped[str] = mapped_column(String(16))
    other_call_id: Mapped[str | None] = mapped_column(String(32))  # the call that it was compared with
    probability: Mapped[float | None]  # 0-1
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, default=list)
    open: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class PromiseRow(Base):
    """What is owed to the customer: promised by the agent (``promise``), or by the pack's deadlines (``first_answer``,
    ``call_back``, ``follow_up``). ``waiting``: nobody has taken it up, closed it, or found it gone from the record."""

    __tablename__ = "promises"
    __table_args__ = (Index("ix_promises_waiting", "waiting", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    case_number: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))
    utterance: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(index=True)
    due: Mapped[str | None] = mapped_column(String(64))  # as it was said: ISO 8601 duration or date-time
    due_at: Mapped[datetime | None]  # the latest moment; None: no time can be told
    agent_id: Mapped[str | None] = mapped_column(String(200), index=True)
    team: Mapped[str | None] = mapped_column(String(200))

    # outcome
    waiting: Mapped[bool] = mapped_column(default=True)
    taken_up_at: Mapped[datetime | None]
    taken_up_by: Mapped[str | None] = mapped_column(String(32))  # the call that did it, or says that it was done
    denied_by: Mapped[str | None] = mapped_column(String(32))  # the call that says that it was not done
    why: Mapped[str] = mapped_column(Text, default="")  # the machine's reason, in words
    closed_as: Mapped[str | None] = mapped_column(String(16))  # by a person
    closed_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]  # a later judgement of the call no longer finds it
    announced_at: Mapped[datetime | None]  # other systems were told that it is overdue


class PromiseDecisionRow(Base):
    """A person closes a promise by hand, or opens it again: the latest counts."""

    __tablename__ = "promise_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promises.id"), index=True)
    state: Mapped[str | None] = mapped_column(String(16))  # kept | late | broken | void; None: open again
    comment: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class FaultCorrectionRow(Base):
    """What type of fault it is, as a person says: the latest counts, and the classifier learns from all."""

    __tablename__ = "fault_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    fault_type: Mapped[str | None] = mapped_column(String(80))  # None: no fault at all
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class QuarterFindingRow(Base):
    """What a quarter's report asks for: a measure, over all or some calls, and the goal that it should reach."""

    __tablename__ = "quarter_findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), index=True)  # 2026Q4
    title: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(String(40))
    goal: Mapped[float]
    project: Mapped[str | None] = mapped_column(String(200))
    fault_type: Mapped[str | None] = mapped_column(String(80))
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]
