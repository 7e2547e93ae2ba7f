"""Jobs of the store, done by a worker."""

import threading

import pytest

from pipeline.flows.runner import run_plainly
from pipeline.storage import jobs
from pipeline.storage.tables import JobRow
from pipeline.work.job_runner import plan_retention, run_next
from pipeline.work.worker import Worker
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import bench_in, queue, recordings, row_of, settings_in, store_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def bench(tmp_path, database, settings):
    store = store_in(tmp_path, database)
    queue(store, settings, recordings(tmp_path / "in", 2))
    return bench_in(store, settings)


def worker(bench, settings) -> Worker:
    return Worker(lambda loop, bench, slots, name: run_plainly(loop, bench, slots), bench, settings, "worker",
                  lambda claim, outcome: None, lambda: None, threading.Event())  # fmt: skip


def job_in(bench) -> JobRow:
    with bench.store.database.reading() as session:
        return session.query(JobRow).order_by(JobRow.id.desc()).first()


def ask(bench, kind, arguments=None) -> None:
    with bench.store.database.writing() as session:
        jobs.enqueue(session, kind, arguments or {})


def test_a_worker_hears_what_waits_and_does_what_was_asked_for(bench, settings):
    worker(bench, settings).run(until_empty=True)
    bench.engine.judge_key = "another"
    ask(bench, "rescore", {})
    worker(bench, settings).run(until_empty=True)
    job = job_in(bench)
    assert (job.state, job.result, job.done, job.total) == ("done", {"calls": 2, "changed": 0}, 2, 2)


def test_a_job_that_fails_says_why_and_the_worker_goes_on(bench, settings):
    ask(bench, "dry_run", {"change": {"kind": "nonsense"}})
    ask(bench, "unheard of")
    worker(bench, settings).run(until_empty=True)
    with bench.store.database.reading() as session:
        states = [job.state for job in session.query(JobRow).order_by(JobRow.id)]
    assert states == ["failed", "failed"]


def test_clean_ups_are_planned_once_a_day_and_only_where_there_are_limits(bench, settings, tmp_path):
    plan_retention(bench.store, settings)
    assert job_in(bench) is None
    limited = settings_in(tmp_path, keep_audio_days=30)
    plan_retention(bench.store, limited)
    plan_retention(bench.store, limited)
    assert run_next(filled_engine(settings), bench.store, limited, bench.holder)
    assert not run_next(filled_engine(settings), bench.store, limited, bench.holder)
    assert job_in(bench).result == {"recordings": 0, "calls": 0}
    assert row_of(bench.store, bench.claim(None, suspects=False).call_id).state == "working"
