"""The JSON object of a judged call."""

import pytest

from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.record import as_json, dump
from pipeline.settings import Settings
from tests.builders import agent, call, customer


@pytest.fixture
def judgement():
    spoken = call(agent("您好，这里是信息服务台，请问有什么可以帮您？"), customer("电脑坏了"))
    return judge(spoken, load_pack(Settings().lexicons))


def test_the_same_judgement_gives_the_same_bytes(judgement):
    assert dump(as_json(judgement)) == dump(as_json(judgement))


def test_chinese_stays_readable(judgement):
    assert "您好" in dump(as_json(judgement))


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        dump({"x": float("nan")})


def test_keys_come_in_the_order_of_the_contract(judgement):
    keys = [k for k in as_json(judgement) if k != "health"]
    assert keys == [
        "schema",
        "call",
        "utterances",
        "removed",
        "metrics",
        "five_w",
        "commitments",
        "ticket",
        "ticket_evidence",
        "checks",
        "findings",
        "scorecard",
        "provenance",
    ]
