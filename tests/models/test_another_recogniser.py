"""Another house's recogniser: its words, in our turns."""

import json
import shlex
import sys
from pathlib import Path

import numpy as np
import pytest

from models.another_recogniser import CommandTranscriber, ResultsTranscriber
from models.asr import Track
from models.errors import OtherFault, OtherRecogniserFailed
from models.hallucination import Removal
from models.intervals import Interval
from models.recognised import Spoken, read_json, turns_of

RATE = 16_000
TURNS = (Interval(1.0, 3.0), Interval(5.0, 7.0))


def track(label: str = "call.0", turns: tuple[Interval, ...] = TURNS) -> Track:
    return Track(np.full(8 * RATE, 0.25, np.float32), turns, label)


def texts(answer: object) -> list[str]:
    return [turn.text for turn in turns_of(TURNS, read_json(json.dumps(answer).encode(), "test"))]


SEGMENTS = {
    "segments": [{"start": 1.1, "end": 2.9, "text": "您好，请讲。"}, {"start": 5, "end": 7, "text": "打印機壞了"}]
}
FUNASR = [
    SEGMENTS,
    [
        {
            "key": "a",
            "sentence_info": [
                {
                    "text": "您好，请讲。",
                    "start": 1100,
                    "end": 2900,
                    "timestamp": [[1100, 1400], [1400, 1800], [2000, 2400], [2400, 2900]],
                },
                {"text": "打印机坏了", "start": 5000, "end": 7000},
            ],
        }
    ],
    {
        "mode": "offline",
        "wav_name": "a",
        "is_final": False,
        "text": "您好，请讲。打印机坏了",
        "stamp_sents": [
            {"text_seg": "您 好", "punc": "，", "start": 1100, "end": 1800, "ts_list": [[1100, 1400], [1400, 1800]]},
            {"text_seg": "请 讲", "punc": "。", "start": 2000, "end": 2900, "ts_list": [[2000, 2400], [2400, 2900]]},
            {"text_seg": "打 印 机 坏 了", "punc": "", "start": 5000, "end": 7000, "ts_list": []},
        ],
    },
    # FunASR's HTTP server gives the start of a sentence as its end, too.
    {
        "code": 0,
        "text": "您好，请讲。打印机坏了",
        "sentences": [
            {"text": "您好，请讲。", "start": 1100, "end": 1100},
            {"text": "打印机坏了", "start": 5000, "end": 5000},
        ],
    },
    [
        {
            "text": "<|zh|><|NEUTRAL|>您好，请讲。打印机坏了",
            "timestamp": json.dumps(
                [
                    [1100, 1400],
                    [1400, 1800],
                    [2000, 2400],
                    [2400, 2900],
                    [5000, 5400],
                    [5400, 5800],
                    [5800, 6200],
                    [6200, 6600],
                    [6600, 7000],
                ]
            ),
        }
    ],
]


@pytest.mark.parametrize("answer", FUNASR)
def test_every_form_gives_each_turn_its_words(answer: object) -> None:
    assert texts(answer) == ["您好，请讲。", "打印机坏了"]


def test_a_sentence_over_two_turns_is_shared_out_and_nothing_is_lost() -> None:
    assert texts({"segments": [{"start": 1, "end": 7, "text": "一二三四五六七八九"}]}) == ["一二三四五", "六七八九"]
    assert texts({"segments": [{"start": 30, "end": 31, "text": "再见"}]}) == ["", "再见"]


def test_times_of_characters_are_kept() -> None:
    (turn, _) = turns_of(TURNS, read_json(json.dumps(FUNASR[1]).encode(), "test"))
    assert turn.anchors == ((0, 1.1), (1, 1.4), (2, 1.8), (3, 2.0), (4, 2.4), (5, 2.9))
    assert turn.text[3] == "请"


def test_latin_words_keep_their_spaces() -> None:
    assert texts({"segments": [{"start": 1, "end": 3, "text": "用 wifi 6e pro 打印"}]})[0] == "用wifi 6e pro打印"


def test_what_nobody_said_is_taken_out_of_another_recognisers_text_too() -> None:
    words = [Spoken(char, 1 + n / 10, 1.1 + n / 10, 0.5) for n, char in enumerate("请不吝点赞订阅转发")]
    (turn, other) = turns_of(TURNS, words)
    assert (turn.text, turn.confidence) == ("", 0.0)
    assert turn.removed[0].reason is Removal.SUBTITLE
    assert (other.text, other.removed) == ("", ())


