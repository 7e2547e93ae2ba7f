"""The order of the queue, and why each call is in it."""

from datetime import timedelta

import pytest
from sqlalchemy import Column, inspect
from sqlalchemy.sql import visitors

from pipeline.review.claims import claim
from pipeline.review.queue import Place, QueueFilter, Why, _is_because, count_waiting, waiting_calls
from pipeline.storage.tables import utc_now
from tests.builders import agent, call, customer
from tests.pipeline.review.stores import bad_call, good_call, keep, people

SAMPLED = "00000001" + "0" * 56  # in the random share


@pytest.fixture
def stored(database):
    swearing = call(
        agent("您好。"), customer("打印机坏了，打不出来。"), agent("你怎么这么笨，滚。"), customer("什么？")
    )
    return {
        "worst": keep(database, swearing),
        "bad": keep(database, bad_call()),
        "good": keep(database, good_call()),
        "sampled": keep(database, good_call("行。"), sha256=SAMPLED),
    }


def waiting(database, **wanted):
    with database.reading() as session:
        return waiting_calls(session, QueueFilter(**wanted), utc_now())


def test_the_riskiest_comes_first_and_the_random_share_is_not_left_to_the_end(database, stored):
    order = [w.call.id for w in waiting(database)]
    assert set(order) == set(stored.values())
    assert order.index(stored["sampled"]) < order.index(stored["good"])
    assert order[0] == stored["worst"]


def test_every_call_says_why_it_is_here(database, stored):
    reasons = {w.call.id: {r.code for r in w.reasons} for w in waiting(database)}
    assert all(reasons.values())
    assert {Why.RANDOM, Why.CLEAN} <= reasons[stored["sampled"]]
    assert Why.RANDOM not in reasons[stored["good"]]
    assert all("随机" in r.text for w in waiting(database) for r in w.reasons if r.code is Why.RANDOM)


def test_filters(database, stored):
    assert [w.call.id for w in waiting(database, why=Why.RANDOM)] == [stored["sampled"]]
    assert {w.call.id for w in waiting(database, why=Why.CLEAN)} == {stored["sampled"], stored["good"]}
    assert stored["bad"] in {w.call.id for w in waiting(database, check="forbidden_phrases")}
    assert waiting(database, agent_id="nobody") == []
    for why in Why:
        with database.reading() as session:
            assert count_waiting(session, QueueFilter(why=why)) == len(waiting(database, why=why))


def test_pages_join_without_gap_or_overlap(database, stored):
    whole = [w.call.id for w in waiting(database)]
    found, after = [], None
    with database.reading() as session:
        while page := waiting_calls(session, QueueFilter(), utc_now(), after, 1):
            found.append(page[0].call.id)
            after = Place(page[0].priority, page[0].call.id)
    assert found == whole


def test_who_holds_a_call_is_told(database, stored):
    staff = people(database)
    with database.writing() as session:
        claim(session, stored["bad"], staff.reviewer)
    held = {w.call.id: w.holder for w in waiting(database)}
    assert held[stored["bad"]] == "复核员甲"
    assert [w.call.id for w in waiting(database, mine=staff.reviewer)] == [stored["bad"]]
    with database.reading() as session:
        later = waiting_calls(session, QueueFilter(), utc_now() + timedelta(minutes=20))
    assert {w.holder for w in later} == {None}


def test_the_queue_asks_for_findings_by_the_index_alone(database):
    """10,000 calls have 200,000 findings: reading their rows takes most of a second on a cold disk."""
    (index,) = [i for i in inspect(database.engine).get_indexes("findings") if i["name"] == "ix_findings_against"]
    asked = {
        str(column.name)
        for why in (Why.DOUBTFUL, Why.COSTLY, Why.CLEAN)
        for column in _columns_of_findings(_is_because(why))
    }
    assert {"judgement_id", "passed", "certain"} <= asked <= set(index["column_names"])


def _columns_of_findings(condition):
    return [c for c in visitors.iterate(condition) if isinstance(c, Column) and c.table.name == "findings"]
