"""What people are told of, how it is called, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pipeline.language import Words
from pipeline.storage.tables import NoticeRow, UserRole


class Kind(StrEnum):
    """Each is also the name of its webhook event."""

    APPEAL_FILED = "appeal.filed"
    APPEAL_DECIDED = "appeal.decided"
    NOTE_ANSWERED = "note.answered"
    ASSIGNMENT_GIVEN = "assignment.given"
    ASSIGNMENT_ANSWERED = "assignment.answered"
    CALL_ASSIGNED = "call.assigned"
    PROMISE_OVERDUE = "promise.overdue"
    SCORECARD_PUBLISHED = "scorecard.published"


TITLES: Mapping[str, str] = Words(
    {
        Kind.APPEAL_FILED: "有一项申诉等待裁定",
        Kind.APPEAL_DECIDED: "您的申诉已经裁定",
        Kind.NOTE_ANSWERED: "您的批注有了回复",
        Kind.ASSIGNMENT_GIVEN: "有一组片段请您学习",
        Kind.ASSIGNMENT_ANSWERED: "坐席答复了学习任务",
        Kind.CALL_ASSIGNED: "有一通电话请您复核",
        Kind.PROMISE_OVERDUE: "答应客户的事已经逾期",
        Kind.SCORECARD_PUBLISHED: "有一份新的评分",
    }
)
ELSEWHERE = frozenset({Kind.PROMISE_OVERDUE, Kind.SCORECARD_PUBLISHED})  # whose webhook events are sent by others


def title_of(kind: str) -> str:
    return TITLES.get(kind, kind)


def address_of(row: NoticeRow, role: str) -> str:
    """The page, of those that ``role`` may open, where it is dealt with."""
    call, subject = row.call_id, row.subject_id
    match row.kind:
        case Kind.APPEAL_FILED:
            return f"/appeals/{subject}"
        case Kind.APPEAL_DECIDED | Kind.SCORECARD_PUBLISHED:
            return f"/me/calls/{call}"
        case Kind.NOTE_ANSWERED:
            return f"/notes#n{subject}"
        case Kind.ASSIGNMENT_GIVEN:
            return f"/me/training/{subject}"
        case Kind.ASSIGNMENT_ANSWERED:
            return f"/assignments/{subject}"
        case Kind.CALL_ASSIGNED:
            return f"/calls/{call}"
        case Kind.PROMISE_OVERDUE:
            return "/due"
        case _:
            return "/inbox" if role in set(UserRole) else "/"
