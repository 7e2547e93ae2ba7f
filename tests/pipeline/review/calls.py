"""Judged calls for the tests of reviews: sentences that break rules, and such that keep them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from pipeline.checks.registry import checks
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.domain.record import Judgement, Record
from pipeline.judge import judge
from pipeline.lexicon import Pack, load_pack
from pipeline.record import record_of
from pipeline.settings import PROJECT
from tests.builders import agent, call, customer, doubted

AGENT = (
    "您好，这里是信息科服务热线，请问有什么可以帮您？",
    "大概明天吧。",
    "这个不归我管，你找别人。",
    "好的，马上为您处理。",
    "您的电话是一三八零零一三八零零零，对吗？",
    "你怎么这么笨，滚。",
    "还有其他需要帮助的吗？",
    "感谢您的来电，再见。",
)
CUSTOMER = (
    "你好，我是财务部的曹颖，打印机坏了。",
    "我的电话是一三八零零一三八零零零。",
    "什么时候能来？",
    "好的，谢谢。",
)
PACKS = ("hotline", "gas")


@cache
def pack(name: str = "hotline") -> Pack:
    return load_pack(PROJECT / "lexicons" / name)


def titles() -> dict[str, str]:
    return {id: check.title for id, check in checks().items()}


@st.composite
def conversations(draw: st.DrawFn) -> Call:
    """Anything from a polite call to a shameful one, heard well or badly."""
    count = draw(st.integers(1, 5))
    spoken = []
    for _ in range(count):
        spoken.append(agent(draw(st.sampled_from(AGENT))))
        spoken.append(customer(draw(st.sampled_from(CUSTOMER))))
    confidence, role = draw(st.sampled_from([0.9, 0.2])), draw(st.sampled_from([1.0, 0.4]))
    heard = [replace(u, confidence=confidence, role_confidence=role) for u in spoken]
    return call(*heard, audio=draw(st.booleans()))


BAD_SENTENCES = {"大概明天吧。": "vague", "这个不归我管，你找别人。": "dismissive", "你怎么这么笨，滚。": "profanity"}


def labels(heard: Call) -> tuple[TurnLabel, ...]:
    """What the sentence judge would say, without the sentence judge."""
    return tuple(
        doubted(u.index, len(u.text), {BAD_SENTENCES[u.text]: 0.95})
        for u in heard.utterances
        if u.text in BAD_SENTENCES
    )


def judgement(heard: Call, name: str = "hotline") -> Judgement:
    return judge(heard, pack(name), labels(heard))


def judged(heard: Call, name: str = "hotline") -> Record:
    return record_of(judgement(heard, name))