def test_its_confidence_is_taken_over() -> None:
    (turn, _) = turns_of(
        TURNS, read_json(b'{"segments":[{"start":1,"end":2,"text":"\xe5\xa5\xbd","confidence":0.4}]}', "")
    )
    assert turn.confidence == 0.4


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("not json", OtherFault.NO_JSON),
        ("", OtherFault.NO_JSON),
        ('{"segments": [{"start": 1, "text": "好"}]}', OtherFault.FIELDS),
        ('{"segments": [{"start": -1, "end": 2, "text": "好"}]}', OtherFault.FIELDS),
        ('{"segments": [{"start": 1, "end": NaN, "text": "好"}]}', OtherFault.FIELDS),
        ('{"segments": 5}', OtherFault.FIELDS),
        ("[1]", OtherFault.FIELDS),
        ("{}", OtherFault.FIELDS),
        ('{"text": "好"}', OtherFault.NO_TIMES),
        ('{"text": "好", "timestamp": "[[1]]"}', OtherFault.FIELDS),
    ],
)
def test_an_answer_that_is_none_is_refused_without_what_was_said(answer: str, fault: OtherFault) -> None:
    with pytest.raises(OtherRecogniserFailed) as caught:
        read_json(answer.encode(), "asr")
    assert caught.value.fault is fault
    assert "好" not in str(caught.value)


def test_an_empty_answer_is_silence() -> None:
    assert texts({"segments": []}) == texts({"text": ""}) == texts([]) == ["", ""]


SCRIPT = """
import json, sys, wave
with wave.open(sys.argv[1]) as sound:
    seconds = sound.getnframes() / sound.getframerate()
    shape = [sound.getnchannels(), sound.getsampwidth(), sound.getframerate()]
print(json.dumps({"segments": [{"start": 1, "end": 2, "text": f"共 {seconds:.0f} 秒"},
                               {"start": 5, "end": 6, "text": "-".join(map(str, shape))}]}))
"""


def command(tmp_path: Path, script: str) -> str:
    path = tmp_path / "my asr.py"
    path.write_text(script)
    return shlex.join([sys.executable, str(path)])


def test_a_command_gets_each_channel_as_a_wav_file(tmp_path: Path) -> None:
    other = CommandTranscriber(command(tmp_path, SCRIPT))
    answer = other.transcribe([track(), track(turns=())])
    assert [[turn.text for turn in turns] for turns in answer] == [["共8秒", "1-2-16000"], []]
    assert other.options == {"engine": "command", "command": Path(sys.executable).name}
    assert "asr" not in json.dumps(other.options)  # a command line may hold a password


def test_the_file_goes_where_the_command_says(tmp_path: Path) -> None:
    script = SCRIPT.replace("sys.argv[1]", "sys.argv[1].removeprefix('file=')")
    (first, _) = CommandTranscriber(command(tmp_path, script) + " file={wav} --json").transcribe([track()])[0]
    assert first.text == "共8秒"


@pytest.mark.parametrize(
    ("script", "fault", "detail"),
    [
        ("import sys; sys.exit(3)", OtherFault.FAILED, "3"),
        ("print('hello')", OtherFault.NO_JSON, Path(sys.executable).name),
        ("import time; time.sleep(60)", OtherFault.TOO_SLOW, "2"),
    ],
)
def test_a_command_that_fails_says_how(tmp_path: Path, script: str, fault: OtherFault, detail: str) -> None:
    with pytest.raises(OtherRecogniserFailed) as caught:
        CommandTranscriber(command(tmp_path, script), longest_wait=2).transcribe([track()])
    assert (caught.value.fault, caught.value.detail) == (fault, detail)


def test_a_command_that_is_not_there() -> None:
    with pytest.raises(OtherRecogniserFailed, match="not_found"):
        CommandTranscriber("/nowhere/asr").transcribe([track()])


def test_results_are_found_by_recording_and_channel(tmp_path: Path) -> None:
    (tmp_path / "call-7.1.json").write_text(json.dumps(FUNASR[2]), encoding="utf-8")
    results = ResultsTranscriber(tmp_path)
    ((first, second),) = results.transcribe([track("call-7.1")])
    assert (first.text, second.text) == ("您好，请讲。", "打印机坏了")
    with pytest.raises(OtherRecogniserFailed, match=r"call-7\.0\.json"):
        results.transcribe([track("../x/call-7.0")])
