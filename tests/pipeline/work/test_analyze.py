"""Many files: order, groups that go wrong, and how much is in memory at once."""

import gc
import time
import weakref

import numpy as np
import pytest

from pipeline.audio.ring_tone import RingBack
from pipeline.domain.call import Recording
from pipeline.hearing.engine import Engine
from pipeline.hearing.listen import Sound, Voice
from pipeline.settings import Settings
from pipeline.work import assess
from pipeline.work.analyze import analyze
from tests.pipeline.cli import calls
from tests.pipeline.fakes import FakeTranscriber, filled_engine, raising


@pytest.fixture
def opened(monkeypatch):
    """Recordings of ``opened.seconds`` each, never decoded; keeps count of how many are in memory at once."""

    class Opened:
        seconds, most, made = 3600.0, 0, 0

        def __init__(self):
            self.alive = weakref.WeakSet()

        def listen(self, path, settings, file_name=None):
            samples = np.zeros(16, np.float32).view(Tracked)
            self.alive.add(samples)
            self.made += 1
            self.most = max(self.most, len(self.alive))
            voice = Voice(0, samples, (), ())
            recording = Recording(path.name, "0", self.seconds, 1, 8000, "pcm_mulaw")
            return Sound(recording, (voice, voice), False, RingBack(0, 0.0), (), ())

    class Tracked(np.ndarray):
        __hash__ = object.__hash__

    gc.collect()
    counted = Opened()
    monkeypatch.setattr(assess, "listen", counted.listen)
    return counted


def outcomes(paths, **parts):
    return analyze(paths, None, filled_engine(Settings(), **parts))


def test_long_recordings_do_not_pile_up(opened, tmp_path):
    """Twenty hours of sound: the one that is recognised and the next one, whatever comes later."""
    done = list(outcomes([tmp_path / f"{n}.wav" for n in range(20)]))
    assert all(o.judgement for o in done)
    assert opened.made == 20
    assert opened.most <= 2


def test_short_recordings_share_a_group(opened, tmp_path):
    opened.seconds = 60.0
    asked = []

    class Slow(FakeTranscriber):
        def transcribe(self, tracks):
            asked.append(len(tracks))  # both voices of a mono recording are one track
            time.sleep(0.2)  # the others come meanwhile
            return super().transcribe(tracks)

    list(outcomes([tmp_path / f"{n}.wav" for n in range(20)], transcriber=Slow()))
    assert sum(asked) == 20
    assert len(asked) <= 7
    assert max(asked) <= 8
    assert opened.most <= 21  # twenty minutes, and the one that is decoded


def test_who_stops_listening_stops_the_decoding(opened, tmp_path):
    running = outcomes([tmp_path / f"{n}.wav" for n in range(20)])
    next(running)
    running.close()
    before = opened.made
    time.sleep(0.5)
    assert opened.made <= before + 1 < 20


def test_order_and_reasons(tmp_path):
    paths = [
        calls.stereo_call(tmp_path / "a.wav"),
        calls.empty(tmp_path / "b.wav"),
        calls.transcript(tmp_path / "c.transcript.json"),
        calls.stereo_call(tmp_path / "d.wav", 1),
    ]
    done = list(outcomes(paths))
    assert [o.path for o in done] == paths
    assert [bool(o.judgement) for o in done] == [True, False, True, True]
    assert [bool(o.error) for o in done] == [False, True, False, False]


def test_nothing_to_do_loads_nothing():
    assert list(analyze([], None, Engine(Settings(lexicons="nowhere")))) == []


def test_a_crash_of_the_judging_costs_one_call(tmp_path, monkeypatch):
    judge = assess.judge
    monkeypatch.setattr(
        assess, "judge", lambda call, *more: raising(ZeroDivisionError())() if call.id == "a" else judge(call, *more)
    )
    done = list(outcomes([calls.stereo_call(tmp_path / f"{n}.wav") for n in "ab"]))
    assert [o.error for o in done] == ["内部错误（ZeroDivisionError）", ""]


def test_announcements_are_the_systems(tmp_path):
    machine = FakeTranscriber(("您好，请问有什么可以帮您？", "为了保证服务质量，您的通话将被录音"))
    [done] = outcomes([calls.stereo_call(tmp_path / "a.wav")], transcriber=machine)
    roles = {u.channel: u.role.value for u in done.judgement.call.utterances}
    assert roles == {0: "agent", 1: "system"}
