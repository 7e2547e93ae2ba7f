"""Claimed calls are heard, judged and kept: whole or not at all, and with the bytes that `analyze` gives."""

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from pipeline.intake.manifest import Manifest, ManifestRow
from pipeline.record import as_json, dump
from pipeline.storage import judgements
from pipeline.storage.errors import StoreError
from pipeline.storage.lease import abandon
from pipeline.storage.outages import NotNow
from pipeline.storage.tables import CallRow, DeliveryRow, RecordingRow, UserRow, WebhookRow
from pipeline.work.analyze import analyze
from pipeline.work.claimed_calls import Outcome
from pipeline.work.enqueue import enqueue
from tests.pipeline.cli.calls import mono_call, transcript
from tests.pipeline.fakes import FakeTranscriber, filled_engine, raising
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


def test_stored_results_are_those_of_analyze(tmp_path, store, settings):
    paths = [
        *recordings(tmp_path / "in", 2),
        mono_call(tmp_path / "mono.wav"),
        transcript(tmp_path / "ready.transcript.json", started_at="2026-03-01T08:00:00"),
    ]
    listed = Manifest({paths[0]: ManifestRow(paths[0].name, "T-1", "A007", ring_seconds=6.0)})
    queued = list(enqueue(paths, listed, store, settings))
    assert hear_everything(claimed_calls_in(store, settings)) == [Outcome.DONE] * 4
    analysed = {o.path: as_json(o.judgement) for o in analyze(paths, listed, filled_engine(settings))}
    with store.database.reading() as session:
        for one in queued:
            assert dump(as_json(judgements.latest_record(session, one.call_id))) == dump(analysed[one.path])
        known = session.get_one(RecordingRow, row_of(store, queued[0].call_id).sha256)
    assert (known.channels, known.sampling_rate, known.codec) == (2, 16000, "pcm_s16le")
    ready = row_of(store, queued[3].call_id)
    assert (ready.name, ready.started_at.isoformat()) == ("ready", "2026-03-01T00:00:00+00:00")


def test_a_bad_recording_fails_with_code_and_reason(tmp_path, store, settings):
    bad = tmp_path / "bad.wav"
    bad.write_text("这不是录音" * 50, encoding="utf-8")
    (call_id,) = queue(store, settings, [bad])
    assert hear_everything(claimed_calls_in(store, settings)) == [Outcome.FAILED]
    row = row_of(store, call_id)
    assert (row.state, bool(row.failure_code), "不" in row.failure_reason) == ("failed", True, True)


def test_an_unexpected_error_fails_the_call_without_telling_what_was_said(tmp_path, store, settings):
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    transcriber = FakeTranscriber()
    transcriber.transcribe = raising(ValueError("机密谈话"))  # type: ignore[method-assign]
    assert hear_everything(claimed_calls_in(store, settings, transcriber=transcriber)) == [Outcome.FAILED]
    assert row_of(store, call_id).failure_reason == "内部错误（ValueError）"


@pytest.mark.parametrize(
    "error",
    [OperationalError("select", {}, Exception("locked")), OSError(28, "No space left on device"), ConnectionError()],
)
def test_trouble_of_the_store_condemns_no_call_and_is_cheap_to_retry(tmp_path, store, settings, monkeypatch, error):
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    claimed_calls = claimed_calls_in(store, settings)
    claim = claimed_calls.claim(None, suspects=False)
    with monkeypatch.context() as broken:
        broken.setattr(judgements, "save_transcript", raising(error))
        with pytest.raises(NotNow):
            claimed_calls.work_on(claim)
    assert row_of(store, call_id).state == "working"
    monkeypatch.setattr(claimed_calls, "_assess", raising(AssertionError("heard twice")))
    assert claimed_calls.work_on(claim) is Outcome.DONE


def test_a_store_of_recordings_that_is_away_condemns_no_call(tmp_path, store, settings, monkeypatch):
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    claimed_calls = claimed_calls_in(store, settings)
    claim = claimed_calls.claim(None, suspects=False)
    refused = StoreError("x")
    refused.__cause__ = ConnectionError()
    monkeypatch.setattr(type(store.recordings), "local", raising(refused))
    with pytest.raises(NotNow):
        claimed_calls.work_on(claim)
    claimed_calls.give_back(claim.call_id)
    assert (row_of(store, call_id).state, row_of(store, call_id).attempts) == ("queued", 0)


def test_a_recording_whose_bytes_are_gone_fails(tmp_path, store, settings):
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    store.recordings.delete(row_of(store, call_id).sha256)
    assert hear_everything(claimed_calls_in(store, settings)) == [Outcome.FAILED]


def test_who_lost_the_call_keeps_nothing(tmp_path, store, settings):
    queue(store, settings, recordings(tmp_path / "in", 1))
    slow, quick = claimed_calls_in(store, settings), claimed_calls_in(store, settings)
    claim = slow.claim(None, suspects=False)
    with store.database.writing() as session:
        abandon(session, CallRow, slow.leases.name)
    assert quick.work_on(quick.claim(None, suspects=True)) is Outcome.DONE
    assert slow.work_on(claim) is Outcome.ELSEWHERE


def test_at_an_interruption_all_goes_back_but_what_has_just_ended(tmp_path, store, settings):
    queue(store, settings, recordings(tmp_path / "in", 3))
    claimed_calls = claimed_calls_in(store, settings)
    ended, *rest = (claimed_calls.claim(None, suspects=False) for _ in range(3))
    claimed_calls.work_on(ended)
    claimed_calls.leases.hold(ended.call_id)  # as between the end of the work and letting go
    claimed_calls.give_back_all()
    assert {row_of(store, claim.call_id).state for claim in rest} == {"queued"}
    assert row_of(store, ended.call_id).state == "done"
    assert claimed_calls.claim(None, suspects=False) is None


def test_who_listens_learns_of_a_fatal_finding_when_the_call_is_judged(tmp_path, store, settings):
    swearing = "他妈的，你烦不烦。"
    with store.database.writing() as session:
        person = UserRow(name="admin", display_name="admin", role="admin", password_hash="-")
        session.add(person)
        session.flush()
        session.add(WebhookRow(url="https://example.com/", secret="s", events=["finding.fatal"], created_by=person.id))
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    hear_everything(
        claimed_calls_in(
            store, settings, transcriber=FakeTranscriber((f"您好，请问有什么可以帮您？{swearing}", "你好"))
        )
    )
    with store.database.reading() as session:
        payloads = [notice.payload for notice in session.query(DeliveryRow)]
    assert payloads, "a fatal finding is told"
    assert all((p["call_id"], p["category"], p["confirmed"]) == (call_id, "profanity", False) for p in payloads)
    assert swearing[:3] not in dump({"all": payloads})
