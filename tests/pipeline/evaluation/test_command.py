"""``tingjian evaluate`` on ready results: no recognition."""

import json

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.evaluate import evaluate
from pipeline.evaluation.labelled import EvaluationError
from tests.pipeline.evaluation.made_up import made_up_result
from tests.pipeline.evaluation.test_evaluation import HERE, REFERENCE, TRUTHS

LABELS = str(HERE.parents[2] / "samples" / "truth")
app = typer.Typer()
app.command()(evaluate)


@pytest.fixture
def results(tmp_path):
    for id, truth in TRUTHS.items():
        (tmp_path / f"{id}.json").write_text(json.dumps(made_up_result(truth, 0)), encoding="utf-8")
    return str(tmp_path)


def test_json_on_stdout_and_nothing_else(results):
    ran = CliRunner().invoke(app, [results, LABELS, "--json"])
    assert ran.exit_code == 0
    printed = json.loads(ran.stdout)
    assert printed["figures"]["five_w slots"]["value"] == REFERENCE[0]["five_w slots"]
    assert set(printed["misses"][0]) == {"call", "figure", "wanted", "got"}


def test_tables(results):
    ran = CliRunner().invoke(app, [results, LABELS, "--misses"])
    assert ran.exit_code == 0
    assert "5W 要素" in ran.stdout
    assert "差异" in ran.stdout


@pytest.mark.parametrize("arguments", [[], ["x"], ["x", "y", "--dialogues", "z"], ["--misheard", "2"]])
def test_wrong_usage(arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2


def test_no_labels_is_one_sentence(results):
    assert isinstance(CliRunner().invoke(app, [results, results]).exception, EvaluationError)
