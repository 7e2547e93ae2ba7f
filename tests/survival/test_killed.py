"""Processes are killed, start at the same time, and take poisoned recordings: every call is scored once, none lost."""

import os
import random
import signal
import time

from sqlalchemy import update

from pipeline.storage.tables import CallRow, utc_now

CALLS = 40


def test_an_ingest_killed_at_random_moments_ends_with_every_call_scored_once(place, prefect):
    folder, chance = place.recordings(CALLS), random.Random(os.environ.get("SURVIVAL_SEED", time.time()))
    for share in (0.1, 0.6):
        command = place.start("ingest", folder, PREFECT_API_URL=prefect.url)
        enough = share * CALLS
        place.wait_for(lambda c=command, n=enough: place.done() >= n or not c.running, f"{enough} calls done")
        time.sleep(chance.uniform(0.0, 0.5))
        command.send(signal.SIGKILL)
        command.status()
    ended = place.run("ingest", folder, PREFECT_API_URL=prefect.url)
    assert ended.status() == 0, ended.err
    assert place.each_once(CALLS)
    assert list((place.folder / "data" / "holders").iterdir()) == []


def test_two_ingests_of_one_folder_share_the_work(place):
    folder, count = place.recordings(20), 20
    logs = [place.folder / f"heard{n}.txt" for n in (0, 1)]
    both = [place.start("ingest", folder, FAKE_LOG=str(log)) for log in logs]
    assert [command.status() for command in both] == [0, 0]
    assert place.each_once(count)
    assert sum(len(log.read_text().split()) for log in logs if log.exists()) == count


def test_a_recording_that_kills_every_process_fails_in_the_end_and_holds_nobody_up(place):
    folder = place.recordings(5)
    (folder / "not-audio.wav").write_text("这不是录音" * 50, encoding="utf-8")
    assert place.run("ingest", folder, FAKE_POISON="call-03").status() == -signal.SIGKILL
    for _ in range(3):
        ended = place.run("worker", "--until-empty", FAKE_POISON="call-03")
    assert ended.status() == 0
    assert place.states() == {"done": 4, "failed": 2}
    shown = place.run("failures", "--retry").out
    assert "call-03.wav" in shown
    assert "3 次异常终止" in shown
    assert "not-audio.wav" in shown
    assert place.states() == {"done": 4, "queued": 2}
    with place.writing() as session:  # a worker elsewhere takes one and dies
        lost = {"state": "working", "lease_owner": "elsewhere-1-abc", "lease_until": utc_now(), "attempts": 1}
        session.execute(update(CallRow).where(CallRow.state == "queued", CallRow.name == "call-03").values(lost))
    last = place.run("ingest", folder)
    assert last.status() == 1
    assert "not-audio.wav" in last.err
    assert place.states() == {"done": 5, "failed": 1}


def test_who_is_told_to_stop_leaves_no_call_in_hand_and_says_nothing(place):
    folder = place.recordings(12)
    ingest = place.start("ingest", folder, FAKE_SECONDS="0.5", TINGJIAN_WORKERS="2")
    place.wait_for(lambda: place.done() >= 1, "a call done")
    ingest.send(signal.SIGINT)
    assert ingest.status() == 130
    assert ingest.err == ""
    assert place.states().get("working", 0) == 0
    before = place.done()
    worker = place.start("worker", FAKE_SECONDS="0.5", TINGJIAN_WORKERS="2")
    place.wait_for(lambda: place.done() > before, "a call done by the worker")
    worker.send(signal.SIGTERM)  # what it has in hand is finished, nothing is begun
    assert worker.status() == 0
    assert place.states().get("working", 0) == 0
    with place.reading() as session:
        assert {row.attempts for row in session.query(CallRow).filter_by(state="queued")} <= {0}
