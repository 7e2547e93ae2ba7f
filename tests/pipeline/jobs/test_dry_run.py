"""What a changed lexicon would change, on both databases."""

import pytest

from pipeline.jobs.dry_run import dry_run, run_dry_run
from pipeline.lexicon import LexiconError
from pipeline.settings import PROJECT, Settings
from pipeline.storage import jobs, judgements
from pipeline.storage.tables import (
    CallRow,
    DecisionRow,
    FindingRow,
    JudgementRow,
    LabelsRow,
    TranscriptRow,
    UserRow,
    utc_now,
)
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import store_call

SETTINGS = Settings(lexicons=PROJECT / "lexicons" / "hotline")
VAGUE = "您好，大概明天才能有人过去吧。"
HARMLESS_NOW = """
id: vague.probably
phrases: [完全没有人说的话]
reason: 不确定
hits: [完全没有人说的话]
"""


def change(yaml=HARMLESS_NOW):
    return {"change": {"entry": {"category": "vague", "yaml": yaml}}}


def store(database, text, id):
    """A call whose first sentence is held to be vague; without a trusted phrase in it that costs nothing."""
    call_id = store_call(database, None, call(agent(text), customer("好的"), id=id))
    labels = [doubted(0, len(text), {"vague": 0.95}, ("大概",))]
    with database.writing() as session:
        row = session.query(TranscriptRow).filter_by(call_id=call_id).one()
        judgements.save_labels(session, row, "a judge", labels)
        heard = judgements.heard(session, call_id)[1]
        judgements.save_judgement(session, row, judged(heard, labels), "a judge")
    return call_id


def judged(heard, labels):
    from pipeline.judge import judge
    from tests.stored_calls import hotline

    return judge(heard, hotline(), labels)


def counted(database):
    with database.reading() as session:
        return [session.query(table).count() for table in (JudgementRow, FindingRow, LabelsRow, TranscriptRow)]


def test_an_empty_store_changes_nothing(database):
    result = dry_run(change(), database, SETTINGS)
    assert (result["calls"], result["changed_calls"], result["listed"]) == (0, 0, [])
    assert result["precision_before"]["value"] is None


def test_a_call_whose_personal_data_is_deleted_is_left_out(database):
    call_id = store(database, VAGUE, "a")
    with database.writing() as session:
        session.get_one(CallRow, call_id).personal_deleted_at = utc_now()
    assert dry_run(change(), database, SETTINGS)["calls"] == 0


def test_the_same_pack_changes_nothing(database):
    store(database, VAGUE, "a")
    result = dry_run({"change": {"installed": "hotline"}}, database, SETTINGS)
    assert (result["calls"], result["changed_calls"], result["flips"]) == (1, 0, [])


def test_a_changed_entry_lists_what_it_changes_and_writes_nothing(database):
    changed, same = store(database, VAGUE, "a"), store(database, "您好，请问有什么可以帮您？", "b")
    before, seen = counted(database), []
    result = dry_run(change(), database, SETTINGS, lambda done, total: seen.append((done, total)))
    assert counted(database) == before
    assert seen == [(0, 2), (2, 2)]
    assert (result["calls"], result["unreadable"]) == (2, 0)
    listed = {one["call_id"]: one for one in result["listed"]}
    assert changed in listed
    assert same not in listed
    assert {"rule": "vague.probably", "new": 0, "gone": 1} in result["rules"]
    (gone,) = [one for one in listed[changed]["findings"] if one["change"] == "gone"]
    assert (gone["rule"], gone["utterance"]) == ("vague.probably", 0)
    assert "大概" not in str(result)  # places, not words


def test_a_new_phrase_flips_the_verdict_of_a_call(database):
    call_id = store(database, "您好，这个得看天意才行。", "a")
    entry = "id: vague.heaven\nphrases: [看天意]\nreason: 不确定\nsource: D\nseverity: fatal\nhits: [这得看天意]"
    result = dry_run(change(entry), database, SETTINGS)
    (one,) = result["listed"]
    assert one["call_id"] == call_id
    assert any(f["rule"] == "vague.heaven" and f["change"] == "new" for f in one["findings"])
    assert (result["fatal_before"], result["fatal_after"]) == (0, 1)
    assert one["score_after"] == 0.0
    assert result["fell"] == 1


def test_a_new_phrase_that_no_manual_names_costs_nothing_until_people_confirm_it(database):
    store(database, "您好，这个得看天意才行。", "a")
    entry = "id: vague.heaven\nphrases: [看天意]\nreason: 不确定\nseverity: fatal\nhits: [这得看天意]"
    result = dry_run(change(entry), database, SETTINGS)
    assert (result["fatal_after"], result["fell"]) == (0, 0)
    assert {"rule": "vague.heaven", "new": 1, "gone": 0} in result["rules"]


def decide(database, call_id, action, **more):
    with database.writing() as session:
        user = UserRow(name="r", display_name="R", role="reviewer", password_hash="")
        session.add(user)
        session.flush()
        current = session.get_one(CallRow, call_id).judgement_id
        found = session.query(FindingRow).filter_by(judgement_id=current, check="forbidden_phrases").first()
        session.add(
            DecisionRow(
                call_id=call_id,
                judgement_id=current,
                action=action,
                created_by=user.id,
                finding_id=(found and action != "add" and found.id) or None,
                check="forbidden_phrases",
                **more,
            )
        )


def test_a_false_accusation_that_is_gone_raises_precision(database):
    decide(database, store(database, VAGUE, "a"), "reject")
    result = dry_run(change(), database, SETTINGS)
    assert (result["precision_before"]["n"], result["precision_before"]["value"]) == (1, 0.0)
    assert result["listed"][0]["findings"][0]["opinion"] == "rejected"


def test_a_confirmed_violation_that_is_gone_lowers_recall(database):
    store_id = store(database, VAGUE, "a")
    decide(database, store_id, "confirm")
    result = dry_run(change(), database, SETTINGS)
    assert result["precision_before"]["value"] == 1.0
    assert result["recall_before"]["value"] == 1.0


def test_calls_are_chosen_by_number_and_time(database):
    for id in "abc":
        store(database, VAGUE, id)
    assert dry_run(change() | {"calls": 2}, database, SETTINGS)["calls"] == 2
    assert dry_run(change() | {"until": "2001-01-01"}, database, SETTINGS)["calls"] == 0


def test_a_transcript_that_can_not_be_read_is_counted_not_fatal(database):
    store(database, VAGUE, "a")
    with database.writing() as session:
        session.query(TranscriptRow).update({"body": "{}"})
    result = dry_run(change(), database, SETTINGS)
    assert (result["calls"], result["unreadable"]) == (0, 1)


def test_the_job_of_a_worker_and_a_pack_with_faults(database):
    with database.writing() as session:
        job = jobs.enqueue(session, "dry_run", change("id: x"))
    with pytest.raises(LexiconError, match="phrases"):
        run_dry_run(job, database, SETTINGS, lambda done, total: None)
