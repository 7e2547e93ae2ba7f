"""Stored calls are judged again, only where something has changed, and no old judgement is lost."""

import shutil

import pytest

from pipeline.hearing.engine import Engine
from pipeline.jobs.rescore import Rescored, Rescorer, batches, outdated
from pipeline.settings import PROJECT
from pipeline.storage.tables import JudgementRow
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import claimed_calls_in, hear_everything, queue, recordings, settings_in, store_in


@pytest.fixture
def settings(tmp_path, database):
    url = database.url.render_as_string(hide_password=False)
    lexicons = shutil.copytree(PROJECT / "lexicons" / "hotline", tmp_path / "lexicons")
    return settings_in(tmp_path, database_url=url, lexicons=lexicons)


@pytest.fixture
def store(tmp_path, database, settings):
    store = store_in(tmp_path, database)
    queue(store, settings, recordings(tmp_path / "in", 3))
    hear_everything(claimed_calls_in(store, settings))
    return store


def another_judge(settings):
    """An engine whose sentence judge was made anew."""
    return filled_engine(settings, judge_key="another")


def test_what_is_up_to_date_is_left_alone(store, settings):
    assert outdated(store, filled_engine(settings)) == []


def test_a_new_classifier_makes_every_call_outdated_until_it_is_judged(store, settings):
    waiting = outdated(store, another_judge(settings))
    assert len(waiting) == 3
    assert Rescorer(settings, another_judge)(waiting[:2]) == Rescored(2, 0)
    assert outdated(store, another_judge(settings)) == waiting[2:]
    with store.database.reading() as session:
        assert session.query(JudgementRow).count() == 5


def test_calls_may_be_chosen(store, settings):
    waiting = outdated(store, another_judge(settings))
    assert outdated(store, another_judge(settings), call_ids=waiting[1:2]) == waiting[1:2]


def test_other_processes_give_the_same(store, settings):
    rescorer = Rescorer(settings, another_judge)
    rescorer.use_processes(1)
    assert sum((rescorer(b) for b in batches(outdated(store, another_judge(settings)))), Rescored()) == Rescored(3, 0)
    rescorer.close()
    assert outdated(store, another_judge(settings)) == []


def test_a_lexicon_changed_meanwhile_makes_calls_outdated_again(store, settings):
    waiting = outdated(store, another_judge(settings))
    with next(settings.lexicons.glob("phrases/*.yaml")).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    Rescorer(settings, another_judge)(waiting[:2])
    assert outdated(store, another_judge(settings)) == waiting[2:]


def test_a_key_names_pack_and_training_data(settings):
    assert Engine(settings).judge_key == Engine(settings).judge_key
