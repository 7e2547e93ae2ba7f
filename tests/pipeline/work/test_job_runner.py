"""Jobs of the store, done by a worker."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest

from pipeline.accounts import users
from pipeline.flows.deploy import OVERDUE_SECONDS, planned_deployments
from pipeline.storage import jobs
from pipeline.storage.tables import CallRow, DeliveryRow, JobRow, PromiseRow, UserRole, WebhookRow, utc_now
from pipeline.work.job_runner import plan_retention, run_job, tell_overdue
from pipeline.work.worker import Worker
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import claimed_calls_in, queue, recordings, row_of, settings_in, store_in


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def claimed_calls(tmp_path, database, settings):
    store = store_in(tmp_path, database)
    queue(store, settings, recordings(tmp_path / "in", 2))
    return claimed_calls_in(store, settings)


def worker(claimed_calls, settings) -> Worker:
    place = SimpleNamespace(
        calls=claimed_calls,
        store=claimed_calls.store,
        settings=settings,
        leases=claimed_calls.leases,
        engine=claimed_calls.engine,
        keep_up=lambda: None,
        is_behind=False,
    )
    return Worker(place, lambda call_id, outcome: None, lambda: None, threading.Event())


def job_in(claimed_calls) -> JobRow:
    with claimed_calls.store.database.reading() as session:
        return session.query(JobRow).order_by(JobRow.id.desc()).first()


def ask(claimed_calls, kind, arguments=None) -> None:
    with claimed_calls.store.database.writing() as session:
        jobs.enqueue(session, kind, arguments or {})


def test_a_worker_hears_what_waits_and_does_what_was_asked_for(claimed_calls, settings):
    worker(claimed_calls, settings).run(until_empty=True)
    claimed_calls.engine.judge_key = "another"
    ask(claimed_calls, "rescore", {})
    worker(claimed_calls, settings).run(until_empty=True)
    job = job_in(claimed_calls)
    assert (job.state, job.result, job.done, job.total) == ("done", {"calls": 2, "changed": 0}, 2, 2)


def test_a_job_that_fails_says_why_and_the_worker_goes_on(claimed_calls, settings):
    ask(claimed_calls, "dry_run", {"change": {"kind": "nonsense"}})
    ask(claimed_calls, "unheard of")
    worker(claimed_calls, settings).run(until_empty=True)
    with claimed_calls.store.database.reading() as session:
        states = [job.state for job in session.query(JobRow).order_by(JobRow.id)]
    assert states == ["failed", "failed"]


def test_clean_ups_are_planned_once_a_day_and_only_where_there_are_limits(claimed_calls, settings, tmp_path):
    plan_retention(claimed_calls.store, settings)
    assert job_in(claimed_calls) is None
    limited = settings_in(tmp_path, keep_audio_days=30)
    plan_retention(claimed_calls.store, limited)
    plan_retention(claimed_calls.store, limited)
    assert run_job(filled_engine(settings), claimed_calls.store, limited, claimed_calls.leases)
    done = job_in(claimed_calls)
    assert not run_job(filled_engine(settings), claimed_calls.store, limited, claimed_calls.leases)
    assert not run_job(filled_engine(settings), claimed_calls.store, limited, claimed_calls.leases, done.id)
    assert job_in(claimed_calls).result == {"recordings": 0, "calls": 0}
    assert row_of(claimed_calls.store, claimed_calls.claim(None, suspects=False).call_id).state == "working"


def test_workers_at_once_tell_of_an_overdue_promise_once(claimed_calls, settings):
    now = utc_now()
    with claimed_calls.store.database.writing() as session:
        user = users.add_user(session, "root", UserRole.ADMIN, "unusable").id
        session.add(
            WebhookRow(url="https://example.com/", secret="whsec_", events=["promise.overdue"], created_by=user)
        )
        call_id = session.query(CallRow).first().id
        for minutes in range(1, 8):
            due = now - timedelta(minutes=minutes)
            session.add(PromiseRow(call_id=call_id, kind="promise", text="回电", made_at=due, due_at=due))
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: tell_overdue(claimed_calls.engine, claimed_calls.store), range(4)))
    assert sum(told) == 7
    with claimed_calls.store.database.reading() as session:
        assert len({row.payload["promise_id"] for row in session.query(DeliveryRow)}) == 7
        assert session.query(DeliveryRow).count() == 7


async def planned_in_a_loop(settings):
    return planned_deployments(settings, None, None, "process")


def test_the_pool_of_prefect_looks_after_overdue_promises(settings):
    """Whether or not an event loop is running in the thread: Playwright's keeps one."""
    with ThreadPoolExecutor(1) as thread:
        in_a_loop = thread.submit(asyncio.run, planned_in_a_loop(settings)).result()
    for deployments in (in_a_loop, planned_deployments(settings, None, None, "process")):
        [schedule] = next(one for one in deployments if one.name == "overdue").schedules
        assert schedule.schedule.interval.total_seconds() == OVERDUE_SECONDS
