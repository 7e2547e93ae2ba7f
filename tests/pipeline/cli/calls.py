"""Recordings and transcripts for the tests of the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.pipeline.audio.media import RATE, Signal, babble, encode, melody, noise, save_wav

DIALOGUE = [
    ("agent", "您好，这里是信息服务台，工号零零三，请问有什么可以帮您？"),
    ("customer", "我的打印机打不出来了。"),
    ("agent", "好的，请问您在哪个办公室？"),
    ("customer", "三楼三零二。"),
    ("agent", "工程师半小时内到。请问还有其他需要吗？感谢您的来电，再见。"),
]


def two_voices(seed: int = 0) -> Signal:
    """8 s in which the channels speak by turns, shape (2, n) at 16 kHz."""
    first, second = noise(8.0, seed=seed), noise(8.0, seed=seed + 1)
    first[RATE : 3 * RATE] += 3 * babble(2.0, seed)
    second[4 * RATE : 6 * RATE] += 3 * babble(2.0, seed + 1)
    return np.stack([first, second])


def stereo_call(path: Path, seed: int = 0) -> Path:
    return save_wav(path, two_voices(seed))


def mono_call(path: Path) -> Path:
    return save_wav(path, two_voices().sum(axis=0, keepdims=True))


def empty(path: Path) -> Path:
    path.touch()
    return path


def text(path: Path) -> Path:
    path.write_text("这不是录音\n" * 50, encoding="utf-8")
    return path


def too_short(path: Path) -> Path:
    return save_wav(path, two_voices()[:, : RATE // 5])


def three_channels(path: Path) -> Path:
    return save_wav(path, np.concatenate([two_voices(), two_voices(2)[:1]]))


def truncated_mp3(path: Path) -> Path:
    encode(path, two_voices(), RATE, "mp3", "libmp3lame")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3 + 7])
    return path


def only_music(path: Path) -> Path:
    return save_wav(path, melody(20.0)[None] * 2)


def odd_samples(path: Path) -> Path:
    """NaN, infinity and a large constant in one recording."""
    samples = two_voices() + 0.3
    samples[0, 100:200], samples[1, 300:310] = np.nan, np.inf
    return encode(path, samples, RATE, "wav", "pcm_f32le")


def fake_stereo(path: Path) -> Path:
    return save_wav(path, np.repeat(two_voices().sum(axis=0, keepdims=True), 2, axis=0))


def dead_channel(path: Path) -> Path:
    samples = two_voices()
    samples[1] = 0.0
    return save_wav(path, samples)


def transcript(path: Path, utterances: Any = None, **call: Any) -> Path:
    """A ready-made transcript of the usual dialogue, or of ``utterances``."""
    usual = [{"role": r, "start": 4.0 * n, "end": 4.0 * n + 3, "text": t} for n, (r, t) in enumerate(DIALOGUE)]
    content = {"call": {"id": "ready", **call}, "utterances": usual if utterances is None else utterances}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path
