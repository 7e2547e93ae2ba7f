"""What tells the kind of a call: signs of every kind, and the shape of the whole."""

from pathlib import Path

import pytest

from pipeline.domain.facts import UNSURE, Ticket
from pipeline.facts.kind import kind_of
from pipeline.facts.kind_shape import Outcome, shape
from pipeline.lexicon import Pack, load_pack
from tests.builders import agent, call, customer


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(Path(__file__).parents[3] / "lexicons" / "hotline")


def _told(pack: Pack, *spoken: object, direction: str = "inbound") -> str:
    return kind_of(call(*spoken, direction=direction, audio=False), Outcome(Ticket()), pack).kind


def test_nothing_that_tells_is_unsure(pack: Pack) -> None:
    assert _told(pack, agent("嗯"), customer("哦")) == UNSURE


def test_a_line_that_was_bad_for_a_moment_makes_no_bad_line_of_a_repair(pack: Pack) -> None:
    spoken = [
        agent("您好，供电抢修值班，我是三十九号，请讲。"),
        customer("喂喂，停电了，我们这半边都黑了。"),
        agent("对不起，您这边声音断断续续的，能不能请您站到信号好一点的地方？"),
        customer("好，我走出来了，听得到吗？"),
        agent("听得到了。您贵姓，是哪个村？"),
        customer("我姓阳，青石坳三组的，晚上七点开始停的。"),
        agent("阳组长，青石坳三组，晚上七点开始停电，对吗？"),
        customer("对，什么时候能来人修啊？"),
        agent("我已经派抢修师傅过去了，一个小时之内到，请您保持电话畅通。"),
        customer("那太好了。"),
        agent("请问还有什么可以帮您？"),
        customer("没有了。"),
        agent("我再跟您确认一下电话，是这个来电号码吗？"),
        customer("是的。"),
        agent("感谢您的来电，再见。"),
        customer("再见。"),
    ]
    assert _told(pack, *spoken) == "repair"


def test_who_cannot_keep_the_agreed_time_is_late_even_where_a_new_one_is_agreed(pack: Pack) -> None:
    spoken = [
        agent("您好，我是云升电梯的耿立，跟您约的今天下午两点，真对不起，两点我赶不到了。"),
        customer("那几点？"),
        agent("三点半能到，您看方便吗？"),
        customer("行吧。"),
        agent("谢谢您体谅，再见。"),
    ]
    assert _told(pack, *spoken, direction="outbound") == "late"


def test_the_shape_of_a_call(pack: Pack) -> None:
    ended = call(agent("您好，服务台。"), customer("转一下财务"), agent("请您稍等，我为您转接财务。"), audio=False)
    traits = shape(ended, Outcome(Ticket(phone="1")), pack)
    assert {"short", "shorter", "phone", "customer_says_little", "ends_in_transfer", "greeting.hello"} <= traits
    assert not {"outbound", "promise", "customer_begins"} & traits
