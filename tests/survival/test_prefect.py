"""Through Prefect's own server, pool and workers: what they learn of our work, and what becomes of it when they die."""

import os
import signal

import httpx
import pytest

from benchmarks.many_workers import WORKER, prefect, trial, workers
from pipeline.storage.tables import CallRow
from tests.databases import empty_sqlite
from tests.survival.conftest import Place
from tests.survival.prefect_server import PROGRAM


def test_ingest_tells_the_server_flows_and_call_ids_only(tmp_path, prefect):
    place = Place(tmp_path, empty_sqlite(tmp_path / "tingjian.db"))
    assert place.run("ingest", place.recordings(2), PREFECT_API_URL=prefect.url).status() == 0
    with place.reading() as session:
        ids = {row.id for row in session.query(CallRow)}
    flows = httpx.post(f"{prefect.url}/flows/filter", json={}).json()
    assert "hear-calls" in {flow["name"] for flow in flows}
    runs = httpx.post(f"{prefect.url}/flow_runs/filter", json={}).json()
    assert {call_id for run in runs for call_id in run["parameters"]["call_ids"]} == ids
    tasks = httpx.post(f"{prefect.url}/task_runs/filter", json={}).json()
    assert {task["name"] for task in tasks} == ids


def test_a_worker_and_the_server_are_killed_and_every_call_is_judged_once(tmp_path, database_url):
    if not PROGRAM.exists() and not os.environ.get("CI"):
        pytest.skip("Prefect's server is not installed: make .venv-prefect/.ready")
    there = trial(database_url.render_as_string(hide_password=False), "0.1", tmp_path)
    there.take_in("call", 60)
    with prefect(there, str(PROGRAM), "") as server, workers(there, WORKER, 2) as running:
        there.wait_for(5)
        os.killpg(running[0].pid, signal.SIGKILL)
        server.kill()
        server.start()
        there.wait_for(60)
    assert "judged once 60, more than once 0" in there.outcome()
