"""Entries with what the store knows of them."""

from sqlalchemy import inspect

from pipeline.lexicon_lab import browse
from pipeline.storage.tables import CallRow, JudgementRow
from tests.pipeline.reports.stored import correct, finding, store_scored
from tests.stored_calls import hotline


def uses(database, **wanted):
    with database.reading() as session:
        return {use.entry.id: use for use in browse(session, hotline(), **wanted)}


def test_entries_that_nobody_met_are_there_with_zero(database):
    found = uses(database)
    assert list(found) == list(hotline().phrases)
    assert {u.found for u in found.values()} == {0}
    assert found["vague.probably"].precision.value is None


def test_findings_and_decisions_are_counted(database):
    for _ in range(2):
        store_scored(database, 80.0, forbidden=2)
    call_id = store_scored(database, 80.0, forbidden=3)
    correct(
        database,
        call_id,
        90.0,
        {},
        {"action": "reject", "ordinal": 0},
        {"action": "confirm", "ordinal": 1},
        {"action": "reject", "ordinal": 2},
        {"action": "confirm", "ordinal": 2},
    )
    use = uses(database)["vague.probably"]
    assert (use.found, use.calls, use.confirmed, use.rejected) == (7, 3, 2, 1)
    assert (use.precision.n, round(use.precision.value, 3)) == (3, 0.667)


def test_only_the_current_judgement_of_a_call_counts(database):
    call_id = store_scored(database, 80.0, forbidden=2)
    with database.writing() as session:
        call = session.get_one(CallRow, call_id)
        old = session.get_one(JudgementRow, call.judgement_id)
        columns = {
            c.key: getattr(old, c.key) for c in inspect(JudgementRow).column_attrs if c.key not in ("id", "basis")
        }
        new = JudgementRow(**columns, basis="again")
        session.add(new)
        session.flush()
        session.add(finding(new, 0))
        call.judgement_id = new.id
    assert uses(database)["vague.probably"].found == 1


def test_entries_are_chosen_by_category_id_and_any_of_their_words(database):
    assert {u.entry.category for u in uses(database, category="blame").values()} == {"blame"}
    assert "vague.probably" in uses(database, text="大概")
    assert next(iter(uses(database, text="vague.probably"))) == "vague.probably"
    assert uses(database, text="没有这样的词语") == {}
