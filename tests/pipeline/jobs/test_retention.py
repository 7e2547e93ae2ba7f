"""What has been kept long enough is deleted whole; scores stay."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from pipeline.jobs.retention import Cleaned, clean_up
from pipeline.record import as_json, dump
from pipeline.storage import judgements
from pipeline.storage.tables import Base, CallRow, utc_now
from tests.pipeline.fakes import CUSTOMER
from tests.pipeline.work.stored import (
    claimed_calls_in,
    hear_everything,
    queue,
    recordings,
    row_of,
    settings_in,
    store_in,
)

OLD = timedelta(days=40)
SAID = CUSTOMER[:6]


@pytest.fixture
def store(tmp_path, database):
    store, settings = store_in(tmp_path, database), settings_in(tmp_path)
    ids = queue(store, settings, recordings(tmp_path / "in", 2))
    hear_everything(claimed_calls_in(store, settings))
    with store.database.writing() as session:
        session.execute(update(CallRow).where(CallRow.id == ids[0]).values(created_at=utc_now() - OLD))
    return store, ids


def test_nothing_is_deleted_without_limits(tmp_path, store):
    assert clean_up(store[0], settings_in(tmp_path)) == Cleaned()


def test_old_audio_goes_and_everything_else_stays(tmp_path, store):
    kept, (old, new) = store
    assert clean_up(kept, settings_in(tmp_path, keep_audio_days=30)) == Cleaned(1, 0)
    assert [kept.recordings.has(row_of(kept, i).sha256) for i in (old, new)] == [False, True]
    with kept.database.reading() as session:
        assert SAID in dump(as_json(judgements.latest_record(session, old)))
    assert clean_up(kept, settings_in(tmp_path, keep_audio_days=30)) == Cleaned()


def test_of_what_was_said_nothing_is_left_but_the_score(tmp_path, store):
    kept, (old, new) = store
    before = row_of(kept, old).score
    assert clean_up(kept, settings_in(tmp_path, keep_personal_days=30)) == Cleaned(1, 1)
    assert row_of(kept, old).score == before
    with kept.database.reading() as session:
        left = judgements.latest_record(session, old)
        assert left.scorecard.total == before
        assert SAID in dump(as_json(judgements.latest_record(session, new)))
        assert "13800138000" not in dump(as_json(left))
        session.execute(text("SELECT 1"))
        assert not [name for name in everything_about(session, old) if name]


def everything_about(session, call_id):
    """Tables in which a row of this call still holds the customer's words."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name == "call_id" or (table.name == "calls" and column.name == "id"):
                rows = session.execute(select(table).where(column == call_id)).all()
                yield from (table.name for row in rows if SAID in str(row) or "call-0" in str(row))
