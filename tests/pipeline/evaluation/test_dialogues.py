"""Dialogue scripts as calls and truths."""

import pytest

from pipeline.domain.call import Role
from pipeline.evaluation import evaluate
from pipeline.evaluation.dialogues import dialogue_call, dialogue_truth, evaluate_dialogues, read_script
from pipeline.evaluation.files import read_scripts
from pipeline.evaluation.labelled import EvaluationError

LABELS = {
    "greeting": {"hello": True},
    "closing": {"goodbye": True},
    "five_w": {"what": True},
    "forbidden": [],
    "interruptions": [2],
    "dead_air": [],
    "slow_answers": [],
    "commitments": [],
    "caller": {},
}
FIELDS = {
    "id": "a",
    "direction": "inbound",
    "rings": 2,
    "first_gap": 1.0,
    "truth": LABELS,
    "turns": [
        {"role": "agent", "say": "您好，请讲吧。"},
        {"role": "customer", "say": "我的电视机坏了很久了", "speed": 2.0},
        {"role": "agent", "say": "等等", "gap": -0.5},
    ],
}


def test_times_follow_rings_gaps_and_length():
    script = read_script(FIELDS)
    first, second, third = dialogue_call(script).utterances
    assert first.start == 8.0  # two rings: answered after 7 s; first_gap 1 s
    assert first.end - first.start == pytest.approx(5 / 4.5, abs=0.01)
    assert second.start == pytest.approx(first.end + 0.6)
    assert second.end - second.start == pytest.approx(10 / 9, abs=0.01)
    assert third.start == pytest.approx(second.end - 0.5)
    assert [t["start"] for t in dialogue_truth(script)["timeline"]] == [first.start, second.start, third.start]


def test_it_is_a_transcript_unless_timed():
    script = read_script(FIELDS)
    assert not dialogue_call(script).has_audio
    timed = dialogue_call(script, timed=True)
    assert timed.has_audio
    assert timed.telephony.answered_at == 7.0


def test_only_the_call_is_misheard():
    script = read_script(FIELDS)
    assert dialogue_call(script, hear=lambda text: "错").utterances[1].text == "错"
    assert dialogue_truth(script)["timeline"][1]["text"] == "我的电视机坏了很久了"


def test_the_truth_can_be_evaluated():
    script = read_script(FIELDS)
    turns = [
        {"role": u.role.value, "start": u.start, "end": u.end, "text": u.text} for u in dialogue_call(script).utterances
    ]
    figures = evaluate({"a": {"utterances": turns}}, {"a": dialogue_truth(script)}).values()
    assert figures["CER"] == 0.0
    assert figures["role (stereo)"] == 1.0
    assert dialogue_call(script).by(Role.CUSTOMER)


def test_a_bad_script_is_named_with_its_fields():
    with pytest.raises(EvaluationError, match=r"a：.*turns\.0\.role"):
        read_script(FIELDS | {"turns": [{"role": "boss", "say": "…"}]})


def test_scripts_of_a_folder(tmp_path):
    (tmp_path / "two.yaml").write_text("id: a\n---\nid: b\n", encoding="utf-8")
    assert [s["id"] for s in read_scripts(tmp_path)] == ["a", "b"]
    with pytest.raises(EvaluationError):
        read_scripts(tmp_path / "none")


def test_a_folder_is_judged_as_text_or_with_times():
    script = read_script(FIELDS)
    heard = []

    def judge(call):
        heard.append(call)
        return {"five_w": {"what": {"present": True}}}

    as_text = evaluate_dialogues([script], judge).values()
    assert as_text["five_w slots"] == 1.0
    assert not {"rings", "CER", "interruptions"} & set(as_text)
    timed = evaluate_dialogues([script], judge, timed=True).values()
    assert timed["interruptions"]["missed"] == 1
    assert [call.has_audio for call in heard] == [False, True]
