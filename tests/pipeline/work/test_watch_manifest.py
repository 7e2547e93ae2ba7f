"""A manifest that is being written while the folder is watched, and rows that come after their recordings."""

import os

import pytest
from sqlalchemy import select

from pipeline.storage.tables import CallRow
from pipeline.work.watch import Watch
from tests.pipeline.work.stored import recordings, settings_in, store_in

HEAD = "recording,agent_id,team\n"


@pytest.fixture
def watch(tmp_path, database):
    (tmp_path / "in").mkdir()
    told = []
    watch = Watch(
        tmp_path / "in", tmp_path / "calls.csv", store_in(tmp_path, database), settings_in(tmp_path), warn=told.append
    )
    watch.now, watch.told = 0.0, told
    watch.clock = lambda: watch.now
    return watch


def look(watch):
    watch.now += 11
    return [queued.path.name for queued in watch.look()]


def write(watch, content):
    watch.manifest.write_bytes(content if isinstance(content, bytes) else content.encode())
    write.times = getattr(write, "times", 0) + 1
    os.utime(watch.manifest, (write.times, write.times))


def facts(watch):
    with watch.store.database.reading() as session:
        return sorted(session.execute(select(CallRow.agent_id, CallRow.team)).all())


@pytest.mark.parametrize("half", ["", "reco", 'recording,agent_id\n"call-00', b"\xff\xfe\x00", "a,b\n1,2\n"])
def test_a_half_written_manifest_is_told_once_and_nothing_stops(watch, half):
    write(watch, half)
    recordings(watch.folder, 1)
    look(watch)
    assert look(watch) == ["call-00.wav"]
    look(watch)
    assert len(watch.told) == 1
    write(watch, HEAD + "call-00.wav,A7,夜班\n")
    look(watch)
    assert [tuple(row) for row in facts(watch)] == [("A7", "夜班")]


def test_a_row_that_comes_after_its_recording_is_applied(watch):
    recordings(watch.folder, 2)
    write(watch, HEAD + "call-00.wav,A1,早班\n")
    look(watch)
    assert look(watch) == ["call-00.wav", "call-01.wav"]
    write(watch, HEAD + "call-00.wav,A1,早班\ncall-01.wav,A2,晚班\n")
    look(watch)
    assert [tuple(row) for row in facts(watch)] == [("A1", "早班"), ("A2", "晚班")]


def test_a_manifest_that_goes_away_is_no_reason_to_stop(watch):
    write(watch, HEAD + "call-00.wav,A1,早班\n")
    look(watch)
    watch.manifest.unlink()
    recordings(watch.folder, 1)
    look(watch)
    assert look(watch) == ["call-00.wav"]
    assert [tuple(row) for row in facts(watch)] == [("A1", "早班")]


def test_yesterdays_row_is_not_todays(watch):
    """Recorders count anew every day, and today's rows come late."""
    (watch.folder / "day2").mkdir()
    recordings(watch.folder / "day2", 1)
    write(watch, HEAD + "day1/call-00.wav,A1,早班\n")
    look(watch)
    assert look(watch) == ["call-00.wav"]
    write(watch, HEAD + "day1/call-00.wav,A1,早班\nday2/call-00.wav,A2,晚班\n")
    look(watch)
    assert [tuple(row) for row in facts(watch)] == [("A2", "晚班")]
