from __future__ import annotations

from pipeline.domain.facts import SlotState
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer


def test_every_question_answered(pack: Pack) -> None:
    slots = extract(
        call(
            agent("您好，这里是信息科，请问有什么可以帮您？"),
            customer("我是儿科的护士陈晓燕，门诊二楼的叫号屏突然黑了。"),
            agent("请问是从什么时候开始的呢？"),
            customer("今天下午两点一刻，保洁阿姨碰了一下插座。"),
            agent("我安排值班工程师到现场处理。"),
        ),
        pack,
    ).five_w
    assert {name: slot.state for name, slot in slots.items()} == dict.fromkeys(slots, SlotState.GIVEN)
    assert list(slots) == ["when", "who", "where", "what", "why", "how"]
    assert (slots["when"].value, slots["when"].utterance) == ("今天下午两点一刻", 3)


def test_asked_without_an_answer(pack: Pack) -> None:
    slots = extract(
        call(customer("我家宽带断了，连不上。"), agent("请问是从什么时候开始的？"), customer("不知道啊。")), pack
    ).five_w
    assert (slots["when"].state, slots["when"].utterance) == (SlotState.ASKED, 1)


def test_a_cause_asked_for_counts_as_given(pack: Pack) -> None:
    slots = extract(call(customer("屏幕不亮。"), agent("之前有没有停过电？"), customer("没有。")), pack).five_w
    assert slots["why"].present


def test_the_visit_of_an_appointment_call_is_its_when(pack: Pack) -> None:
    talk = (
        agent("您好，我是格林空调的小林。"),
        customer("你说。"),
        agent("跟您确认一遍，后天下午三点，刘师傅上门检修空调。"),
        customer("行。"),
    )
    assert extract(call(*talk, direction="outbound"), pack).five_w["when"].state is SlotState.GIVEN


def test_an_empty_call_has_six_missing_slots(pack: Pack) -> None:
    assert {s.state for s in extract(call(), pack).five_w.values()} == {SlotState.MISSING}
