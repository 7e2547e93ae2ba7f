"""A tried sentence is judged by the same function as a call."""

from types import SimpleNamespace

import pytest

from pipeline.jobs import trial
from pipeline.jobs.asked_opinions import AskedOpinions
from pipeline.judge import judge
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline


@pytest.fixture
def engine():
    return SimpleNamespace(pack=hotline(), judge="models", judge_key="key")


def labelled(heard, *_):
    """As if the models held whatever the agent says to be vague."""
    said = [u for u in heard.utterances if u.role == "agent"]
    return tuple(doubted(u.index, len(u.text), {"vague": 0.99}, ("大概",)) for u in said)


def test_the_findings_are_those_of_a_call(engine, monkeypatch):
    monkeypatch.setattr(trial, "label", labelled)
    found = trial.try_in_full({"text": "大概明天吧。", "before": "什么时候？"}, engine)
    heard = call(customer("什么时候？"), agent("大概明天吧。"))
    (expected,) = judge(heard, engine.pack, labelled(heard)).results["forbidden_phrases"].failed
    (one,) = found["findings"]
    assert (one["rule"], one["quote"], one["costs"]) == (expected.rule, expected.quote, expected.costs)
    assert one["category_title"] == "模棱两可"
    assert found["probability"] > 0.9


def test_what_is_not_worth_a_label_has_no_probability(engine, monkeypatch):
    monkeypatch.setattr(trial, "label", lambda *_: ())
    assert trial.try_in_full({"text": "您好。"}, engine) == {"probability": None, "least": 0.05, "findings": []}


def test_models_are_asked_about_calls_in_their_order_by_the_pack_of_their_day(engine, monkeypatch):
    asked = []

    def label_all(calls, judge, pack):
        asked.append([one.id for one in calls])
        return [(one.id,) for one in calls]

    monkeypatch.setattr("pipeline.jobs.asked_opinions.label_all", label_all)
    calls = [call(agent("您好"), id=id) for id in "abc"]
    assert AskedOpinions(engine)(calls, engine.pack) == [("a",), ("b",), ("c",)]
    assert asked == [["a", "b", "c"]]
