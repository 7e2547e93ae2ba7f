"""The flows beside hearing: what the calendar or the API asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow

from pipeline.dispatch import Dispatcher, server
from pipeline.flows.hearing import workplace
from pipeline.hearing.engine import Engine
from pipeline.jobs.rescore import Rescored, rescore_all
from pipeline.jobs.retention import clean_up
from pipeline.settings import load_settings
from pipeline.storage.store import Store
from pipeline.work.job_runner import run_job as run_claimed_job
from pipeline.work.job_runner import tell_overdue
from pipeline.work.watch import look_once


@flow(name="retention", persist_result=False, log_prints=False)
def retention() -> dict[str, int]:
    """Delete recordings and personal data that have been kept long enough."""
    settings = load_settings()
    return clean_up(Store.of(settings), settings).as_json()


@flow(name="rescore", persist_result=False, log_prints=False)
def rescore(call_ids: list[str] | None = None, since: str | None = None) -> dict[str, int]:
    """Judge stored calls again by today's lexicon and rubric; what is up to date already is left alone."""
    found: Rescored = rescore_all(load_settings(), call_ids, since)
    return {"calls": found.calls, "changed": found.changed}


@flow(name="train", persist_result=False, log_prints=False)
def train() -> None:
    """Train the classifiers of this machine where their data have changed."""
    engine = Engine(load_settings())
    _ = engine.roles, engine.judge


@flow(name="run-job", persist_result=False, log_prints=False)
def run_job(job_id: int) -> bool:
    """Do a job that the API was asked for; False where another process has it."""
    settings = load_settings()
    place = workplace()
    return run_claimed_job(place.engine, place.store, settings, place.leases, job_id)


@flow(name="promises", persist_result=False, log_prints=False)
def promises() -> int:
    """See to promises whose time has run out; returns of how many other systems were told."""
    place = workplace()
    return tell_overdue(place.engine, place.store)


@flow(name="watch-folder", persist_result=False, log_prints=False)
def watch_folder(folder: str, manifest: str | None = None, settled: float = 10.0) -> dict[str, Any]:
    """Take in what a recorder has written into ``folder`` and has not touched for ``settled`` seconds."""
    settings = load_settings()
    store = Store.of(settings)
    queued = look_once(Path(folder), Path(manifest) if manifest else None, store, settings, settled)
    if url := server():
        Dispatcher(store.database, url).hand_out()
    return {"new": sum(one.new for one in queued), "refused": sum(bool(one.error) for one in queued)}
