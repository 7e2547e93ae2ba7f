"""Judged calls in a store, without recognition: for tests of whatever stands on the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.judge import judge
from pipeline.lexicon import Pack, load_pack
from pipeline.lexicon.schema import Tally, Trust
from pipeline.review.policy import keep_judgement
from pipeline.settings import PROJECT
from pipeline.storage import Database, calls, judgements
from pipeline.storage.call_json import dump_call
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import CallState, RecordingRow

LABELS_KEY = "none"


@cache
def hotline() -> Pack:
    """The shipped pack where people have confirmed every rule of it often enough to let it cost points."""
    shipped = load_pack(PROJECT / "lexicons" / "hotline")
    return replace(shipped, earned=Trust(labelled={rule: Tally(fair=50, unfair=0) for rule in shipped.phrases}))


def store_call(
    database: Database,
    recordings: RecordingStore | None,
    heard: Call,
    audio: Path | None = None,
    *,
    started_at: datetime | None = None,
    labels: Sequence[TurnLabel] = (),
) -> str:
    """Keep ``heard`` judged by today's hotline pack, with the bytes of ``audio`` if given; returns the call's id.

    ``labels`` are the sentence judge's opinions: without any, hardly a phrase is certain enough to be a finding.
    Without audio the content hash is that of the call itself, so the same call twice is one.
    """
    if audio is not None and recordings is not None:
        sha256, size = recordings.add(audio)
    else:
        sha256, size = hashlib.sha256(dump_call(heard).encode()).hexdigest(), 1
    file_name = audio.name if audio else "test.wav"
    call_id = calls.call_id_of(sha256)
    kind = "audio" if heard.recording else "transcript"
    if heard.recording:
        heard = replace(heard, recording=replace(heard.recording, sha256=sha256, name=file_name))
    with database.writing() as session:
        calls.register(session, calls.NewCall(sha256, size, kind, file_name, heard.id, started_at=started_at))
        transcript = judgements.save_transcript(session, call_id, heard)
        keep_judgement(session, transcript, judge(heard, hotline(), labels), LABELS_KEY, hotline().rubric.review)
        row = calls.get_call(session, call_id)
        row.state, row.started_at = CallState.DONE, started_at
        if heard.recording:
            kept = session.get_one(RecordingRow, sha256)
            kept.duration, kept.channels = heard.recording.duration, heard.recording.channels
            kept.sampling_rate, kept.codec = heard.recording.sampling_rate, heard.recording.codec
    return call_id
