"""What only one may do, done by a dozen at the same moment."""

import threading

import pytest

from pipeline.coaching import collections
from pipeline.coaching.collections import NewClip
from pipeline.review.appeals import Challenge, appeal
from pipeline.review.claims import claim
from pipeline.review.finish import finish
from pipeline.review.publication import publish
from pipeline.storage.errors import Conflict
from pipeline.storage.tables import AppealRow, CallRow, ClipRow
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import bad_call, keep, people

MANY = 12


@pytest.fixture
def staff(database):
    return people(database)


@pytest.fixture
def call_id(database, staff):
    id = keep(database, bad_call())
    with database.writing() as session:
        version = claim(session, id, staff.reviewer).version
        finish(session, id, staff.reviewer, version, pack())
        publish(session, id, staff.reviewer, pack())
    return id


def at_once(act):
    """What became of each: its result or its error."""
    outcomes, start = [], threading.Barrier(MANY)

    def one():
        start.wait()
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(error)

    threads = [threading.Thread(target=one) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_one_appeal_is_open(database, staff, call_id):
    def act():
        with database.writing() as session:
            return appeal(session, call_id, "A001", staff.agent, Challenge(), "理由", 7).id

    outcomes = at_once(act)
    with database.reading() as session:
        assert session.query(AppealRow).count() == 1
    assert [type(o) for o in outcomes if not isinstance(o, int)] == [Conflict] * (MANY - 1)


def test_every_clip_has_a_place_of_its_own(database, staff, call_id):
    with database.writing() as session:
        collection = collections.add_collection(session, "集", "", staff.reviewer).id
        new = NewClip(call_id, "greeting", True, 0.0, 5.0)

        session.get_one(CallRow, call_id).duration = 100.0

    def act():
        with database.writing() as session:
            return collections.add_clip(session, collection, new, pack()).id

    ids = at_once(act)
    with database.writing() as session:
        rows = collections.clips_of(session, collection)
        assert [row.position for row in rows] == list(range(MANY))
        backwards = sorted(ids, reverse=True)
        assert [row.id for row in collections.reorder(session, collection, backwards)] == backwards
    with database.writing() as session:
        collections.remove_clip(session, collection, backwards[3])
    with database.reading() as session:
        rows = collections.clips_of(session, collection)
        assert [(row.id, row.position) for row in rows] == [
            (id, place) for place, id in enumerate(i for i in backwards if i != backwards[3])
        ]
        assert session.query(ClipRow).count() == MANY - 1
