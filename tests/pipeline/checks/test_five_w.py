from __future__ import annotations

import pytest

from pipeline.checks.case import Case
from pipeline.checks.five_w import judge
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer
from tests.pipeline.facts.shipped import slots_only


@pytest.fixture(scope="module")
def pack() -> Pack:
    return slots_only()


def judged(pack: Pack, *utterances: object, **settings: object) -> CheckResult:
    made = call(*utterances)  # type: ignore[arg-type]
    return judge(Case(made, extract(made, pack), pack), **settings)  # type: ignore[arg-type]


FAULT = (customer("喂，你好，我家宽带断了。"), customer("一直连不上网。"), customer("你们快点。"))


def test_what_was_never_asked_is_named(pack: Pack) -> None:
    result = judged(pack, *FAULT, agent("我安排师傅上门处理。"))
    assert result.verdict is Verdict.FAIL
    assert {f.category for f in result.findings} == {"when", "who", "where"}
    assert all(f.suggestion and f.evidence.utterance == 3 for f in result.findings)


def test_asking_is_enough(pack: Pack) -> None:
    questions = agent("请问您怎么称呼？地址是哪里？从什么时候开始的？")
    assert judged(pack, *FAULT, questions, agent("我安排师傅上门处理。")).verdict is Verdict.PASS


def test_an_inquiry_needs_no_place_or_time(pack: Pack) -> None:
    talk = (
        customer("我叫何志强，想问一下会员怎么注销？"),
        customer("嗯。"),
        customer("好。"),
        agent("您登录以后点注销就可以。"),
    )
    assert judged(pack, *talk).verdict is Verdict.PASS


def test_tolerated_gaps_stay_visible(pack: Pack) -> None:
    result = judged(pack, *FAULT, agent("我安排师傅上门处理。"), tolerated=3)
    assert result.verdict is Verdict.PASS
    assert [f.certain for f in result.findings] == [False] * 3


def test_wrong_number_and_short_calls_are_not_judged(pack: Pack) -> None:
    assert judged(pack, customer("喂？"), agent("您好。")).verdict is Verdict.NOT_APPLICABLE
    wrong = (
        customer("请问是口腔医院吗？"),
        agent("您好，您可能打错了。"),
        customer("哦，打错了。"),
        customer("不好意思啊。"),
    )
    assert judged(pack, *wrong).verdict is Verdict.NOT_APPLICABLE
