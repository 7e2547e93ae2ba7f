"""Transcripts as other recognisers write them."""

import json
from pathlib import Path

import pytest

from pipeline.domain.call import Call, Role
from pipeline.errors import TranscriptFileError
from pipeline.intake.conventions import Conventions, usual
from pipeline.intake.transcript_format import Format
from pipeline.intake.transcripts import ReadyTranscript, read_transcript
from pipeline.intake.vocabulary import vocabulary

A, C = Role.AGENT, Role.CUSTOMER
SRT = (
    "1\n00:00:01,000 --> 00:00:03,500\n坐席：您好，\n请讲。\n\n"
    "2\n00:00:04,000 --> 00:00:06,000\n[客户] 打印机坏了，密码：1234。\n"
)
VTT = (
    "WEBVTT - 通话\n\nNOTE 机器转写\n\n00:01.000 --> 00:03.500 align:start\n<v 坐席>您好，<b>请讲</b>。</v>\n\n"
    "cue-2\n01:00:04.000 --> 01:00:06.000\n<v 客户>打印机坏了。\n"
)
WHISPER = {
    "text": "…",
    "language": "zh",
    "segments": [
        {
            "id": 0,
            "start": 1.0,
            "end": 3.5,
            "text": " 您好，请讲。",
            "speaker": "坐席",
            "avg_logprob": -0.105,
            "words": [],
        },
        {"id": 1, "start": 4.0, "end": 6.0, "text": "打印机坏了。", "speaker": "客户"},
    ],
}
FUNASR = [
    {
        "key": "a",
        "text": "…",
        "timestamp": [[1000, 1200]],
        "sentence_info": [
            {"text": "<|zh|><|NEUTRAL|><|Speech|>您好，请讲。", "start": 1000, "end": 3500, "spk": 0},
            {"text": "<|zh|><|ANGRY|><|Speech|>打印机坏了。", "start": 4000, "end": 6000, "spk": 1},
        ],
    }
]
SERVICE = {
    "mode": "offline",
    "wav_name": "a",
    "stamp_sents": [
        {"text_seg": "[坐席]您好", "punc": "。", "start": 1000, "end": 3500, "ts_list": []},
        {"text_seg": "[客户]打印机坏了", "punc": "。", "start": 4000, "end": 6000},
    ],
}


def read(
    tmp_path: Path, content: object, conventions: Conventions | None = None, wanted: Format | None = None
) -> ReadyTranscript:
    path = tmp_path / "a.json"
    raw = content if isinstance(content, (str, bytes)) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_transcript(path, "a", conventions or usual(), wanted)


def said(call: Call) -> list[tuple[Role, float, float, str]]:
    return [(u.role, u.start, u.end, u.text) for u in call.utterances]


def native(*spoken: tuple[object, object, str]) -> dict:
    lines = [{"role": "agent", "start": start, "end": end, "text": text} for start, end, text in spoken]
    return {"call": {"id": "x"}, "utterances": lines}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_srt(tmp_path, encoding):
    read_one = read(tmp_path, SRT.replace("\n", "\r\n").encode(encoding))
    assert said(read_one.call()) == [(A, 1.0, 3.5, "您好， 请讲。"), (C, 4.0, 6.0, "打印机坏了，密码：1234。")]
    assert read_one.id == "a"


def test_vtt(tmp_path):
    assert said(read(tmp_path, VTT).call()) == [(A, 1.0, 3.5, "您好，请讲。"), (C, 3604.0, 3606.0, "打印机坏了。")]


def test_whisper_and_whisperx(tmp_path):
    call = read(tmp_path, WHISPER).call()
    assert said(call) == [(A, 1.0, 3.5, "您好，请讲。"), (C, 4.0, 6.0, "打印机坏了。")]
    assert [u.confidence for u in call.utterances] == [0.9, 1.0]


def test_funasr_keeps_emotions_as_information_and_leaves_the_speakers_open(tmp_path):
    ready = read(tmp_path, FUNASR)
    assert ready.voices() == ("0", "1")
    call = ready.call(agent="0", confidence=0.8, reasons=("因为",))
    assert said(call) == [(A, 1.0, 3.5, "您好，请讲。"), (C, 4.0, 6.0, "打印机坏了。")]
    assert [u.role_confidence for u in call.utterances] == [0.8, 0.8]
    assert [(i.severity, i.message) for i in call.health] == [("info", "转写标出的情绪：愤怒 0:04")]
    assert call.role_reasons == ("因为",)


def test_funasr_from_its_service(tmp_path):
    assert said(read(tmp_path, SERVICE).call()) == [(A, 1.0, 3.5, "您好。"), (C, 4.0, 6.0, "打印机坏了。")]


