"""Processes are killed, start at the same time, and take poisoned recordings: every call is scored once, none lost."""

import os
import random
import signal
import time

from sqlalchemy import update

from pipeline.storage.tables import CallRow, utc_now
from tests.survival.conftest import PATIENCE

CALLS = 40


def wait_until(condition, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.1)


def kill(process) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_an_ingest_killed_at_random_moments_ends_with_every_call_scored_once(place):
    folder, chance = place.recordings(CALLS), random.Random(os.environ.get("SURVIVAL_SEED", time.time()))
    for share in (0.1, 0.5, 0.9):
        process = place.start("ingest", folder)
        wait_until(lambda share=share: place.done() >= share * CALLS or process.poll() is not None)  # noqa: B023
        time.sleep(chance.uniform(0.0, 0.7))
        kill(process)
    ended = place.run("ingest", folder)
    assert ended.returncode == 0, ended.stderr
    assert place.each_once(CALLS)
    assert list((place.folder / "data" / "holders").iterdir()) == []


def test_two_ingests_of_one_folder_share_the_work(place):
    folder = place.recordings(CALLS)
    both = [place.start("ingest", folder, FAKE_LOG=str(place.folder / f"heard{n}.txt")) for n in (0, 1)]
    assert [p.communicate(timeout=PATIENCE) and p.returncode for p in both] == [0, 0]
    assert place.each_once(CALLS)
    heard = [(place.folder / f"heard{n}.txt").read_text().split() for n in (0, 1)]
    assert len(heard[0]) + len(heard[1]) == CALLS
    assert heard[0]
    assert heard[1]


def test_a_recording_that_kills_every_process_fails_in_the_end_and_holds_nobody_up(place):
    folder = place.recordings(10)
    (folder / "not-audio.wav").write_text("这不是录音" * 50, encoding="utf-8")
    assert place.run("ingest", folder, FAKE_POISON="call-03").returncode == -signal.SIGKILL
    for _ in range(3):
        ended = place.run("worker", "--until-empty", FAKE_POISON="call-03")
    assert ended.returncode == 0
    assert place.states() == {"done": 9, "failed": 2}
    shown = place.run("failures", "--retry").stdout
    assert "call-03.wav" in shown
    assert "3 次异常终止" in shown
    assert "not-audio.wav" in shown
    assert place.states() == {"done": 9, "queued": 2}
    with place.writing() as session:  # a worker elsewhere takes one and dies
        lost = {"state": "working", "lease_owner": "elsewhere-1-abc", "lease_until": utc_now(), "attempts": 1}
        session.execute(update(CallRow).where(CallRow.state == "queued", CallRow.name == "call-03").values(lost))
    last = place.run("ingest", folder)
    assert last.returncode == 1
    assert "not-audio.wav" in last.stderr
    assert place.states() == {"done": 10, "failed": 1}


def test_who_is_told_to_stop_leaves_no_call_in_hand_and_says_nothing(place):
    folder = place.recordings(12)
    process = place.start("ingest", folder, FAKE_SECONDS="0.5")
    wait_until(lambda: place.done() >= 1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == ""
    assert place.states().get("working", 0) == 0
    worker = place.start("worker", FAKE_SECONDS="0.5", TINGJIAN_WORKERS="2")
    before = place.done()
    wait_until(lambda: place.done() > before)
    worker.send_signal(signal.SIGTERM)  # what it has in hand is finished, nothing is begun
    assert worker.wait(PATIENCE) == 0
    assert place.states().get("working", 0) == 0
    with place.reading() as session:
        assert {row.attempts for row in session.query(CallRow).filter_by(state="queued")} <= {0}
