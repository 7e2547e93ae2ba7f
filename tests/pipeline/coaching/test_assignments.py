"""What is given out to be learnt: to whom, what they may be shown, and what became of it."""

from datetime import timedelta
from functools import cache

import pytest

from pipeline.coaching import assignments
from pipeline.coaching.assignments import BadAssignment, NewAssignment, assign
from pipeline.coaching.collections import NewClip, add_clip, add_collection, delete_collection, remove_clip
from pipeline.coaching.consent import Consent, choose
from pipeline.coaching.progress import Outcome, improvements
from pipeline.judge import judge
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import AssignedRow, AssignmentRow, CallRow, UserRow, utc_now
from tests.pipeline.review.calls import labels, pack
from tests.pipeline.review.stores import bad_call, good_call, keep
from tests.stored_calls import hotline

DAY = timedelta(days=1)


@pytest.fixture
def office(database):
    """A trainer (1); agents A001 and A002 of 一组, B001 of 二组 without an account; a collection of one clip each of
    A001's and B001's calls. Returns its id and the clips'."""
    heard, made = judged(True)
    calls = {id: keep(database, heard, judged=made, agent_id=id) for id in ("A001", "A002", "B001")}
    with database.writing() as session:
        session.add(UserRow(id=1, name="t", display_name="陈老师", role="trainer", password_hash="-"))
        session.add(UserRow(id=2, name="a1", display_name="王伟", role="agent", agent_id="A001", password_hash="-"))
        for agent_id, call_id in calls.items():
            session.get_one(CallRow, call_id).team = "二组" if agent_id == "B001" else "一组"
        session.flush()
        collection = add_collection(session, "推诿与承接", "", 1)
        made = [
            add_clip(session, collection.id, NewClip(calls[id], "forbidden_phrases", False, 1, 5, "dismissive"), pack())
            for id in ("A001", "B001")
        ]
        return collection.id, [row.id for row in made]


def give(session, collection, default=True, within=None, **more):
    new = NewAssignment(**{"collection_id": collection, "due_at": utc_now() + 7 * DAY} | more)
    return assign(session, new, 1, Consent.of(session, default), within)


def seen(session, row, viewer, default=True):
    return [c.id for c in assignments.clips_for(session, row, viewer, Consent.of(session, default))]


def test_a_team_is_everybody_in_it_and_nobody_else(database, office):
    with database.writing() as session:
        row = give(session, office[0], team="一组")
        assert [a.agent_id for a in assignments.assigned_of(session, row.id)] == ["A001", "A002"]
        row = give(session, office[0], agent_ids=["B001"])
        assert [a.agent_id for a in assignments.assigned_of(session, row.id)] == ["B001"]
        assert row.checks == [{"check": "forbidden_phrases", "category": "dismissive"}]


def test_one_clip_alone(database, office):
    collection, clips = office
    with database.writing() as session:
        row = give(session, collection, clip_id=clips[1], team="一组")
        assert seen(session, row, "A001") == [clips[1]]
        with pytest.raises(NotInStore):
            give(session, collection, clip_id=999, team="一组")


def test_what_somebody_refuses_to_share_only_they_see(database, office):
    collection, (own, other) = office
    with database.writing() as session:
        row = give(session, collection, team="一组")
        assert seen(session, row, "A002") == [own, other]
        choose(session, 2, False)
        assert seen(session, row, "A001") == [own, other]
        assert seen(session, row, "A002") == [other]
        assert seen(session, row, "A002", default=False) == []
        assert seen(session, row, "A001", default=False) == [own]
        choose(session, 2, True)
        assert seen(session, row, "A002", default=False) == [own]


def test_nothing_is_given_to_who_could_see_none_of_it(database, office):
    collection, clips = office
    with database.writing() as session:
        with pytest.raises(Conflict, match="不同意"):
            give(session, collection, default=False, clip_id=clips[1], agent_ids=["A002"])
        assert give(session, collection, default=False, clip_id=clips[1], agent_ids=["B001"])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"team": "三组"},
        {"agent_ids": ["X"]},
        {"team": "一组", "due_at": utc_now() - DAY},
        {"team": "一组", "due_at": utc_now() + 900 * DAY},
    ],
)
def test_what_can_not_be_given_out(database, office, wrong):
    with database.writing() as session, pytest.raises(BadAssignment):
        give(session, office[0], **wrong)


def test_a_lead_gives_to_their_own_team_and_sees_its_assignments_alone(database, office):
    with database.writing() as session:
        mine = give(session, office[0], within="一组", agent_ids=["A001"])
        others = give(session, office[0], team="二组")
        both = give(session, office[0], agent_ids=["A001", "B001"])
        for wrong in ({"team": "二组"}, {"agent_ids": ["B001"]}, {"agent_ids": ["A001", "B001"]}):
            with pytest.raises(BadAssignment):
                give(session, office[0], within="一组", **wrong)
        assert [row.id for row in assignments.all_assignments(session, "一组")] == [mine.id]
        for row in (others, both):
            with pytest.raises(NotInStore):
                assignments.get_assignment(session, row.id, "一组")
            with pytest.raises(NotInStore):
                assignments.withdraw(session, row.id, "一组")


