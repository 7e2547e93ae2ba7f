"""Calls for the browser to show, with sound: what was said breaks known rules at known places."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.domain.call import Call, HealthIssue, RemovedText, Transcript
from pipeline.domain.facts import TurnLabel
from pipeline.judge import judge
from pipeline.review.policy import keep_judgement
from pipeline.storage import Database, calls, judgements
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import CallState, RecordingRow
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline

RATE = 8000
LABELS_KEY = "spoken"
RUDE = {"不归我管": "dismissive", "大概": "vague", "别啰嗦": "impatient"}


def rude_call(id: str = "printer-complaint") -> Call:
    """Three forbidden phrases: vague, dismissive, impatient; one sentence is heard badly."""
    return call(
        agent("您好，这里是信息科服务热线，工号零五二，请问有什么可以帮您？"),
        customer("你好，我是财务部的曹颖，三楼的打印机从上午开始一直卡纸。"),
        agent("大概明天才能有人过去。"),
        customer("能不能快一点？今天要打工资单。"),
        agent("这件事不归我管。"),
        customer("那我的电话是一三八零零一三八零零零，你记一下。", confidence=0.3),
        agent("别啰嗦，我记下了，三十分钟之内给您回电话。"),
        customer("好吧，谢谢。"),
        agent("感谢您的来电，再见。"),
        id=id,
    )


def polite_call(id: str = "password-reset") -> Call:
    """Nothing forbidden is said."""
    return call(
        agent("您好，这里是信息科服务热线，工号零三一，请问有什么可以帮您？"),
        customer("我是人事科的林静，邮箱密码忘了。"),
        agent("您别着急，我来帮您重置，请问您的工号是多少？"),
        customer("二零三五。"),
        agent("好的，跟您核对一下，人事科林静，工号二零三五，对吗？"),
        customer("对的。"),
        agent("已经为您重置好了，请问还有什么可以帮助您的吗？"),
        customer("没有了。"),
        agent("感谢您的来电，再见。"),
        id=id,
    )


def helpful_call(id: str = "street-lamp") -> Call:
    """A refusal with a way out, and a guess with a date: what the rude call does badly, done right."""
    return call(
        agent("您好，这里是信息科服务热线，工号零三一，请问有什么可以帮您？"),
        customer("门口的路灯坏了，你们能修吗？"),
        agent("路灯不归我们管，我帮您转给路灯所，请您稍等。"),
        customer("大概什么时候能修好？"),
        agent("估计明天上午，最晚下午三点之前给您修好。"),
        customer("好的，谢谢。"),
        agent("感谢您的来电，再见。"),
        id=id,
    )


def store_spoken(database: Database, recordings: RecordingStore, heard: Call, folder: Path) -> str:
    """Keep the call, its sound and its judgement; returns the call's id."""
    path = folder / f"{heard.id}.wav"
    _write_sound(path, heard)
    sha256, size = recordings.add(path)
    heard = _complete(heard, sha256, path.name)
    call_id = calls.call_id_of(sha256)
    with database.writing() as session:
        calls.register(session, calls.NewCall(sha256, size, "audio", path.name, heard.id))
        transcript = judgements.save_transcript(session, call_id, heard)
        labels = _labels(heard)
        judgements.save_labels(session, transcript, LABELS_KEY, labels)
        made = judge(heard, hotline(), labels)
        keep_judgement(session, transcript, made, LABELS_KEY, hotline().rubric.review)
        calls.get_call(session, call_id).state = CallState.DONE
        kept = session.get_one(RecordingRow, sha256)
        kept.channels, kept.sampling_rate, kept.codec = 2, RATE, "pcm_s16le"
    return call_id


def _complete(heard: Call, sha256: str, name: str) -> Call:
    """With the recording's identity, a remark about the line, and a piece of text that was taken out."""
    recording = heard.recording and replace(heard.recording, sha256=sha256, name=name, codec="pcm_s16le")
    removed = (RemovedText(1.0, 2.0, "请不吝点赞订阅", "hallucination"),)
    transcript = Transcript(heard.utterances, removed, (), "base")
    issue = HealthIssue("quiet", "warning", "客户声音偏小")
    return replace(heard, recording=recording, transcript=transcript, health=(issue,))


def _labels(heard: Call) -> list[TurnLabel]:
    """As sure as the sentence judge would be."""
    return [
        doubted(u.index, len(u.text), {category: 0.97}, (f"{phrase}。",))
        for u in heard.utterances
        for phrase, category in RUDE.items()
        if u.role.value == "agent" and phrase in u.text
    ]


def _write_sound(path: Path, heard: Call) -> None:
    """A tone wherever somebody speaks: the agent on the left, the customer on the right."""
    duration = heard.recording.duration if heard.recording else 10.0
    samples = np.zeros((int(duration * RATE), 2), np.int16)
    samples[:, :] = (np.arange(len(samples)) % (3 + len(heard.id)))[:, None]  # no two calls with the same content
    for u in heard.utterances:
        start, stop = int(u.start * RATE), min(int(u.end * RATE), len(samples))
        tone = np.sin(np.arange(stop - start) * 2 * np.pi * (220 if u.role.value == "agent" else 330) / RATE)
        samples[start:stop, 0 if u.role.value == "agent" else 1] += (9000 * tone).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
