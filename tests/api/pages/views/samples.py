"""A judged call for the tests of view models."""

from __future__ import annotations

from functools import cache
from typing import Any

from api.pages.views.names import Names, names_of
from pipeline.domain.record import Record
from pipeline.judge import judge
from pipeline.record import record_of
from pipeline.review.decisions import Action, Decision
from pipeline.review.effective import Effective, effective
from pipeline.review.stored import titles_of
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline


@cache
def result() -> Record:
    """The agent says 不归我管 in utterance 2, and never says goodbye."""
    heard = call(
        agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
        customer("打印机坏了。"),
        agent("这件事不归我管。"),
        customer("那我找谁呢？", confidence=0.2),
    )
    return record_of(judge(heard, hotline(), [doubted(2, 8, {"dismissive": 0.97}, ("不归我管。", "不归我管。"))]))


def rude() -> int:
    """The id of the forbidden phrase; ids are the places of the findings."""
    return next(i for i, f in enumerate(result().findings) if f.check == "forbidden_phrases")


def outcome(*decisions: Decision) -> Effective:
    return effective(result(), range(len(result().findings)), decisions, hotline().rubric, titles_of(hotline()))


def decision(action: Action, id: int = 1, **more: Any) -> Decision:
    return Decision(id, action, "forbidden_phrases", **{"finding": rude(), "user_id": 7, **more})


def names() -> Names:
    return names_of(hotline())
