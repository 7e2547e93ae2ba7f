"""A backup holds everything and fills an empty store, of the other kind too."""

import tarfile

import pytest
from sqlalchemy import select

from pipeline.storage import Database, StoreError, migrate
from pipeline.storage.backup import back_up, restore
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import Base, JobRow
from tests.databases import empty_postgresql
from tests.pipeline.work.stored import claimed_calls_in, hear_everything, queue, recordings, settings_in, store_in


@pytest.fixture
def filled(tmp_path, database):
    store, settings = store_in(tmp_path, database), settings_in(tmp_path)
    queue(store, settings, recordings(tmp_path / "in", 2))
    hear_everything(claimed_calls_in(store, settings))
    with database.writing() as session:
        session.add(JobRow(kind="rescore", arguments={"b": 1, "a": "录音"}, state="done"))
    return store


def content(database):
    with database.engine.connect() as connection:
        return {
            t.name: connection.execute(select(t).order_by(*t.primary_key)).all() for t in Base.metadata.sorted_tables
        }


def other_kind(database, tmp_path) -> Database:
    if database.is_sqlite:
        return Database(empty_postgresql(tables=False))
    return Database(f"sqlite:///{tmp_path / 'restored.db'}")


def test_a_store_moves_to_the_other_kind_of_database_and_goes_on(filled, tmp_path):
    back_up(filled.database, filled.recordings, tmp_path / "all.tar")
    moved, kept = other_kind(filled.database, tmp_path), RecordingStore(str(tmp_path / "moved"))
    restore(tmp_path / "all.tar", moved, kept)
    assert content(moved) == content(filled.database)
    assert all(kept.has(row.sha256) for row in content(moved)["recordings"])
    with moved.writing() as session:
        job = JobRow(kind="rescore", arguments={})
        session.add(job)
        session.flush()
        assert job.id == 2
    moved.close()


def test_only_an_empty_store_is_filled(filled, tmp_path):
    back_up(filled.database, filled.recordings, tmp_path / "all.tar")
    before = content(filled.database)
    with pytest.raises(StoreError, match="空的数据库"):
        restore(tmp_path / "all.tar", filled.database, filled.recordings)
    assert content(filled.database) == before


def test_a_cut_or_foreign_file_is_refused_and_leaves_the_store_empty(filled, tmp_path):
    whole, cut = tmp_path / "all.tar", tmp_path / "cut.tar"
    back_up(filled.database, filled.recordings, whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    foreign = tmp_path / "foreign.tar"
    with tarfile.open(foreign, "w"):
        pass
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    migrate(empty)
    for file in (cut, foreign, tmp_path / "absent.tar"):
        with pytest.raises(StoreError):
            restore(file, empty, RecordingStore(str(tmp_path / "none")))
    assert not any(content(empty).values())


def test_a_recording_that_was_changed_in_the_archive_is_noticed(filled, tmp_path):
    back_up(filled.database, filled.recordings, tmp_path / "all.tar")
    spoilt = tmp_path / "spoilt.tar"
    spoilt.write_bytes((tmp_path / "all.tar").read_bytes().replace(b"RIFF", b"RIFX"))
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    missing = restore(spoilt, empty, RecordingStore(str(tmp_path / "none")))
    assert missing == [row.sha256 for row in content(filled.database)["recordings"]]
    assert content(empty) == content(filled.database)


def test_a_backup_that_can_not_be_written_leaves_nothing(filled, tmp_path):
    with pytest.raises(StoreError):
        back_up(filled.database, filled.recordings, tmp_path / "absent" / "all.tar")
    assert not (tmp_path / "absent").exists()
