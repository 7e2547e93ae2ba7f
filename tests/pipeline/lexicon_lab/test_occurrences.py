"""Where the phrases of a rule were said, and what comes of it."""

import pytest

from pipeline.judge import judge
from pipeline.lexicon_lab.candidate import candidate_pack
from pipeline.lexicon_lab.occurrences import Occurrences
from pipeline.settings import PROJECT
from tests.builders import agent, call, customer, doubted

RULE = """id: vague.heaven
phrases: [看天意, "看…2天意", "听天由命"]
except: [不看天意]
whole: {whole}
reason: 不确定
{source}
hits: [这得看天意]"""


def outcomes(said, labels=(), whole="false", source=""):
    yaml = RULE.format(whole=whole, source=source)
    pack = candidate_pack({"entry": {"category": "vague", "yaml": yaml}}, PROJECT / "lexicons" / "hotline")
    heard = call(*(agent(text) for text in said), customer("看天意吧"))
    found = Occurrences(pack.phrases["vague.heaven"]).of(judge(heard, pack, labels))
    return [(one.utterance, str(one.outcome), one.exception) for one in found]


def accusing(text, utterance=0):
    return [doubted(utterance, len(text), {"vague": 0.99}, ("大概",))]


def test_a_phrase_that_nobody_accuses_is_harmless_in_its_call_and_customers_are_not_searched():
    assert outcomes(["这个得看天意。"]) == [(0, "harmless", None)]


def test_an_exception_is_named():
    assert outcomes(["我们不看天意。"]) == [(0, "excepted", "不看天意")]


def test_more_than_the_sentence():
    assert outcomes(["这个得看天意。"], whole="true") == [(0, "not_whole", None)]


@pytest.mark.parametrize(("source", "outcome"), [("", "doubt"), ("source: D", "costs")])
def test_a_finding_costs_only_where_the_rule_is_trusted(source, outcome):
    text = "这个得看天意才行。"
    assert outcomes([text], accusing(text), source=source) == [(0, outcome, None)]


def test_phrases_that_overlap_are_one_place():
    assert [place for place, *_ in outcomes(["看天意，听天由命。"])] == [0, 0]