def test_tags_are_no_words_whatever_the_format(tmp_path):
    call = read(tmp_path, native((0, 2, "<|zh|><|HAPPY|><|BGM|><|withitn|>您好😊，请讲。🎼"))).call()
    assert [u.text for u in call.utterances] == ["您好，请讲。"]
    assert "高兴 0:00" in call.health[0].message


def test_milliseconds_are_recognised(tmp_path):
    call = read(
        tmp_path, native((2300, 17_100, "您好，这里是服务台，请问有什么可以帮您？"), (18_000, 19_500, "好的。"))
    ).call()
    assert [(u.start, u.end) for u in call.utterances] == [(2.3, 17.1), (18.0, 19.5)]
    assert [i.message for i in call.health] == ["转写的时间按毫秒识别，已换算成秒"]


def test_what_is_neither_seconds_nor_milliseconds_is_refused(tmp_path):
    with pytest.raises(TranscriptFileError, match=r"一句话长达 14800\.5 秒"):
        read(tmp_path, native((2300, 17_100.5, "您好，请问有什么可以帮您？")))


@pytest.mark.parametrize("times", [(0, 30), (100, 130.5), (7000, 7003)])
def test_long_pauses_and_slow_words_stay_seconds(tmp_path, times):
    call = read(tmp_path, native((*times, "嗯"))).call()
    assert [(u.start, u.end) for u in call.utterances] == [times]
    assert call.health == ()


def test_numbered_speakers_in_the_text(tmp_path):
    text = SRT.replace("坐席：", "[S1] ").replace("[客户]", "S2:")
    ready = read(tmp_path, text)
    assert ready.voices() == ("S1", "S2")
    assert said(ready.call(agent="S2")) == [(C, 1.0, 3.5, "您好， 请讲。"), (A, 4.0, 6.0, "打印机坏了，密码：1234。")]


def test_roles_by_the_offices_names(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("speakers: {agent: [S2, 王工], customer: [S1]}\n", encoding="utf-8")
    ready = read(
        tmp_path,
        SRT.replace("坐席：", "[S1] ").replace("[客户]", "【王工】"),
        Conventions("Asia/Shanghai", vocabulary(own)),
    )
    assert [role for role, *_ in said(ready.call())] == [C, A]


def test_who_is_not_named_anew_speaks_on_and_the_other_one_is_the_other(tmp_path):
    cues = "".join(
        f"00:0{n}.000 --> 00:0{n}.900\n{text}\n\n" for n, text in enumerate(("坐席：您好", "请讲", "[S7] 坏了", "真的"))
    )
    assert [role for role, *_ in said(read(tmp_path, f"WEBVTT\n\n{cues}").call())] == [A, A, C, C]


REFUSED = {
    "nobody is named": ({"segments": [{"start": 0, "end": 1, "text": "您好"}]}, "没有标明每句话是谁说的"),
    "three speakers": (
        {"segments": [{"start": n, "end": n + 1, "text": "您好", "speaker": f"S{n}"} for n in range(3)]},
        "不知道说话人 S0、S1、S2 是坐席还是客户",
    ),
    "one speaker": ({"segments": [{"start": 0, "end": 1, "text": "您好", "speaker": "S1"}]}, "不知道说话人 S1"),
    "two recordings": ([FUNASR[0], FUNASR[0]], "有 2 段录音的结果"),
    "a field": ({"segments": [{"start": "x", "end": 1, "text": "13800138000"}]}, "segments.0.start"),
    "no cue": ("WEBVTT\n\n您好\n", "没有一条带时间的字幕"),
    "something else": ("您好，请讲。", "也不是 SRT 或 VTT 字幕"),
    "a week": (native((0, 1, "您好"), (700_000, 700_001, "您好")), "超过 7 天"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_say_why_and_quote_nobody(tmp_path, case):
    content, words = REFUSED[case]
    with pytest.raises(TranscriptFileError) as raised:
        read(tmp_path, content)
    assert words in str(raised.value)
    assert "138" not in str(raised.value)


GUESSED = [
    (Format.SRT, SRT),
    (Format.VTT, VTT),
    (Format.WHISPER, WHISPER),
    (Format.FUNASR, FUNASR),
    (Format.FUNASR, SERVICE),
    (Format.TINGJIAN, native((0, 1, "您好"))),
]


@pytest.mark.parametrize(("found", "content"), GUESSED)
def test_the_format_is_guessed_and_another_one_than_asked_for_is_refused(tmp_path, found, content):
    read(tmp_path, content, wanted=found)
    for other in set(Format) - {found}:
        with pytest.raises(TranscriptFileError, match=f"内容是 {found} 格式，不是 {other}"):
            read(tmp_path, content, wanted=other)
