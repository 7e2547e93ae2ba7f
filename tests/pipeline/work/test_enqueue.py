"""Files become waiting calls: once for each content."""

from pathlib import Path

import pytest

from pipeline.intake.manifest import Manifest, ManifestRow
from pipeline.storage import calls
from pipeline.work.enqueue import enqueue, reasons_of_failed, still_open
from tests.pipeline.cli.calls import transcript
from tests.pipeline.work.stored import (
    claimed_calls_in,
    hear_everything,
    queue,
    recordings,
    row_of,
    settings_in,
    store_in,
)


@pytest.fixture
def settings(tmp_path: Path):
    return settings_in(tmp_path)


@pytest.fixture
def store(tmp_path: Path, database):
    return store_in(tmp_path, database)


def test_the_same_recording_under_another_name_is_the_same_call(tmp_path, store, settings):
    first, *_ = recordings(tmp_path / "in", 1)
    other = first.with_name("copy.wav")
    other.write_bytes(first.read_bytes())
    one, two = enqueue([first, other], None, store, settings)
    assert (one.new, two.new, one.call_id == two.call_id) == (True, False, True)
    assert row_of(store, one.call_id).name == "call-00"


def test_what_the_telephone_system_says_is_kept_with_its_time_zone(tmp_path, store, settings):
    (path,) = recordings(tmp_path / "in", 1)
    row = ManifestRow(path.name, "T-1", "A007", customer_number="13800138000", started_at="2026-03-01T08:00:00")
    (queued,) = enqueue([path], Manifest({path: row}), store, settings)
    kept = row_of(store, queued.call_id)
    assert (kept.name, kept.agent_id, kept.customer_number) == ("T-1", "A007", "13800138000")
    assert kept.started_at.isoformat() == "2026-03-01T00:00:00+00:00"


def test_a_file_that_can_not_be_read_costs_the_others_nothing(tmp_path, store, settings):
    good, *_ = recordings(tmp_path / "in", 1)
    absent, folder = tmp_path / "absent.wav", tmp_path / "in"
    lost, odd, fine = enqueue([absent, folder, good], None, store, settings)
    assert lost.error
    assert odd.error
    assert fine.new


def test_a_call_that_is_done_does_not_come_back_when_its_audio_was_deleted(tmp_path, store, settings):
    paths = recordings(tmp_path / "in", 1)
    (call_id,) = queue(store, settings, paths)
    hear_everything(claimed_calls_in(store, settings))
    store.recordings.delete(row_of(store, call_id).sha256)
    (again,) = enqueue(paths, None, store, settings)
    assert not again.new
    assert not store.recordings.has(row_of(store, call_id).sha256)


def test_what_is_open_and_what_failed_is_known(tmp_path, store, settings):
    bad = tmp_path / "text.wav"
    bad.write_text("这不是录音" * 50, encoding="utf-8")
    failed, ready = queue(store, settings, [bad, transcript(tmp_path / "ready.transcript.json")])
    assert still_open(store, [failed, ready]) == [failed, ready]
    hear_everything(claimed_calls_in(store, settings))
    assert still_open(store, [failed, ready]) == []
    assert list(reasons_of_failed(store, [failed, ready])) == [failed]
    with store.database.writing() as session:
        assert calls.retry(session) == 1
    assert still_open(store, [failed, ready]) == [failed]
