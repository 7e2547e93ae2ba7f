"""Calls of several agents, each with words that occur nowhere else."""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.call import Call
from tests.builders import agent, call, customer, doubted

VAGUE = "大概明天吧，我不知道。"
LABELS = (doubted(2, len(VAGUE), {"vague": 0.95}),)


def call_of(agent_id: str, words: str = "打印机坏了", id: str = "call", **more: object) -> Call:
    """A short call of this agent, in which the customer says ``words``. Judged with LABELS, what the agent says
    last is a finding."""
    heard = call(
        agent("您好，这里是信息服务台，请问有什么可以帮您？"),
        customer(words),
        agent(VAGUE),
        customer("那好吧，再见。"),
        id=f"{id}-{agent_id}",
    )
    return replace(heard, agent_id=agent_id, **more)  # type: ignore[arg-type]
