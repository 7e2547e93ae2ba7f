"""The work loop: slots, suspects alone, the end."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.flows.runner import run_plainly
from pipeline.storage import calls
from pipeline.work.claimed_calls import Outcome
from pipeline.work.loop import Chosen, Everything, WorkLoop
from tests.pipeline.work.stored import bench_in, queue, recordings, row_of, settings_in, store_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def store(tmp_path, database):
    return store_in(tmp_path, database)


def work(bench, source, slots=4, stop=None, most=None):
    seen = []
    loop = WorkLoop(source, slots, lambda claim, outcome: seen.append((claim.call_id, outcome)),
                    stop or threading.Event(), most)  # fmt: skip
    run_plainly(loop, bench, slots)
    return seen


def test_everything_that_waits_is_heard_once(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 5))
    bench = bench_in(store, settings)
    seen = work(bench, Everything(bench))
    assert sorted(seen) == sorted((call_id, Outcome.DONE) for call_id in ids)


def test_chosen_calls_are_heard_and_no_others(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 4))
    bench = bench_in(store, settings)
    assert sorted(c for c, _ in work(bench, Chosen(bench, ids[:2]))) == sorted(ids[:2])
    assert row_of(store, ids[3]).state == "queued"


def test_chosen_calls_that_another_process_hears_are_waited_for(tmp_path, store, settings):
    ids = queue(store, settings, recordings(tmp_path / "in", 2))
    here, there = bench_in(store, settings), bench_in(store, settings)
    claim = there.claim([ids[0]], suspects=False)
    told = []
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(work, here, Chosen(here, ids, told.append))
        while row_of(store, ids[1]).state != "done":
            pass
        there.work_on(claim)
        assert [c for c, _ in ended.result(30)] == [ids[1]]
    assert sum(told) >= 1


def test_the_loop_ends_after_so_many_calls_or_when_told(tmp_path, store, settings):
    queue(store, settings, recordings(tmp_path / "in", 4))
    bench, stop = bench_in(store, settings), threading.Event()
    assert len(work(bench, Everything(bench), most=3)) == 3
    stop.set()
    assert work(bench, Everything(bench), stop=stop) == []


def test_a_suspect_is_heard_with_nothing_else_in_hand(tmp_path, store, settings, monkeypatch):
    ids = queue(store, settings, recordings(tmp_path / "in", 5))
    with store.database.writing() as session:
        calls.claim(session, "gone", 60, ids[:1])
        calls.abandon(session, "gone")
    bench = bench_in(store, settings)
    at_once, together = [], []

    def watched(claim, work_on=bench.work_on):
        at_once.append(claim.call_id)
        together.append((claim.attempt, len(at_once)))
        try:
            return work_on(claim)
        finally:
            at_once.remove(claim.call_id)

    monkeypatch.setattr(bench, "work_on", watched)
    assert len(work(bench, Everything(bench))) == 5
    assert [count for attempt, count in together if attempt > 1] == [1]
