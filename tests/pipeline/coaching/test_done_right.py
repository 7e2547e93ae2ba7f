"""Bad beside good: the same thing done right, and never any sentence of a call without fault."""

import pytest

from pipeline.coaching.collections import NewClip, add_clip, add_collection
from pipeline.coaching.examples import Wanted
from pipeline.coaching.find import bad_examples, good_examples
from pipeline.coaching.pairs import pairs
from pipeline.storage.tables import CallRow, UserRow, utc_now
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import pack
from tests.pipeline.review.stores import bad_call, good_call, keep

HELLO, BYE = "您好，这里是信息科服务热线，请问有什么可以帮您？", "感谢您的来电，再见。"
RIGHT = "这块不归我们管，我帮您转给路灯所，请您稍等。"


def answered(said, asked="路灯坏了能修吗？"):
    return call(agent(HELLO), customer(asked), agent(said), customer("好的。"), agent(BYE))


def good(database, **wanted):
    with database.reading() as session:
        return good_examples(session, Wanted(check="forbidden_phrases", **wanted), pack()).found


def bad(database, **wanted):
    with database.reading() as session:
        return bad_examples(session, Wanted(check="forbidden_phrases", **wanted), pack()).found


def quoted(found, heard):
    return ["".join(heard.utterances[m.utterance].text[m.char_start : m.char_end]) for m in found.marks]


def test_a_clean_call_is_no_example_of_anything(database):
    keep(database, call(agent(HELLO), customer("打印机坏了。"), agent("好的，请您说一下房间号。"), agent(BYE)))
    assert good(database) == []


def test_a_refusal_with_a_way_out_stands_beside_a_bare_one(database):
    keep(database, bad_call())
    right = keep(database, answered(RIGHT))
    found, rest = pairs(bad(database, category="dismissive"), good(database, category="dismissive"))
    ((pair),) = found
    assert pair.good.call.id == right
    assert "refuse" in pair.bad.acts & pair.good.acts
    assert pair.good.made_up_for == ("next_step",)
    assert "拒绝" in pair.good.reason
    assert "说下一步" in pair.good.reason
    assert "不归" in "".join(quoted(pair.good, answered(RIGHT)))
    assert rest == []


@pytest.mark.parametrize(
    "said",
    [
        "这个不归我们管。",  # a bare refusal, found by nobody
        "您是接不了电话是吗？我帮您登记一下。",  # asks
        "要是修不了，我帮您换一台。",  # supposes
    ],
)
def test_what_is_no_refusal_with_a_way_out_is_no_example(database, said):
    keep(database, answered(said))
    assert good(database, category="dismissive") == []


def test_what_is_accused_is_no_example_whatever_makes_up_for_it(database):
    keep(database, bad_call())
    assert good(database, category="vague") == []


def test_a_guess_stands_beside_no_refusal(database):
    keep(database, bad_call())
    keep(database, answered("大概明天上午，最晚下午三点之前到。"))
    found, _ = pairs(bad(database), good(database))
    beside = {pair.bad.category: pair.good and pair.good.category for pair in found}
    assert beside == {"dismissive": None, "vague": "vague"}


def test_for_an_insult_there_is_no_right_way(database):
    keep(database, answered(RIGHT))
    assert good(database, category="profanity") == []


def test_one_act_alone(database):
    keep(database, answered(RIGHT))
    assert good(database, act="refuse")
    assert good(database, act="promise") == []


def test_of_a_script_the_same_element(database):
    keep(database, bad_call())
    keep(database, call(agent("喂。"), customer("打印机坏了。"), agent("知道了，三点来修。"), agent("再见。")))
    with database.reading() as session:
        wanted = Wanted(check="greeting")
        found, _ = pairs(bad_examples(session, wanted, pack()).found, good_examples(session, wanted, pack()).found)
    assert found
    assert all(pair.good and pair.good.acts == pair.bad.acts for pair in found)


def test_filters_by_agent_team_and_date(database):
    first = keep(database, bad_call(), agent_id="A001", started_at=utc_now())
    keep(database, bad_call("行。"), agent_id="A002", started_at=utc_now())
    with database.writing() as session:
        session.get_one(CallRow, first).team = "一组"
    today = utc_now().date()
    assert {f.call.id for f in bad(database, agent_id="A001")} == {first}
    assert {f.call.id for f in bad(database, team="一组")} == {first}
    assert bad(database, date_to=today.replace(year=today.year - 1)) == []
    assert len({f.call.id for f in bad(database, date_from=today.replace(year=today.year - 1))}) == 2


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_pages_hold_every_example_once(database, limit):
    ids = {keep(database, bad_call(f"第{n}句。"), started_at=utc_now() if n % 2 else None) for n in range(7)}
    seen, place = [], None
    while True:
        with database.reading() as session:
            page = bad_examples(session, Wanted(check="forbidden_phrases", limit=limit), pack(), place)
        seen += [(f.call.id, f.finding_id) for f in page.found]
        place = page.next
        if place is None:
            break
    assert len(seen) == len(set(seen)) == 14
    assert {id for id, _ in seen} == ids


def test_a_clip_is_collected_with_reason_wording_and_words(database):
    call_id, right = keep(database, bad_call()), keep(database, answered(RIGHT))
    with database.writing() as session:
        session.add(UserRow(id=1, name="t", display_name="t", role="trainer", password_hash="-"))
        session.flush()
        into = add_collection(session, "推诿", "", 1).id
        found = bad_examples(session, Wanted(check="forbidden_phrases", category="dismissive"), pack()).found[0]
        clip = add_clip(
            session,
            into,
            NewClip(call_id, "forbidden_phrases", False, 1, 5, "dismissive", finding_id=found.finding_id),
            pack(),
        )
        assert (clip.reason, clip.suggestion) == (found.reason, found.suggestion)
        assert clip.suggestion
        said = bad_call().utterances[clip.marks[0][0]].text
        assert "不归我管" in said[clip.marks[0][1] : clip.marks[0][2]]
        other = add_clip(
            session, into, NewClip(right, "forbidden_phrases", True, 1, 5, "dismissive", utterance=2), pack()
        )
        assert "说下一步" in other.reason
        any_stretch = add_clip(session, into, NewClip(call_id, "forbidden_phrases", False, 1, 5), pack())
        assert (any_stretch.reason, any_stretch.marks) == ("", [])


def test_good_call_is_found_where_it_asks(database):
    keep(database, good_call())
    with database.reading() as session:
        found = good_examples(session, Wanted(check="five_w", category="who"), pack()).found
    assert [f.acts for f in found] == [frozenset({"who.asked"})]
