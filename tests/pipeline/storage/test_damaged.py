"""A damaged recording is named, left out and mended; everything else goes on."""

import tarfile

import pytest

from pipeline.storage import Database, StoreError
from pipeline.storage.backup import back_up, restore
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import RecordingRow
from tests.pipeline.work.stored import queue, recordings, settings_in, store_in


@pytest.fixture
def filled(tmp_path, database):
    store, settings = store_in(tmp_path, database), settings_in(tmp_path)
    paths = recordings(tmp_path / "in", 3)
    queue(store, settings, paths)
    return store, settings, paths


def hashes(database):
    with database.reading() as session:
        return sorted(session.scalars(RecordingRow.__table__.select().with_only_columns(RecordingRow.sha256)))


def spoil(tmp_path, sha256):
    path = tmp_path / "data" / "recordings" / sha256[:2] / sha256
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)


def empty(tmp_path):
    return Database(f"sqlite:///{tmp_path / 'empty.db'}"), RecordingStore(str(tmp_path / "restored"))


def test_a_flipped_byte_is_named_by_the_backup_and_the_rest_is_restored(filled, tmp_path):
    store, _, _ = filled
    bad, *sound = hashes(store.database)
    spoil(tmp_path, bad)
    assert back_up(store.database, store.recordings, tmp_path / "all.tar") == [bad]
    database, kept = empty(tmp_path)
    assert restore(tmp_path / "all.tar", database, kept) == [bad]
    assert hashes(database) == sorted([bad, *sound])
    assert [kept.has(one) for one in (bad, *sound)] == [False, True, True]


def test_a_byte_that_flips_in_the_archive_costs_one_recording(filled, tmp_path):
    store, _, _ = filled
    assert back_up(store.database, store.recordings, tmp_path / "all.tar") == []
    bad, *sound = hashes(store.database)
    with tarfile.open(tmp_path / "all.tar") as archive:
        at = archive.getmember(f"recordings/{bad}").offset_data + 50
    with (tmp_path / "all.tar").open("r+b") as file:
        file.seek(at)
        file.write(b"\xff")
    database, kept = empty(tmp_path)
    assert restore(tmp_path / "all.tar", database, kept) == [bad]
    assert [kept.is_sound(one) for one in (bad, *sound)] == [False, True, True]


def test_the_same_recording_again_mends_a_damaged_one(filled, tmp_path):
    store, settings, paths = filled
    bad = store.recordings.add(paths[0])[0]
    spoil(tmp_path, bad)
    assert not store.recordings.is_sound(bad)
    queue(store, settings, paths)
    assert store.recordings.is_sound(bad)


def test_a_refused_restore_copies_nothing(filled, tmp_path):
    store, _, _ = filled
    back_up(store.database, store.recordings, tmp_path / "all.tar")
    elsewhere = RecordingStore(str(tmp_path / "elsewhere"))
    with pytest.raises(StoreError, match="没有改动"):
        restore(tmp_path / "all.tar", store.database, elsewhere)
    assert not (tmp_path / "elsewhere").exists()
