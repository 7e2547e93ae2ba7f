"""Recordings that come in with facts, and turn out to be calls that are known already, or the same one twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import combinations
from pathlib import Path

from sqlalchemy.orm import Session

from pipeline.intake.manifest import ManifestRow
from pipeline.review.settle_facts import Settlement
from pipeline.storage.database import batched
from pipeline.storage.manifest_facts import known_of
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow
from pipeline.work.enqueue import Queued

AT_ONCE = 100
HOW_TO_CORRECT = "保留原有内容；要改为清单的内容，请运行 tingjian manifest apply"


def settle_known(queued: Iterable[Queued], store: Store, settlement: Settlement) -> list[str]:
    """Complete what calls of the store lack, and say, in words, what contradicts each other.

    Where files of the same content come with different facts, a guess could blame the wrong agent: those facts are
    taken from neither, unless the store knew them before.
    """
    by_call: dict[str, list[Queued]] = {}
    for one in queued:
        if one.row is not None and one.call_id:
            by_call.setdefault(one.call_id, []).append(one)
    interesting = [ones for ones in by_call.values() if len(ones) > 1 or not ones[0].new]
    notices: list[str] = []
    for some in batched(interesting, AT_ONCE):
        with store.database.writing() as session:
            for ones in some:
                notices += _settle(session, ones, settlement)
    return notices


def _settle(session: Session, ones: list[Queued], settlement: Settlement) -> Iterator[str]:
    call = session.get(CallRow, ones[0].call_id)
    if call is None or call.personal_deleted_at is not None:
        return
    rows = [one.row for one in ones if one.row is not None]
    disputed = list(dict.fromkeys(fact for one, other in combinations(rows, 2) for fact in one.contradicts(other)))
    agreed = reduce(ManifestRow.completed_by, rows).without(disputed)
    if disputed:
        yield f"{_names(ones)} 内容相同，是同一通电话，清单给出的 {'、'.join(disputed)} 却不同：均不采用，请核对"
    if disputed and any(one.new for one in ones):
        known = known_of(call, settlement.timezone)
        settlement.change(session, call, known, agreed)
        return
    contradicted = settlement.settle(session, call, agreed).contradicted
    if contradicted:
        yield f"{_names(ones)} 已在库中，清单给出的 {'、'.join(contradicted)} 与库中不同：{HOW_TO_CORRECT}"


def _names(ones: list[Queued]) -> str:
    return "、".join(dict.fromkeys(_shown(one.path) for one in ones))


def _shown(path: Path) -> str:
    """With its folder: the same name lies in many."""
    return f"{path.parent.name}/{path.name}"
