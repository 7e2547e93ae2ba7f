import json

import pytest

from pipeline.evaluation.files import read_results, read_truths, result_files
from pipeline.evaluation.labelled import EvaluationError


def test_results_are_told_from_labels_and_transcripts(tmp_path):
    for name in ("a.json", "a.truth.json", "a.transcript.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [p.name for p in result_files(tmp_path)] == ["a.json"]
    assert set(read_results(tmp_path)) == {"a"}
    assert set(read_truths(tmp_path)) == {"a"}


def test_lines_of_analyze(tmp_path):
    lines = [{"call": {"id": "x", "recording": "rec-1.wav"}}, {"call": {"id": "y", "recording": None}}]
    file = tmp_path / "results.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert set(read_results(file)) == {"rec-1", "y"}


def test_what_cannot_be_read_is_named(tmp_path):
    (tmp_path / "a.truth.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"a\.truth\.json"):
        read_truths(tmp_path)
    with pytest.raises(EvaluationError, match="没有"):
        read_truths(tmp_path / "nowhere")
    with pytest.raises(EvaluationError):
        read_results(tmp_path / "a.truth.json")
