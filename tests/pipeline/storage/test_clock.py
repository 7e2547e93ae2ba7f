"""A clock that is set back by hours hides no call, and ends no lease that lasts."""

from datetime import timedelta

from sqlalchemy import update

from pipeline.storage import calls
from pipeline.storage.tables import CallRow, CallState, utc_now
from tests.pipeline.review.stores import bad_call, keep

LATER = timedelta(hours=3)


def put(database, **values):
    call_id = keep(database, bad_call())
    with database.writing() as session:
        session.execute(update(CallRow).values({"attempts": 0} | values))
    return call_id


def claimed(database):
    with database.writing() as session:
        found = calls.claim(session, "me", 60.0)
        return found.call_id if found else None


def test_a_call_that_came_before_the_clock_was_set_back_is_taken(database):
    call_id = put(database, state=CallState.QUEUED, available_at=utc_now() + LATER)
    assert claimed(database) == call_id


def test_a_lease_from_before_ends(database):
    call_id = put(database, state=CallState.WORKING, attempts=1, lease_owner="gone", lease_until=utc_now() + LATER)
    assert claimed(database) == call_id


def test_waits_and_leases_of_now_last(database):
    put(database, state=CallState.QUEUED, available_at=utc_now() + timedelta(minutes=5))
    assert claimed(database) is None
    put(
        database, state=CallState.WORKING, attempts=1, lease_owner="other", lease_until=utc_now() + timedelta(minutes=1)
    )
    assert claimed(database) is None
