"""Figures and misses against labelled calls."""

import json
from pathlib import Path

import pytest

from pipeline.evaluation import evaluate
from pipeline.evaluation.files import read_truths
from pipeline.evaluation.labelled import EvaluationError
from tests.pipeline.evaluation.made_up import made_up_result

HERE = Path(__file__).parent
TRUTHS = read_truths(HERE.parents[2] / "samples" / "truth")
REFERENCE = json.loads((HERE / "figures.json").read_text(encoding="utf-8"))  # from the acceptance's own script


@pytest.mark.parametrize("seed", range(len(REFERENCE)))
def test_figures_are_those_of_the_acceptance(seed):
    results = {id: made_up_result(t, seed) for id, t in TRUTHS.items() if id != "wrong-number" or seed != 1}
    assert evaluate(results, TRUTHS).values() == REFERENCE[seed]


def test_every_wrong_answer_is_a_miss():
    evaluation = evaluate({id: made_up_result(t, 0) for id, t in TRUTHS.items()}, TRUTHS)
    shares = {name: f for name, f in evaluation.as_json()["figures"].items() if "yes" in f}
    for name, figure in shares.items():
        wrong = figure["yes"] if name == "clean calls falsely accused" else figure["total"] - figure["yes"]
        assert sum(m.figure == name for m in evaluation.misses) == wrong, name
    forbidden = evaluation.values()["forbidden, with category"]
    listed = [m for m in evaluation.misses if m.figure == "forbidden, with category"]
    assert len(listed) == forbidden["extra"] + forbidden["missed"]


def test_a_miss_tells_what_was_wanted_and_what_was_got():
    result = {"five_w": {"when": {"present": True, "value": "昨天"}}}
    truth = TRUTHS["wrong-number"] | {"truth": TRUTHS["wrong-number"]["truth"] | {"five_w": {"when": False}}}
    misses = evaluate({"a": result}, {"a": truth}).misses
    assert ("a", "five_w slots", "when 无", "有 昨天") in [(m.call, m.figure, m.wanted, m.got) for m in misses]


def test_a_call_without_a_result_is_wrong_everywhere():
    figures = evaluate({}, TRUTHS).values()
    assert figures["analysed"] == 0.0
    assert figures["CER"] == 1.0
    assert figures["five_w slots"] == 0.0
    assert figures["forbidden, any category"]["R"] == 0.0


def test_a_malformed_truth_is_named_with_its_fields():
    truth = {k: v for k, v in TRUTHS["wrong-number"].items() if k != "rings"}
    with pytest.raises(EvaluationError, match=r"wrong-number.*rings"):
        evaluate({}, {"wrong-number": truth})


def test_a_label_beyond_the_timeline_is_refused():
    truth = TRUTHS["wrong-number"] | {"timeline": TRUTHS["wrong-number"]["timeline"][:2]}
    with pytest.raises(EvaluationError):
        evaluate({}, {"wrong-number": truth})


def test_json_has_samples_and_intervals():
    figures = evaluate({id: made_up_result(t, 0) for id, t in TRUTHS.items()}, TRUTHS).as_json()["figures"]
    low, high = figures["five_w slots"]["interval"]
    assert low < figures["five_w slots"]["value"] < high
    assert set(figures["commitments"]) >= {"P", "R", "F1", "P_interval", "R_interval"}
    json.dumps(figures)


def _kind_figures(told):
    truth = TRUTHS["wrong-number"] | {"kind": "wrong_number"}
    evaluation = evaluate({"a": {"call": {"kind": told, "kind_confidence": 0.9}}}, {"a": truth})
    figures = evaluation.values()
    return [figures[f"kind {name}"] for name in ("right", "wrong", "unsure")], [m.figure for m in evaluation.misses]


@pytest.mark.parametrize(
    ("told", "shares", "miss"),
    [("wrong_number", [1, 0, 0], None), ("repair", [0, 1, 0], "kind wrong"), ("unsure", [0, 0, 1], "kind unsure")],
)
def test_the_kind_is_right_wrong_or_unsure(told, shares, miss):
    got, misses = _kind_figures(told)
    assert got == shares
    assert [figure for figure in misses if figure.startswith("kind")] == ([miss] if miss else [])


def test_conduct_is_found_by_what_it_is_and_where():
    line = TRUTHS["wrong-number"]["timeline"]
    labels = TRUTHS["wrong-number"]["truth"] | {"conduct": [{"turn": 2, "what": "asks_secret"}]}
    place = {"start": line[2]["start"], "end": line[2]["end"], "check": "conduct", "passed": False, "certain": True}
    findings = [
        place | {"rule": "conduct.asks_secret"},
        place | {"rule": "conduct.jargon", "certain": False},
        place | {"rule": "conduct.monologue", "severity": "info"},
    ]
    figures = evaluate({"a": {"findings": findings}}, {"a": TRUTHS["wrong-number"] | {"truth": labels}}).values()
    counts = {name: (f["hit"], f["extra"], f["missed"]) for name, f in figures.items() if name.startswith("conduct")}
    assert counts == {
        "conduct": (1, 1, 0),
        "conduct that costs": (1, 0, 0),
        "conduct: asks_secret": (1, 0, 0),
        "conduct: jargon": (0, 1, 0),
    }


def test_nothing_is_measured_that_nobody_labelled():
    assert not [name for name in evaluate({}, TRUTHS).values() if name.startswith(("kind", "conduct"))]
