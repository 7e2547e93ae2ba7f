"""The same for many calls at once: what can't be done is left out, with the reason, and keeps nothing else from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pipeline.inbox import Kind, settle, tell
from pipeline.language import _
from pipeline.lexicon import Pack
from pipeline.review.errors import BadDecision
from pipeline.review.publication import NOT_REVIEWED, is_reviewed, readiness
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import CallRow, UserRole, UserRow

REVIEWERS = (UserRole.REVIEWER, UserRole.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A call that was left out, and why."""

    call_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOutcome:
    """``done``: the calls that it was, or would be, done to; ``open_findings``: how many of theirs nobody has decided
    about, where they are published."""

    done: tuple[str, ...]
    excluded: tuple[Excluded, ...]
    open_findings: int = 0


def each(session: Session, call_ids: Iterable[str], act: Callable[[str], object]) -> BulkOutcome:
    """Do ``act`` to each call; one that refuses (Conflict, NotInStore) is excluded, and changed in nothing."""
    done: list[str] = []
    excluded: list[Excluded] = []
    for call_id in dict.fromkeys(call_ids):
        call = session.get(CallRow, call_id)
        name = call.name if call else call_id[:8]
        try:
            with session.begin_nested():
                act(call_id)
            done.append(call_id)
        except (Conflict, NotInStore) as error:
            excluded.append(Excluded(call_id=call_id, name=name, why=str(error)))
    return BulkOutcome(done=tuple(done), excluded=tuple(excluded))


def ready_to_publish(session: Session, call_ids: Iterable[str], user_id: int, pack: Pack) -> BulkOutcome:
    """Which of the calls this person could publish now, and how many undecided findings they have together."""
    left = 0

    def look(call_id: str) -> None:
        nonlocal left
        ready = readiness(session, call_id, user_id, pack)
        call = session.get_one(CallRow, call_id)
        refusal = ready.refusal if is_reviewed(call) else _(NOT_REVIEWED)
        if refusal is None and call.review_state == "published":
            refusal = _("已经发布")
        if refusal is not None:
            raise Conflict(refusal)
        left += len(ready.open)

    found = each(session, call_ids, look)
    return BulkOutcome(done=found.done, excluded=found.excluded, open_findings=left)


def assign(session: Session, call_id: str, to: int | None) -> None:
    """Ask a reviewer to review the call, or (None) nobody in particular. Raises NotInStore, Conflict, BadDecision."""
    person = session.get(UserRow, to) if to is not None else None
    if to is not None and (person is None or person.role not in REVIEWERS or person.disabled_at is not None):
        raise BadDecision(_("只能分配给在用的质检员"))
    call = session.get(CallRow, call_id)
    if call is None:
        raise NotInStore(_("通话"), call_id)
    if call.review_state not in ("none", "claimed"):
        raise Conflict(_("已经复核过"))
    if to != call.assigned_to:
        settle(session, Kind.CALL_ASSIGNED, call_id=call_id)
        if to is not None:
            tell(session, Kind.CALL_ASSIGNED, [to], call_id=call_id)
    call.assigned_to = to
