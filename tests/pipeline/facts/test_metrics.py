from __future__ import annotations

import pytest

from pipeline.domain.call import Call, Role
from pipeline.domain.metrics import Metrics, ResponseGap
from pipeline.facts.metrics import first_response, metrics, replies, speech_rate
from tests.builders import agent, call, customer


def ten_answers(*gaps: float) -> Call:
    clock, spoken = 1.0, []
    for gap in gaps:
        spoken += [customer("问", clock, clock + 1), agent("答", clock + 1 + gap, clock + 2 + gap)]
        clock += 3 + gap
    return call(*spoken)


def test_response_gap_is_median_ninetieth_percentile_and_longest() -> None:
    figures = metrics(ten_answers(*range(1, 11)))
    assert figures.response_gap == ResponseGap(5.5, 9.0, 10.0)


def test_a_gap_is_negative_where_the_agent_cuts_in() -> None:
    assert metrics(call(customer("问", 1.0, 4.0), agent("答", 3.0, 5.0))).response_gap == ResponseGap(-1.0, -1.0, -1.0)


def test_nobody_waits_while_the_agent_speaks() -> None:
    made = call(agent("我说说流程", 1.0, 9.0), customer("嗯", 3.0, 3.4), agent("明白了吗", 9.5, 11.0))
    assert list(replies(made.utterances)) == []


def test_shares() -> None:
    figures = metrics(call(agent("一", 0.0, 3.0), customer("二", 4.0, 5.0)))  # the recording lasts 6.6 s
    assert figures.talk_share == {"agent": 0.75, "customer": 0.25}
    assert figures.silence_share == pytest.approx(1 - 4 / 6.6, abs=0.001)


def test_first_response_counts_from_the_answer() -> None:
    assert first_response(call(agent("您好", 6.2, 7.0), answered_at=5.0)) == 1.2
    assert first_response(call(agent("喂", 4.8, 5.5), answered_at=5.0)) == 0.0
    assert first_response(call(agent("噪声", 1.0, 2.0), agent("您好", 7.0, 8.0), answered_at=5.0)) == 2.0
    assert first_response(call(agent("您好"), answered_at=None)) is None
    assert first_response(call(customer("喂"))) is None


def test_speech_rate_leaves_out_what_was_not_recognised() -> None:
    assert speech_rate(call(agent("一二三四，", 0.0, 2.0), agent("", 3.0, 9.0)), Role.AGENT) == 2.0
    assert speech_rate(call(agent("一二", 0.0, 0.0)), Role.AGENT) is None


def test_without_audio_only_what_the_telephone_system_told() -> None:
    figures = metrics(call(agent("您好", 0.0, 0.0), audio=False, rings=2))
    assert figures.rings == 2
    assert figures == Metrics(rings=2, answered_at=figures.answered_at)


def test_an_empty_call() -> None:
    figures = metrics(call())
    assert figures.response_gap is None
    assert figures.talk_share is None