def test_opened_played_acknowledged_answered(database, office):
    collection, clips = office
    with database.writing() as session:
        id = give(session, collection, team="一组").id
        assignments.note_played(session, id, "A001", clips[0])
        assignments.note_played(session, id, "A001", clips[0])
        assignments.acknowledge(session, id, "A001")
        first = session.get_one(AssignedRow, (id, "A001")).acknowledged_at
        own = assignments.acknowledge(session, id, "A001", "以后先登记，电话13800138000")
        assert (own.played, own.acknowledged_at) == ([clips[0]], first)
        assert own.answer == "以后先登记，电话138********"
        assert session.get_one(AssignedRow, (id, "A002")).opened_at is None
        for stranger in ("B001", ""):
            with pytest.raises(NotInStore):
                assignments.own_assignment(session, id, stranger)


def test_what_waits_comes_first_and_withdrawn_is_gone(database, office):
    with database.writing() as session:
        late = give(session, office[0], team="一组", due_at=utc_now() + 9 * DAY).id
        soon = give(session, office[0], team="一组", due_at=utc_now() + DAY).id
        gone = give(session, office[0], team="一组").id
        assignments.withdraw(session, gone)
        assert [row.id for row, _ in assignments.given_to(session, "A001")] == [soon, late]
        assignments.acknowledge(session, soon, "A001")
        assert [row.id for row, _ in assignments.given_to(session, "A001")] == [late, soon]
        with pytest.raises(NotInStore):
            assignments.own_assignment(session, gone, "A001")


def test_what_is_being_learnt_is_not_deleted(database, office):
    collection, clips = office
    with database.writing() as session:
        row = give(session, collection, clip_id=clips[0], team="一组")
        with pytest.raises(Conflict, match="布置"):
            delete_collection(session, collection)
        with pytest.raises(Conflict, match="布置"):
            remove_clip(session, collection, clips[0])
        assignments.withdraw(session, row.id)
        remove_clip(session, collection, clips[0])
    with database.writing() as session:
        kept = session.get_one(AssignmentRow, row.id)
        assert (kept.clip_id, kept.title) == (None, "推诿与承接")
        assert assignments.clips_in(session, kept) == []  # not the whole collection


def test_words_that_were_deleted_are_shown_to_nobody(database, office):
    with database.writing() as session:
        row = give(session, office[0], team="一组")
        for call in session.query(CallRow):
            call.personal_deleted_at = utc_now()
        session.flush()
        assert seen(session, row, "A001") == []


@cache
def judged(is_bad):
    """A call with its judgement by the pack whose rules count, made once."""
    heard = bad_call() if is_bad else good_call()
    return heard, judge(heard, hotline(), labels(heard))


def lived(database, office, before, after, calls=12):
    """So many of A001's calls fail before and after the lesson, of ``calls`` on each side."""
    now = utc_now()
    with database.writing() as session:
        row = give(session, office[0], agent_ids=["A001"])
        row.created_at = now - 10 * DAY
        assignments.acknowledge(session, row.id, "A001").acknowledged_at = now - 5 * DAY
        for call in session.query(CallRow):
            call.started_at = now - 300 * DAY  # long ago
        id = row.id
    for failed, at in ((before, now - 20 * DAY), (after, now - DAY)):
        for n in range(calls):
            keep_judged(database, n < failed, "A001", at)
    keep_judged(database, True, "A002", now - DAY)
    keep_judged(database, True, "A001", now - 7 * DAY)  # given out, not learnt yet
    return id


def keep_judged(database, is_bad, agent_id, at):
    heard, made = judged(is_bad)
    keep(database, heard, judged=made, agent_id=agent_id, started_at=at)


def told(database, id):
    with database.reading() as session:
        (found,) = improvements(session, session.get_one(AssignmentRow, id))
    return found


@pytest.mark.parametrize(
    ("before", "after", "outcome"), [(11, 0, Outcome.BETTER), (0, 11, Outcome.WORSE), (6, 5, Outcome.SAME)]
)
def test_whether_the_check_improved(database, office, before, after, outcome):
    found = told(database, lived(database, office, before, after))
    assert (found.check, found.category) == ("forbidden_phrases", "dismissive")
    for change in (found.together, found.agents["A001"]):
        assert (change.before.n, change.after.n) == (12, 12)
        assert (round(change.before.value * 12), round(change.after.value * 12)) == (before, after)
        assert change.outcome is outcome


def test_of_few_calls_nothing_is_claimed(database, office):
    found = told(database, lived(database, office, 9, 0, calls=9))
    assert found.together.outcome is Outcome.UNKNOWN


def test_who_has_not_learnt_has_no_afterwards(database, office):
    with database.writing() as session:
        id = give(session, office[0], agent_ids=["A001"]).id
    assert told(database, id).together.after.n == 0
