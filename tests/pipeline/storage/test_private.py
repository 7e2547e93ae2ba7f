"""Passwords' hashes and callers' words are for the service's own account alone."""

import os
import stat
import subprocess
import sys

import pytest
from sqlalchemy import text

from pipeline.settings import Settings
from pipeline.storage import Database, StoreError, migrate
from pipeline.storage.backup import back_up
from pipeline.storage.recordings import RecordingStore

WRITER = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("INSERT INTO jottings VALUES (1)")
connection.commit()
print("written", flush=True)
sys.stdin.read()
connection.close()
"""


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


def test_who_opens_the_database_twice_goes_on_seeing_what_others_write(tmp_path):
    """Closing any descriptor of a file gives up the process's locks on it; others would take its log away."""
    database = store_in(tmp_path / "data")
    with database.writing() as session:
        session.execute(text("CREATE TABLE jottings (words TEXT)"))
    again = Database.of(Settings(data_dir=tmp_path / "data"))
    command = [sys.executable, "-c", WRITER, str(tmp_path / "data" / "tingjian.db")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as open_on:
        open_on.stdout.readline()
        with database.reading() as session:
            assert session.execute(text("SELECT count(*) FROM jottings")).scalar() == 2
        open_on.stdin.close()
    for one in (database, again):
        one.close()


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
