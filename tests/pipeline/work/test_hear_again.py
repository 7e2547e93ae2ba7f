"""Calls heard again by another model: the new transcript counts, and the old one stays."""

import pytest
from sqlalchemy import select

from pipeline.jobs.rescore import Rescored, Rescorer, outdated
from pipeline.storage import judgements
from pipeline.storage.tables import JudgementRow, TranscriptRow
from pipeline.work.hear_again import hear_again, not_heard_so
from tests.pipeline.cli import calls
from tests.pipeline.fakes import AGENT, FakeTranscriber, filled_engine
from tests.pipeline.work.stored import (
    claimed_calls_in,
    hear_everything,
    queue,
    recordings,
    row_of,
    settings_in,
    store_in,
)


class Better(FakeTranscriber):
    """Another model, which hears the customer differently."""

    name, options = "large", {"engine": "fake", "others": ({"tempo": 0.93}, {"tempo": 1.0})}

    def __init__(self):
        super().__init__((AGENT, "我的打印机坏了，电话是13900139000。"))


@pytest.fixture
def settings(tmp_path, database):
    return settings_in(tmp_path, database_url=database.url.render_as_string(hide_password=False))


@pytest.fixture
def store(tmp_path, database):
    return store_in(tmp_path, database)


@pytest.fixture
def heard(store, settings, tmp_path):
    ids = queue(store, settings, recordings(tmp_path / "in", 2))
    hear_everything(claimed_calls_in(store, settings))
    return ids


def models_of(store, call_id):
    with store.database.reading() as session:
        rows = session.scalars(select(TranscriptRow).filter_by(call_id=call_id).order_by(TranscriptRow.id))
        return [row.asr_model for row in rows]


def test_a_chosen_call_is_heard_by_another_model_and_the_old_transcript_stays(store, settings, heard):
    engine = filled_engine(settings, Better())
    assert not_heard_so(store, engine, heard) == heard
    result = hear_again(heard[:1], engine, store)
    assert (result.calls, result.unheard) == (1, [])
    assert [models_of(store, id) for id in heard] == [["fake", "large"], ["fake"]]
    assert not_heard_so(store, engine, heard) == heard[1:]
    with store.database.reading() as session:
        row, call = judgements.heard(session, heard[0])
        assert "13900139000" in row.text
        assert call.transcript.asr_model == "large"
        current = session.get(JudgementRow, row_of(store, heard[0]).judgement_id)
        assert (current.asr_model, current.transcript_id) == ("large", row.id)


def test_back_to_the_first_model_uses_the_first_transcript(store, settings, heard):
    hear_again(heard[:1], filled_engine(settings, Better()), store)
    hear_again(heard[:1], filled_engine(settings), store)
    assert models_of(store, heard[0]) == ["fake", "large"]
    with store.database.reading() as session:
        assert judgements.heard_row(session, heard[0]).asr_model == "fake"
    later = filled_engine(settings, judge_key="another")
    assert Rescorer(settings, lambda _: later)(outdated(store, later)) == Rescored(2, 0)
    assert row_of(store, heard[0]).transcript_id == judgements_transcript(store, heard[0], "fake")


def judgements_transcript(store, call_id, model):
    with store.database.reading() as session:
        return session.scalars(select(TranscriptRow.id).filter_by(call_id=call_id, asr_model=model)).one()


def test_a_call_without_sound_is_named_and_costs_the_others_nothing(store, settings, heard, tmp_path):
    ready = queue(store, settings, [calls.transcript(tmp_path / "c.transcript.json")])
    hear_everything(claimed_calls_in(store, settings))
    store.recordings.delete(row_of(store, heard[0]).sha256)
    result = hear_again([*ready, *heard], filled_engine(settings, Better()), store)
    assert result.calls == 1
    assert [id for id, _ in result.unheard] == [*ready, heard[0]]
    assert all("没有录音" in reason for _, reason in result.unheard)
