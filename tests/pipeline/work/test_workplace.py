"""A lexicon that changes under a worker: learnt beside the work, taken over between calls."""

import shutil
import threading

import pytest

from pipeline.hearing.engine import Engine
from pipeline.settings import PROJECT
from pipeline.storage import jobs
from pipeline.storage.tables import JobRow
from pipeline.work.worker import Worker
from pipeline.work.workplace import Workplace
from tests.pipeline.fakes import FakeJudge, FakeRoles, FakeTranscriber, filled_engine
from tests.pipeline.work.stored import queue, recordings, row_of, settings_in, store_in

SOON = 30.0  # seconds


@pytest.fixture
def learning(monkeypatch):
    """The training of a changed pack; it goes on until this is set."""
    learnt = threading.Event()

    def renewed(engine, pack):
        made = Engine(engine.settings)
        parts = {"pack": pack, "transcriber": FakeTranscriber(), "roles": FakeRoles(), "judge": FakeJudge()}
        made.__dict__.update(parts)
        return made

    monkeypatch.setattr("pipeline.work.workplace.Engine", filled_engine)
    monkeypatch.setattr(Engine, "renewed", renewed)
    monkeypatch.setattr(Engine, "learn", lambda _: learnt.wait(SOON))
    yield learnt
    learnt.set()


@pytest.fixture
def place(tmp_path, database, monkeypatch, learning):
    monkeypatch.setattr("pipeline.lexicon.in_use.LOOK_AFTER", 0.0)
    shutil.copytree(PROJECT / "lexicons", tmp_path / "lexicons")
    settings = settings_in(tmp_path, lexicons=tmp_path / "lexicons" / "hotline")
    with Workplace(settings, store_in(tmp_path, database)) as opened:
        yield opened


def change(place):
    """Somebody edits the pack; returns what it was called before."""
    file = place.settings.lexicons / "pack.yaml"
    before = place.engine.pack.sha256
    file.write_text(file.read_text("utf-8") + "# changed\n", "utf-8")
    place.keep_up()
    return before


def worker(place):
    return Worker(place, lambda *_: None, lambda: None, threading.Event())


def test_calls_are_judged_while_a_changed_lexicon_is_learnt(place, learning, tmp_path):
    before = change(place)
    (call_id,) = queue(place.store, place.settings, recordings(tmp_path / "in", 1))
    assert worker(place)._round()
    assert row_of(place.store, call_id).state == "done"
    assert place.is_behind
    assert place.engine.pack.sha256 == before
    learning.set()
    place._next._thread.join(SOON)
    place.keep_up()
    assert not place.is_behind
    assert place.engine.pack.sha256 != before
    assert place.calls.engine is place.engine


def test_a_job_waits_for_the_lexicon_that_was_meant(place, learning):
    before = change(place)
    with place.store.database.writing() as session:
        jobs.enqueue(session, "trial", {"text": "大概明天吧。", "before": ""})
    assert not worker(place)._round()
    learning.set()
    worker(place).run(until_empty=True)
    assert place.engine.pack.sha256 != before
    with place.store.database.reading() as session:
        assert session.query(JobRow).filter_by(kind="trial").one().state == "done"


def test_a_change_that_is_taken_back_is_not_taken_over(place):
    file = place.settings.lexicons / "pack.yaml"
    before = file.read_bytes()
    change(place)
    file.write_bytes(before)
    place.keep_up()
    assert not place.is_behind


def test_what_goes_wrong_with_learning_is_raised(place, learning, monkeypatch):
    monkeypatch.setattr(Engine, "learn", lambda _: 1 // 0)
    change(place)
    place._next._thread.join(SOON)
    with pytest.raises(ZeroDivisionError):
        place.keep_up()
