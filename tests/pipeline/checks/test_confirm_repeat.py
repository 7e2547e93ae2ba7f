from __future__ import annotations

import pytest

from pipeline.checks.case import Case
from pipeline.checks.confirm_repeat import judge
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from tests.builders import agent, call, customer
from tests.pipeline.facts.shipped import slots_only


@pytest.fixture(scope="module")
def pack() -> Pack:
    return slots_only()


def judged(pack: Pack, *utterances: object) -> CheckResult:
    made = call(*utterances)  # type: ignore[arg-type]
    return judge(Case(made, extract(made, pack), pack))


NUMBER = customer("我电话幺三九，二七四五，六零八幺。")


@pytest.mark.parametrize(
    "said",
    [
        "幺三九二七四五六零八幺，已经写上了。",
        "跟您核对一下，叫号屏没有声音，对吗？",
        "不好意思，后四位麻烦您再说一遍可以吗？",
        "139,2745,6081,对吗？",
    ],
)
def test_repeats_or_asks_to_confirm(pack: Pack, said: str) -> None:
    result = judged(pack, customer("叫号屏坏了。"), NUMBER, agent(said))
    assert result.verdict is Verdict.PASS
    assert result.findings[0].passed
    assert result.findings[0].evidence.utterance == 2


def test_an_address_given_back_needs_no_question(pack: Pack) -> None:
    talk = (customer("我住平安里，八号楼，二零三！"), agent("平安里八号楼二零三，好，给你报上了。"))
    assert judged(pack, *talk).verdict is Verdict.PASS


@pytest.mark.parametrize("said", ["嗯，记下了。", "刚刚不是说过了吗！", "好的，再见。", "哪个小区的？"])
def test_nothing_repeated(pack: Pack, said: str) -> None:
    result = judged(pack, customer("丽景小区，三栋一四零二，我叫张敏。"), NUMBER, agent(said))
    assert result.verdict is Verdict.FAIL
    assert result.findings[0].suggestion


def test_the_agents_own_number_is_no_repetition(pack: Pack) -> None:
    assert judged(pack, agent("工号零五二为您服务"), NUMBER, agent("好的。")).verdict is Verdict.FAIL


def test_no_agent_no_crash(pack: Pack) -> None:
    assert judged(pack).verdict is Verdict.FAIL
