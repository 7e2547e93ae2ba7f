"""Written cases in a store: the calls of labelled houses, judged and followed in the order in which they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from models.training.fault_types import train_faults
from pipeline.cases.follow import follow
from pipeline.domain.record import Record
from pipeline.evaluation.cases import House, call_of, read_houses
from pipeline.settings import PROJECT
from pipeline.storage import Database
from pipeline.storage.tables import CallRow
from pipeline.weighing.faults import described, examples_of, told_type
from tests.stored_calls import hotline, store_call

ZONE = ZoneInfo("Asia/Shanghai")
WRITTEN = PROJECT / "models" / "training" / "data" / "cases"


@dataclass(frozen=True)
class StoredHouse:
    """``ids``: of the calls in the store, by the labels' ids."""

    house: House
    ids: dict[str, str]


def houses() -> list[House]:
    return read_houses(WRITTEN)


@cache
def _faults():
    return train_faults(examples_of(hotline()))


def judge_fault(record: Record) -> tuple[str | None, float | None]:
    return told_type(_faults(), described(record), hotline())


def store_houses(database: Database, chosen: Sequence[House], with_faults: bool = True) -> list[StoredHouse]:
    return [_store(database, house, with_faults) for house in chosen]


def _store(database: Database, house: House, with_faults: bool) -> StoredHouse:
    ids = {}
    for labelled in sorted(house.calls, key=lambda call: call.started_at):
        at = house.moment(labelled.started_at)
        call_id = store_call(database, None, call_of(house, labelled), started_at=at)
        with database.writing() as session:
            row = session.get_one(CallRow, call_id)
            row.customer_number, row.order_id, row.project = (
                labelled.customer_number,
                labelled.order_id,
                labelled.project,
            )
            follow(session, row, hotline(), ZONE, judge_fault if with_faults else None)
        ids[labelled.id] = call_id
    return StoredHouse(house, ids)
