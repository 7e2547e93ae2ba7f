"""Passwords' hashes and callers' words are for the service's own account alone."""

import os
import stat

import pytest

from pipeline.settings import Settings
from pipeline.storage import Database, StoreError, migrate
from pipeline.storage.backup import back_up
from pipeline.storage.recordings import RecordingStore


@pytest.fixture
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def store_in(folder):
    database = Database.of(Settings(data_dir=folder))
    migrate(database)
    return database


def test_nobody_else_may_read_the_store_or_its_backups(tmp_path, usual_umask):
    database = store_in(tmp_path / "data")
    with database.reading() as session:
        session.connection()
        assert mode(tmp_path / "data") == 0o700
        assert {mode(file) for file in (tmp_path / "data").iterdir()} == {0o600}
        assert len(list((tmp_path / "data").glob("tingjian.db*"))) == 3
    back_up(database, RecordingStore(str(tmp_path / "recordings")), tmp_path / "all.tar")
    assert mode(tmp_path / "all.tar") == 0o600
    database.close()


def test_a_store_that_others_could_read_is_taken_away_from_them(tmp_path, usual_umask):
    store_in(tmp_path / "data").close()
    (tmp_path / "data").chmod(0o755)
    (tmp_path / "data" / "tingjian.db").chmod(0o644)
    store_in(tmp_path / "data").close()
    assert (mode(tmp_path / "data"), mode(tmp_path / "data" / "tingjian.db")) == (0o700, 0o600)


def test_nothing_is_written_to_a_database_that_is_not_there_any_more(tmp_path):
    database = store_in(tmp_path / "data")
    file = tmp_path / "data" / "tingjian.db"
    file.rename(file.with_name("away.db"))
    with pytest.raises(StoreError, match="删除或替换"), database.writing():
        pass
    file.touch()
    with pytest.raises(StoreError, match="删除或替换"), database.writing():
        pass
    database.close()
