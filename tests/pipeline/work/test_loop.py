"""Many calls at once: slots, suspects alone, calls that another process has, the end."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.storage import calls
from pipeline.storage.lease import abandon
from pipeline.storage.tables import CallRow
from pipeline.work.claimed_calls import Outcome
from pipeline.work.loop import claimed, hear_many, see_through
from pipeline.work.worker import Worker
from pipeline.work.workplace import Workplace
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import claimed_calls_in, queue, recordings, row_of, settings_in, store_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def store(tmp_path, database):
    return store_in(tmp_path, database)


def hear(work, ids, slots=4):
    return hear_many(ids, work, slots, lambda *_: None)


def taken(claimed_calls, stop=None, most=100):
    return claimed(claimed_calls, stop or threading.Event(), most)


def test_everything_that_waits_is_heard_once(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 5))
    claimed_calls = claimed_calls_in(store, settings)
    assert hear(claimed_calls, taken(claimed_calls)) == dict.fromkeys(ids, Outcome.DONE)
    assert hear(claimed_calls, ids) == dict.fromkeys(ids, Outcome.ELSEWHERE)


def test_chosen_calls_are_heard_and_no_others(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 4))
    assert set(hear(claimed_calls_in(store, settings), ids[:2])) == set(ids[:2])
    assert row_of(store, ids[3]).state == "queued"


def test_a_call_is_claimed_when_a_slot_is_free_and_not_before(tmp_path, store, settings):
    queue(store, settings, recordings(tmp_path / "in", 4))
    claimed_calls, most = claimed_calls_in(store, settings), []

    def watched(claim, work_on=claimed_calls.work_on):
        most.append(len(claimed_calls.leases.held()))
        return work_on(claim)

    claimed_calls.work_on = watched
    hear(claimed_calls, taken(claimed_calls), slots=2)
    assert max(most) <= 2


def test_chosen_calls_that_another_process_hears_are_waited_for(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 2))
    here, there = claimed_calls_in(store, settings), claimed_calls_in(store, settings)
    claim, told, ours = there.claim([ids[0]], suspects=False), [], {}

    def heard(portion):
        ours.update(found := hear(here, portion))
        return found

    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(see_through, ids, here, heard, told.append)
        while row_of(store, ids[1]).state != "done":
            pass
        there.work_on(claim)
        ended.result(30)
    assert ours == {ids[1]: Outcome.DONE}
    assert sum(told) == 1


def test_it_ends_after_so_many_calls_or_when_told(tmp_path, store, settings):
    queue(store, settings, recordings(tmp_path / "in", 4))
    claimed_calls, stop = claimed_calls_in(store, settings), threading.Event()
    assert len(hear(claimed_calls, taken(claimed_calls, most=3))) == 3
    stop.set()
    assert hear(claimed_calls, taken(claimed_calls, stop)) == {}


def test_what_goes_wrong_unforeseen_is_raised_and_the_others_are_heard(tmp_path, store, settings, monkeypatch):
    ids = queue(store, settings, recordings(tmp_path / "in", 3))
    claimed_calls = claimed_calls_in(store, settings)
    patiently = claimed_calls.hear_patiently
    monkeypatch.setattr(claimed_calls, "hear_patiently", lambda id: 1 // 0 if id == ids[0] else patiently(id))
    with pytest.raises(ZeroDivisionError):
        hear(claimed_calls, ids)
    assert [row_of(store, id).state for id in ids] == ["queued", "done", "done"]


def test_a_suspect_is_heard_with_nothing_else_in_hand(tmp_path, store, settings, monkeypatch):
    ids = queue(store, settings, recordings(tmp_path / "in", 5))
    with store.database.writing() as session:
        calls.claim(session, "gone", 60, ids[:1])
        abandon(session, CallRow, "gone")
        assert calls.waiting(session, 10).portions() == [ids[1:], ids[:1]]
    monkeypatch.setattr("pipeline.work.workplace.Engine", filled_engine)
    at_once, together = [], []
    with Workplace(settings, store) as place:

        def watched(claim, work_on=place.calls.work_on):
            at_once.append(claim.call_id)
            together.append((claim.attempt, len(at_once)))
            try:
                return work_on(claim)
            finally:
                at_once.remove(claim.call_id)

        monkeypatch.setattr(place.calls, "work_on", watched)
        Worker(place, lambda *_: None, lambda: None, threading.Event()).run(until_empty=True)
    assert len(together) == 5
    assert [count for attempt, count in together if attempt > 1] == [1]
