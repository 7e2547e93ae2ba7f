"""A watched folder: complete files are taken in, half-written ones wait."""

import os

import pytest

from pipeline.work.watch import Watch
from tests.pipeline.work.stored import recordings, settings_in, store_in


@pytest.fixture
def watch(tmp_path, database):
    (tmp_path / "in").mkdir()
    watch = Watch(tmp_path / "in", None, store_in(tmp_path, database), settings_in(tmp_path))
    watch.now = 0.0
    watch.clock = lambda: watch.now
    return watch


def look(watch, after: float):
    watch.now += after
    return [queued.path.name for queued in watch.look()]


def test_a_file_is_taken_in_once_when_it_has_settled(watch):
    recordings(watch.folder, 1)
    assert look(watch, 0) == []
    assert look(watch, 5) == []
    assert look(watch, 5) == ["call-00.wav"]
    assert look(watch, 100) == []


def test_a_file_that_grows_waits(watch):
    (path,) = recordings(watch.folder, 1)
    look(watch, 0)
    with path.open("ab") as file:
        file.write(b"more")
    assert look(watch, 11) == []
    assert look(watch, 11) == ["call-00.wav"]


def test_a_file_with_other_content_under_an_old_name_is_taken_in_again(watch):
    (path,) = recordings(watch.folder, 1)
    look(watch, 0)
    assert look(watch, 11) == ["call-00.wav"]
    path.write_bytes(path.read_bytes()[:-3200])
    os.utime(path, ns=(1, 1))
    look(watch, 11)
    assert look(watch, 11) == ["call-00.wav"]


def test_drafts_and_empty_files_wait_and_a_folder_that_is_away_is_no_reason_to_stop(watch):
    (path,) = recordings(watch.folder, 1)
    path.rename(path.with_name("call-00.wav.part"))
    (watch.folder / "empty.wav").touch()
    look(watch, 0)
    assert look(watch, 11) == []
    watch.folder.rename(watch.folder.with_name("away"))
    assert look(watch, 11) == []
