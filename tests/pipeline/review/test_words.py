"""Words and speakers put right: kept beside the machine's, and judged again at once."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from pipeline.domain.call import Correction, Role
from pipeline.review.claims import claim
from pipeline.review.errors import BadDecision
from pipeline.review.words import correct_words, words_corrections
from pipeline.storage.call_json import load_call
from pipeline.storage.tables import TranscriptRow
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import bad_call, keep, people

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def held(database):
    """A call of the first reviewer, at its first version."""
    staff, call_id = people(database), keep(database, bad_call())
    with database.writing() as session:
        version = claim(session, call_id, staff.reviewer).version
    return database, call_id, staff.reviewer, version


def forbidden(outcome):
    return {f.known.utterance for f in outcome.effective.findings if f.known.check == "forbidden_phrases"}


def test_what_was_not_said_is_no_longer_held_against_the_agent(held):
    database, call_id, user, version = held
    with database.writing() as session:
        review, outcome = correct_words(session, call_id, user, version, 4, "明天上午十点。", None, pack(), ZONE)
        assert review.version == version + 1
        assert 4 not in forbidden(outcome)
        assert 2 in forbidden(outcome)  # the other sentence stands
        [kept] = words_corrections(session, call_id)
        assert (kept.text_before, kept.text) == ("大概明天吧。", "明天上午十点。")
        machine, corrected = (
            load_call(session.get_one(TranscriptRow, id).body) for id in (kept.before_id, kept.after_id)
        )
    assert [u.text for u in machine.utterances][4] == "大概明天吧。"
    assert [u.text for u in corrected.utterances][4] == "明天上午十点。"


def test_what_the_customer_said_is_no_forbidden_language(held):
    database, call_id, user, version = held
    with database.writing() as session:
        _, outcome = correct_words(session, call_id, user, version, 2, None, Role.CUSTOMER, pack(), ZONE)
    assert 2 not in forbidden(outcome)


def test_what_the_machine_heard_again_belongs_to_its_own_words(database):
    heard = bad_call()
    again = (Correction(0, 2, "大概", "大该", 3.0, 0.9),)
    said = tuple(replace(u, corrections=again) if u.index == 4 else u for u in heard.utterances)
    staff = people(database)
    call_id = keep(database, replace(heard, transcript=replace(heard.transcript, utterances=said)))
    with database.writing() as session:
        version = claim(session, call_id, staff.reviewer).version
        correct_words(session, call_id, staff.reviewer, version, 4, "好。", None, pack(), ZONE)
        [kept] = words_corrections(session, call_id)
        assert load_call(session.get_one(TranscriptRow, kept.after_id).body).utterances[4].corrections == ()


def test_no_correction_is_none(held):
    database, call_id, user, version = held
    with database.writing() as session, pytest.raises(BadDecision):
        correct_words(session, call_id, user, version, 4, "大概明天吧。", Role.AGENT, pack(), ZONE)
    with database.writing() as session, pytest.raises(BadDecision):
        correct_words(session, call_id, user, version, 99, "啊", None, pack(), ZONE)
