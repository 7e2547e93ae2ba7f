"""What is owed after a call, how it stands after the next one, and what a person says of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from pipeline.cases import moves
from pipeline.cases.file import state_of
from pipeline.cases.follow import correct_fault, follow
from pipeline.cases.moments_said import latest_moment, said_done_at
from pipeline.cases.overdue import Due, DueFilter, announce_overdue, due_counts, due_lines
from pipeline.cases.promises import settle
from pipeline.domain.call import Telephony
from pipeline.domain.promise import PromiseState, state_at
from pipeline.storage.tables import CallRow, DeliveryRow, PromiseRow, WebhookRow
from tests.builders import agent, call, customer
from tests.stored_calls import hotline, store_call

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 11, 9, 40, tzinfo=ZONE)  # a Wednesday
REPORTED = call(
    agent("您好，信息科服务热线，请问有什么可以帮您？"),
    customer("三楼护士站上不了网，我姓苗。"),
    agent("好的苗老师，今天下午五点前给您答复。"),
    customer("行，谢谢。"),
    id="a",
)
ANSWERED = call(
    agent("苗老师您好，信息科的，给您答复一下护士站上网的事。"),
    customer("哦，你说。"),
    agent("交换机换好了，现在能上了吗？"),
    customer("能上了，谢谢。"),
    direction="outbound",
    id="b",
)
CHASED = call(
    agent("您好，信息科服务热线。"),
    customer("我三楼护士站的小苗，说好下午五点前答复我，到现在没人理！"),
    agent("真对不起，我马上查。"),
    customer("快点。"),
    id="c",
)


def followed(database, heard, at, number="13900010002"):
    told = replace(heard, telephony=Telephony(started_at=at.isoformat(), customer_number=number))
    call_id = store_call(database, None, told, started_at=at)
    with database.writing() as session:
        row = session.get_one(CallRow, call_id)
        row.customer_number, row.agent_id, row.team = number, "A001", "一组"
        follow(session, row, hotline(), ZONE)
    return call_id


def said(session, kind="promise"):
    return session.scalars(select(PromiseRow).filter_by(kind=kind).order_by(PromiseRow.id)).first()


@pytest.mark.parametrize(
    ("later", "hour", "state"),
    [(ANSWERED, 16, PromiseState.KEPT), (ANSWERED, 19, PromiseState.LATE), (CHASED, 18, PromiseState.BROKEN)],
)
def test_the_next_call_tells_how_a_promise_stands(database, later, hour, state):
    followed(database, REPORTED, MORNING)
    followed(database, later, MORNING.replace(hour=hour))
    with database.reading() as session:
        promise = said(session)
        assert state_of(promise, MORNING + timedelta(days=1)) is state
        assert promise.waiting == (state is PromiseState.BROKEN)


def test_a_later_call_that_says_nothing_of_it_changes_nothing(database):
    other = call(
        agent("您好，信息科。"),
        customer("我姓苗，再问一下，你们几点下班？"),
        agent("五点半。"),
        customer("好。"),
        id="e",
    )
    followed(database, REPORTED, MORNING)
    call_id = followed(database, other, MORNING.replace(hour=11))
    with database.writing() as session:
        promise = said(session)
        session.get_one(CallRow, call_id).case_number = promise.case_number
        settle(session, promise.case_number, hotline())
        assert state_of(promise, MORNING.replace(hour=12)) is PromiseState.OPEN


def test_nobody_took_it_up(database):
    followed(database, REPORTED, MORNING)
    with database.reading() as session:
        assert state_of(said(session), MORNING.replace(hour=12)) is PromiseState.OPEN
        assert state_of(said(session), MORNING.replace(hour=18)) is PromiseState.BROKEN


def test_the_same_call_judged_again_owes_nothing_twice(database):
    call_id = followed(database, REPORTED, MORNING)
    with database.writing() as session:
        before = len(session.scalars(select(PromiseRow)).all())
        follow(session, session.get_one(CallRow, call_id), hotline(), ZONE)
        assert len(session.scalars(select(PromiseRow)).all()) == before


def test_a_person_closes_it_and_opens_it_again(database):
    from pipeline.accounts import users
    from pipeline.storage.tables import PromiseDecisionRow, UserRole

    followed(database, REPORTED, MORNING)
    with database.writing() as session:
        user = users.add_user(session, "liting", UserRole.REVIEWER, "unusable").id
        row = moves.close_promise(session, said(session).id, "kept", "微信里答复了", user, hotline())
        assert (state_of(row, MORNING + timedelta(days=9)), row.waiting) == (PromiseState.KEPT, False)
        moves.close_promise(session, row.id, None, None, user, hotline())
        assert row.waiting
        assert len(session.scalars(select(PromiseDecisionRow)).all()) == 2
        with pytest.raises(moves.BadMove):
            moves.close_promise(session, row.id, "forgotten", None, user, hotline())


def test_a_plan_with_a_time_is_an_answer_and_without_one_the_deadline_begins(database):
    vague = call(
        agent("您好，信息科。"),
        customer("我要报修，打印机坏了，打不出来。"),
        agent("好的，已经登记了，请您等待。"),
        customer("好。"),
        id="d",
    )
    followed(database, REPORTED, MORNING)
    followed(database, vague, MORNING, number="13900010009")
    with database.reading() as session:
        owed = session.scalars(select(PromiseRow).filter_by(kind="first_answer")).all()
    assert [row.due_at for row in owed] == [MORNING + timedelta(hours=24)]


def test_the_overdue_list_its_counts_and_its_notice(database):
    from pipeline.accounts import users
    from pipeline.storage.tables import UserRole

    followed(database, REPORTED, MORNING)
    noon, evening = MORNING.replace(hour=12), MORNING.replace(hour=18)
    with database.writing() as session:
        user = users.add_user(session, "root", UserRole.ADMIN, "unusable").id
        session.add(
            WebhookRow(url="https://example.com/", secret="whsec_", events=["promise.overdue"], created_by=user)
        )
        session.flush()
        overdue = DueFilter(Due.OVERDUE, agent_id="A001", kind="promise")
        assert due_lines(session, overdue, noon, ZONE, None, 10) == []
        assert len(due_lines(session, DueFilter(Due.TODAY, kind="promise"), noon, ZONE, None, 10)) == 1
        line = due_lines(session, overdue, evening, ZONE, None, 10)[0]
        assert due_lines(session, overdue, evening, ZONE, (line.promise.due_at, line.promise.id), 10) == []
        assert due_lines(session, DueFilter(Due.OVERDUE, agent_id="A002"), evening, ZONE, None, 10) == []
        counted = due_counts(session, evening, ZONE)
        assert [(c.team, c.agent_id, c.open, c.overdue) for c in counted] == [("一组", "A001", 1, 1)]
        assert (announce_overdue(session, evening, hotline()), announce_overdue(session, evening, hotline())) == (1, 0)
        notice = session.scalars(select(DeliveryRow)).one()
    assert notice.event == "promise.overdue"
    assert "text" not in notice.payload


def test_what_a_person_says_of_the_fault_stays(database):
    from pipeline.accounts import users
    from pipeline.storage.tables import UserRole

    call_id = followed(database, REPORTED, MORNING)
    with database.writing() as session:
        user = users.add_user(session, "liting", UserRole.REVIEWER, "unusable").id
        row = session.get_one(CallRow, call_id)
        correct_fault(session, row, "网络中断", user)
        follow(session, row, hotline(), ZONE, lambda record: ("打印故障", 0.9))
        assert (row.fault_type, row.fault_type_origin) == ("网络中断", "person")


@pytest.mark.parametrize(
    ("due", "text", "latest"),
    [
        ("2026-03-12", "明天给您送", datetime(2026, 3, 12, 23, 59, 59, tzinfo=ZONE)),
        ("2026-03-12T09:00:00+08:00", "明天上午九点到十点到您窗口", datetime(2026, 3, 12, 10, tzinfo=ZONE)),
        ("PT2H", "两小时内回电", datetime(2026, 3, 11, 11, 40, tzinfo=ZONE)),
        (None, "尽快", None),
    ],
)
def test_the_latest_moment_of_a_promise(due, text, latest):
    assert latest_moment(due, text, MORNING) == latest


@pytest.mark.parametrize(
    ("text", "word", "at", "named"),
    [
        ("昨天三点四十就来了", "来了", datetime(2026, 3, 10, 15, 40, tzinfo=ZONE), True),
        ("说九点到十点，他十一点多才来", "才来", datetime(2026, 3, 10, 11, tzinfo=ZONE), False),
        ("说七点，八点半才来", "才来", datetime(2026, 3, 11, 8, 30, tzinfo=ZONE), False),
        ("说的礼拜一上午，下午三点才来", "才来", datetime(2026, 3, 9, 15, tzinfo=ZONE), True),
        ("昨天师傅十点过一点就来了", "来了", datetime(2026, 3, 10, 10, tzinfo=ZONE), True),
        ("昨天五点不到换好的", "换好", datetime(2026, 3, 10, 17, tzinfo=ZONE), True),
    ],
)
def test_when_something_is_said_to_have_been_done(text, word, at, named):
    told = said_done_at(text, text.index(word), MORNING)
    assert (datetime.fromisoformat(told.at), told.since, told.named) == (at, told.at, named)


@pytest.mark.parametrize("text", ["师傅来过了", "说好四点前打，现在才打来了", "约的明天，来了"])
def test_promised_times_and_no_times_tell_nothing(text):
    assert said_done_at(text, text.index("来"), MORNING) is None


def test_a_part_of_a_day_lasts_and_what_was_in_time_is_told():
    told = said_done_at("备用柜昨天中午倒是准时来的", 10, MORNING)
    begin, end = datetime(2026, 3, 10, 12, 1, tzinfo=ZONE), datetime(2026, 3, 10, 14, tzinfo=ZONE)
    assert (datetime.fromisoformat(told.since), datetime.fromisoformat(told.at)) == (begin, end)
    assert told.punctual


def test_traits_of_an_earlier_version_are_read():
    from pipeline.cases.traits import Traits

    kept = Traits(MORNING).as_json()
    for name in ("called", "said"):
        kept.pop(name)
    old = Traits.of_json(kept | {"told": [[MORNING.isoformat(), True]]})
    assert old.told[0].at == old.told[0].since == MORNING.isoformat()
    assert Traits.of_json(old.as_json()) == old


def test_states_at_a_moment():
    due = datetime(2026, 3, 11, 9, tzinfo=UTC)
    before, after = due - timedelta(hours=1), due + timedelta(hours=1)
    assert state_at(before, due_at=due) is PromiseState.OPEN
    assert state_at(after, due_at=due) is PromiseState.BROKEN
    assert state_at(before, due_at=due, denied=True) is PromiseState.BROKEN
    assert state_at(after, due_at=due, taken_up_at=before) is PromiseState.KEPT
    assert state_at(after, due_at=due, taken_up_at=after, closed_as="void") is PromiseState.VOID
    assert state_at(after, due_at=None) is PromiseState.OPEN
