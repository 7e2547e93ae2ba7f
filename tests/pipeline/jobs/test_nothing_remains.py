"""After retention nothing of a caller is left: not in the data folder, not in a table."""

import os
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from pipeline.jobs.leftovers import OLD, sweep
from pipeline.jobs.retention import clean_up
from pipeline.lexicon import load_pack
from pipeline.playback import Copies
from pipeline.review.claims import claim
from pipeline.review.finish import finish
from pipeline.review.publication import publish
from pipeline.settings import PROJECT, Settings
from pipeline.storage import Database, masked_texts, migrate
from pipeline.storage.tables import (
    AppealRow,
    AssignedRow,
    AssignmentRow,
    Base,
    CallRow,
    ClipRow,
    CollectionRow,
    RecordingRow,
    ScorecardRow,
    utc_now,
)
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import people
from tests.pipeline.work.stored import claimed_calls_in, hear_everything, queue, recordings, settings_in, store_in

SECRETS = ("13800138000", "打印机打不出来", "主叫一三八", "call-00")
LATE = timedelta(days=40)


@pytest.fixture
def lived(tmp_path):
    """A store in its folder, with a call that was heard, reviewed, appealed, played, and things that broke off."""
    settings = settings_in(tmp_path, keep_audio_days=30, keep_personal_days=30)
    database = Database.of(settings)
    migrate(database)
    store = store_in(tmp_path, database)
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    hear_everything(claimed_calls_in(store, settings))
    staff = people(database)
    with database.writing() as session:
        session.execute(update(CallRow).values(customer_number="13800138000", agent_id="A001"))
        version = claim(session, call_id, staff.reviewer).version
        finish(session, call_id, staff.reviewer, version, pack())
        publish(session, call_id, staff.reviewer, pack())
        card = session.scalars(select(ScorecardRow).order_by(ScorecardRow.id.desc())).first()
        card.card = replace(card.card, review_reasons=("客户说「我的打印机打不出来了」",))
        words = {"reason": "主叫一三八开头，打印机打不出来", "decision_reason": "13800138000"}
        appeal = AppealRow(call_id=call_id, scorecard_id=card.id, user_id=staff.agent, decide_by=utc_now(), **words)
        session.add(appeal)
        _learnt(session, call_id, staff.reviewer)
    masked_texts.fill(database, load_pack(PROJECT / "lexicons" / "hotline"))
    sha256 = row(database, RecordingRow).sha256
    copies = Copies(store.recordings, settings.data_dir / "playback")
    copies.wav(sha256)
    copies.wav(sha256, 0)
    copies.peaks(sha256)
    yield store, settings, sha256, call_id
    database.close()


def _learnt(session, call_id, user_id):
    """A clip that was given out and answered; everything in it tells of the call."""
    collection = CollectionRow(name="集", created_by=user_id)
    session.add(collection)
    session.flush()
    told = {"note": SECRETS[1], "reason": f"听到的是：「{SECRETS[1]}」"}
    session.add(
        ClipRow(collection_id=collection.id, call_id=call_id, check="five_w", good=False, start=0, end=1, **told)
    )
    given = AssignmentRow(
        title="集", collection_id=collection.id, checks=[], note=SECRETS[1], due_at=utc_now(), created_by=user_id
    )
    session.add(given)
    session.flush()
    session.add(AssignedRow(assignment_id=given.id, agent_id="A001", answer=SECRETS[1]))


def row(database, table):
    with database.reading() as session:
        return session.scalars(select(table)).one()


def age(store):
    with store.database.writing() as session:
        session.execute(update(CallRow).values(created_at=utc_now() - LATE, started_at=None))


def left_in_tables(database):
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for found in session.execute(select(table)):
                yield from ((table.name, secret) for secret in SECRETS if secret in str(tuple(found)))


def left_in_files(folder):
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        written = (*(s.encode() for s in SECRETS), *(s.encode("unicode_escape") for s in SECRETS))
        yield from ((path.name, secret) for secret in written if secret in content)


def test_nothing_is_left_of_a_caller(lived):
    store, settings, sha256, _ = lived
    assert {name for name, _ in left_in_tables(store.database)} >= {
        "calls",
        "transcripts",
        "appeals",
        "judgements",
        "clips",
        "assignments",
        "assignment_agents",
    }
    age(store)
    clean_up(store, settings)
    assert list(left_in_tables(store.database)) == []
    assert list(left_in_files(settings.data_dir)) == []
    assert not [path for path in settings.data_dir.rglob("*") if path.name.startswith(sha256[:32])]


def test_with_the_sound_its_copies_go(lived):
    store, _, sha256, _ = lived
    settings = Settings(data_dir=lived[1].data_dir, keep_audio_days=30, _env_file=None)
    age(store)
    clean_up(store, settings)
    assert not [path for path in settings.data_dir.rglob("*") if path.name.startswith(sha256[:32])]


def test_what_broke_off_or_belongs_to_nobody_goes_when_it_is_old(lived, tmp_path):
    store, settings, sha256, _ = lived
    stray = tmp_path / "stray.wav"
    stray.write_bytes(b"RIFF nobody's")
    nobodys, _ = store.recordings.add(stray)
    (settings.data_dir / "uploads").mkdir()
    data = settings.data_dir
    old = [
        data / "uploads" / "1-a.part",
        data / "playback" / f"{sha256}.wav.1-a.part",
        data / "recordings" / sha256[:2] / f"{sha256}.1-a.part",
        data / "playback" / f"{'0' * 32}-all.wav",
        data / "recordings" / nobodys[:2] / nobodys,
    ]
    for path in old[:-1]:
        path.write_bytes(b"said")
    sweep(store, settings)
    assert [path.exists() for path in old] == [True, True, True, False, True]  # a copy can be made anew at any time
    for path in old:
        if path.exists():
            os.utime(path, (time.time() - OLD - 9, time.time() - OLD - 9))
    sweep(store, settings)
    assert not [path for path in old if path.exists()]
    assert store.recordings.has(sha256)
    assert [p for p in (data / "playback").iterdir() if p.name.startswith(sha256[:32])]
