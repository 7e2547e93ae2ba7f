"""Thousands of digits in one breath are read in a moment."""

import random
import time

import pytest

from pipeline.judge import judge
from pipeline.privacy import spans
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import pack

LONG = 6000
RANDOM = random.Random(0)
TEXTS = {
    "digits": "".join(RANDOM.choice("0123456789") for _ in range(LONG)),
    "spoken digits": "".join(RANDOM.choice("零幺二三四五六七八九") for _ in range(LONG)),
    "pauses": "，".join(RANDOM.choice("零幺二三四五六七八九") for _ in range(LONG // 2)),
    "numbers": "吧".join(str(RANDOM.randint(100, 9999)) for _ in range(LONG // 4)),
    "times": "三点" * (LONG // 2),
    "places": "洞庭路" * (LONG // 3),
    "names": "我叫王" * (LONG // 3),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_long_utterance_costs_little(text):
    heard = call(agent("您好，请问您的电话是多少？"), customer(text), agent(text))
    judge(call(agent("您好")), pack(), ())  # what is made once
    began = time.process_time()
    spans(text, pack())
    judge(heard, pack(), ())
    assert time.process_time() - began < 15
