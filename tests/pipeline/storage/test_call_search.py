"""Finding calls, on both databases: as the API asks for them."""

from datetime import UTC, date, datetime

import pytest

from pipeline.storage.call_order import Order, Sort, page
from pipeline.storage.call_search import CallFilter, count_calls, published_to, select_calls
from pipeline.storage.calls import get_call
from pipeline.storage.tables import ScorecardRow, utc_now
from tests.api.some_calls import LABELS, call_of
from tests.stored_calls import store_call


@pytest.fixture
def two(database):
    days = (datetime(2026, 3, 1, 16, 30, tzinfo=UTC), datetime(2026, 3, 2, 16, 30, tzinfo=UTC))
    heard = (call_of("A001", "打印机坏了"), call_of("A002", "网络100%断了"))
    pairs = zip(heard, days, strict=True)
    return [store_call(database, None, call, started_at=day, labels=LABELS) for call, day in pairs]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(), {0, 1}),
        (CallFilter(agent_id="A002"), {1}),
        (CallFilter(date_from=date(2026, 3, 2), date_to=date(2026, 3, 2)), {0}),
        (CallFilter(date_from=date.min, date_to=date.max), {0, 1}),
        (CallFilter(check="forbidden_phrases", verdict="fail"), {0, 1}),
        (CallFilter(category="vague", text="打印机"), {0}),
        (CallFilter(category="profanity"), set()),
        (CallFilter(grade="no such grade"), set()),
        (CallFilter(fatal=False, changed=False, published=False), {0, 1}),
        (CallFilter(changed=True), set()),
        (CallFilter(published=True), set()),
        (CallFilter(text="100%"), {1}),
        (CallFilter(text="_"), set()),
        (CallFilter(min_score=0, max_score=100, needs_review=True), None),
    ],
)
def test_filters(database, two, wanted, found):
    with database.reading() as session:
        shown = page(session, select_calls(wanted), Order(), None, 10)
        assert count_calls(session, select_calls(wanted)) == len(shown.rows)
    assert (shown.before, shown.after) == (None, None)
    if found is not None:
        assert {row.id for row in shown.rows} == {two[n] for n in found}


@pytest.mark.parametrize("descending", [True, False, None])
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_follow_each_other_forwards_and_back(database, two, sort, descending):
    order, calls = Order(sort, descending), select_calls(CallFilter())
    with database.reading() as session:
        first = page(session, calls, order, None, 1)
        second = page(session, calls, order, first.after, 1)
        again = page(session, calls, order, second.before, 1)
    assert {first.rows[0].id, second.rows[0].id} == set(two)
    assert (first.before, second.after) == (None, None)
    assert again.rows[0].id == first.rows[0].id
    assert again.before is None


def test_the_latest_call_comes_first_not_the_one_that_arrived_last(database, two):
    with database.writing() as session:
        first = get_call(session, two[0])
        first.started_at = datetime(2026, 4, 1, tzinfo=UTC)
        first.created_at = datetime(2020, 1, 1, tzinfo=UTC)
        session.flush()
        assert page(session, select_calls(CallFilter()), Order(), None, 2).rows[0].id == two[0]


def test_an_agent_may_see_what_is_theirs_and_published(database, two):
    with database.writing() as session:
        for call in session.scalars(select_calls(CallFilter())):
            call.published_at = utc_now()
            session.get_one(ScorecardRow, call.scorecard_id).published_at = utc_now()
        session.flush()
        mine = session.scalars(select_calls(CallFilter()).where(published_to("A001"))).all()
    assert [row.id for row in mine] == [two[0]]
