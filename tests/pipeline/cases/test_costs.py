"""What became of a promise is shown to its agent; it costs only where the rubric says so."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from pipeline.accounts import users
from pipeline.cases import moves
from pipeline.cases.costs import promises_now
from pipeline.cases.follow import follow
from pipeline.cases.overdue import announce_overdue
from pipeline.domain.call import Telephony
from pipeline.domain.promise import PromiseState
from pipeline.domain.scorecard import PROMISES, Scorecard, ScoreLine
from pipeline.lexicon import PromiseCosts
from pipeline.review.claims import claim
from pipeline.review.finish import finish
from pipeline.scoring import promise_line, with_promises
from pipeline.storage.tables import CallRow, PromiseRow, ScorecardRow, UserRole
from tests.builders import agent, call, customer
from tests.pipeline.cases.test_promises import ANSWERED, REPORTED
from tests.stored_calls import hotline, store_call

ZONE = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2026, 3, 11, 9, 40, tzinfo=ZONE)
COSTS = PromiseCosts(weight=10, late=3, broken=8)
BROKEN, LATE, KEPT, OPEN, VOID = (
    PromiseState.BROKEN,
    PromiseState.LATE,
    PromiseState.KEPT,
    PromiseState.OPEN,
    PromiseState.VOID,
)


def pack(costs=COSTS):
    shipped = hotline()
    return replace(shipped, rubric=shipped.rubric.model_copy(update={"promises": costs}))


def followed(database, heard, at, rules):
    told = replace(heard, telephony=Telephony(started_at=at.isoformat(), customer_number="13900010002"))
    call_id = store_call(database, None, told, started_at=at)
    with database.writing() as session:
        row = session.get_one(CallRow, call_id)
        row.customer_number, row.agent_id, row.team = "13900010002", "A001", "一组"
        follow(session, row, rules, ZONE)
    return call_id


def cards(session, call_id):
    return session.scalars(select(ScorecardRow).filter_by(call_id=call_id).order_by(ScorecardRow.id)).all()


def in_force(session, call_id):
    return session.get_one(ScorecardRow, session.get_one(CallRow, call_id).scorecard_id).card


@pytest.mark.parametrize(
    ("states", "earned", "verdict"),
    [
        ([KEPT], 10, "pass"),
        ([KEPT, LATE], 7, "fail"),
        ([BROKEN], 2, "fail"),
        ([BROKEN, BROKEN], 0, "fail"),
        ([KEPT, OPEN, VOID], 10, "pass"),
    ],
)
def test_what_promises_earn(states, earned, verdict):
    line = promise_line(states, COSTS)
    assert (line.earned, line.weight, line.verdict.value) == (earned, 10, verdict)


@pytest.mark.parametrize("states", [[], [OPEN], [VOID, OPEN]])
def test_what_has_not_ended_counts_nothing(states):
    assert promise_line(states, COSTS) is None


def test_the_total_with_promises_and_without():
    line = ScoreLine("greeting", "问候", 30.0, 30.0, "pass")
    card = Scorecard(
        rubric="r", rubric_version="1", total=100.0, grade="A", fatal=False, needs_review=False, lines=(line,)
    )
    with_broken = with_promises(card, promise_line([BROKEN], COSTS), pack().rubric)
    assert (with_broken.total, with_broken.grade) == (80.0, "B")
    assert with_promises(with_broken, None, pack().rubric) == card
    unscored = replace(card, total=None, grade=None, unscored="太短")
    assert with_promises(unscored, promise_line([BROKEN], COSTS), pack().rubric) is unscored


def test_nobody_took_it_up_and_the_rubric_lets_it_cost(database):
    call_id = followed(database, REPORTED, LONG_AGO, pack())
    with database.reading() as session:
        card, call_row = in_force(session, call_id), session.get_one(CallRow, call_id)
        assert (card.promises.earned, card.promises.verdict) == (2.0, "fail")
        assert "1 项未兑现" in card.promises.reason
        assert call_row.score == card.total < cards(session, call_id)[0].total
        assert len(cards(session, call_id)) == 2


def test_without_the_field_it_is_shown_and_costs_nothing(database):
    call_id = followed(database, REPORTED, LONG_AGO, pack(None))
    with database.reading() as session:
        assert session.scalars(select(PromiseRow).filter_by(call_id=call_id, kind="promise")).one().waiting
        assert promises_now(session, call_id, pack(None).rubric) is None
        assert [card.card.promises for card in cards(session, call_id)] == [None]


def test_a_later_call_that_keeps_it_gives_the_points_back(database):
    call_id = followed(database, REPORTED, LONG_AGO, pack())
    followed(database, ANSWERED, LONG_AGO.replace(hour=16), pack())
    with database.reading() as session:
        assert in_force(session, call_id).promises.earned == 10.0
        assert [card.card.promises and card.card.promises.earned for card in cards(session, call_id)] == [
            None,
            2.0,
            10.0,
        ]


def test_a_person_who_closes_it_changes_the_score(database):
    call_id = followed(database, REPORTED, LONG_AGO, pack())
    with database.writing() as session:
        user = users.add_user(session, "liting", UserRole.REVIEWER, "unusable").id
        promise = session.scalars(select(PromiseRow).filter_by(call_id=call_id, kind="promise")).one()
        moves.close_promise(session, promise.id, "void", "客户自己取消了", user, pack())
        assert in_force(session, call_id).promises is None


def test_it_costs_when_its_time_runs_out_and_once(database):
    now = datetime.now(ZONE)
    soon = call(
        agent("您好，信息科服务热线，请问有什么可以帮您？"),
        customer("三楼护士站上不了网，我姓苗。"),
        agent("好的苗老师，两小时内给您答复。"),
        customer("行，谢谢。"),
    )
    call_id = followed(database, soon, now, pack())
    with database.writing() as session:
        assert in_force(session, call_id).promises is None
        later = now + timedelta(hours=3)
        announce_overdue(session, later, pack())
        announce_overdue(session, later, pack())
        assert in_force(session, call_id).promises.earned == 2.0
        assert len(cards(session, call_id)) == 2


def test_a_reviewers_scorecard_counts_it_and_is_left_alone_afterwards(database):
    call_id = followed(database, REPORTED, LONG_AGO, pack())
    with database.writing() as session:
        user = users.add_user(session, "liting", UserRole.REVIEWER, "unusable").id
        version = claim(session, call_id, user).version
        card = finish(session, call_id, user, version, pack())
        assert card.card.promises.earned == 2.0
        promise = session.scalars(select(PromiseRow).filter_by(call_id=call_id, kind="promise")).one()
        moves.close_promise(session, promise.id, "kept", None, user, pack())
        assert in_force(session, call_id).promises.earned == 2.0
        again = claim(session, call_id, user).version
        assert finish(session, call_id, user, again, pack()).card.promises.earned == 10.0


def test_it_is_no_check():
    from pipeline.checks.registry import checks

    assert PROMISES not in checks()
