"""How fast and how right recognition is on labelled stereo calls, beside plain Whisper.

    python -m benchmarks.recognition calls/dev --baseline

Seconds are CPU seconds for each second of recording; CER compares letters only, digits as Chinese characters.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein

from models.asr import Track, WhisperTranscriber
from models.vad import speech_turns_stereo
from models.weights import ensure_weights

DIGITS = str.maketrans("0123456789幺两", "零一二三四五六七八九一二")
Channels = list[np.ndarray]
Recogniser = Callable[[Channels], list[str]]


@dataclass(frozen=True)
class Call:
    """One recording: two channels (n,) at 16 kHz, its length in seconds, and what was said in each channel."""

    channels: Channels
    seconds: float
    said: tuple[str, str]


def letters(text: str) -> str:
    """Only what CER compares."""
    return "".join(c for c in text.lower() if c.isalnum()).translate(DIGITS)


def calls(folder: Path, limit: int) -> Iterator[Call]:
    """Read the first `limit` stereo calls that have a truth file."""
    from faster_whisper.audio import decode_audio

    truths = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.truth.json"))]
    for truth in [t for t in truths if t.get("channels") == "stereo"][:limit]:
        path = next(p for p in folder.glob(f"{truth['id']}.*") if p.suffix not in {".json", ".yaml"})
        channels = list(decode_audio(str(path), split_stereo=True))
        roles = ("agent", "customer") if truth["agent_channel"] == 0 else ("customer", "agent")
        first, second = ("".join(u["text"] for u in truth["timeline"] if u["role"] == role) for role in roles)
        yield Call(channels, len(channels[0]) / 16_000, (first, second))


def ours(model_dir: Path, threads: int) -> Recogniser:
    """Turns from VAD, short windows, guards."""
    transcriber = WhisperTranscriber(model_dir, threads=threads)

    def recognise(channels: Channels) -> list[str]:
        turns = speech_turns_stereo(channels)
        tracks = [Track(c, tuple(t)) for c, t in zip(channels, turns, strict=True)]
        return ["".join(turn.text for turn in track) for track in transcriber.transcribe(tracks)]

    return recognise


def plain_whisper(model_dir: Path, threads: int) -> Recogniser:
    """faster-whisper as it comes, each channel apart."""
    from faster_whisper import WhisperModel

    model = WhisperModel(str(model_dir), device="cpu", compute_type="int8", cpu_threads=threads)

    def recognise(channels: Channels) -> list[str]:
        return ["".join(s.text for s in model.transcribe(c, language="zh")[0]) for c in channels]

    return recognise


def measure(name: str, recognise: Recogniser, folder: Path, limit: int) -> str:
    """Recognise the calls one by one and put the sums into one line."""
    cpu = wall = seconds = 0.0
    wrong = letters_said = 0
    for call in calls(folder, limit):
        before = os.times()
        texts = recognise(call.channels)
        after = os.times()
        cpu += after.user + after.system - before.user - before.system
        wall += after.elapsed - before.elapsed
        seconds += call.seconds
        for said, heard in zip(call.said, texts, strict=True):
            reference = letters(said)
            wrong += min(len(reference), Levenshtein.distance(reference, letters(heard)))
            letters_said += len(reference)
    rates = f"cpu {cpu / seconds:.4f}  wall {wall / seconds:.4f}"
    return f"{name:14s} {rates}  CER {wrong / letters_said:.4f}  ({seconds:.0f} s of calls)\n"


def main() -> None:
    """Read the arguments, measure, write one line a recogniser."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="base")
    parser.add_argument("--cache", type=Path, default=Path(".cache/tingjian"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, default=99)
    parser.add_argument("--baseline", action="store_true", help="measure plain Whisper too (slow)")
    args = parser.parse_args()
    model_dir = ensure_weights(args.model, args.cache)
    sys.stdout.write(measure("ours", ours(model_dir, args.threads), args.folder, args.limit))
    if args.baseline:
        sys.stdout.write(measure("plain Whisper", plain_whisper(model_dir, args.threads), args.folder, args.limit))


if __name__ == "__main__":
    main()
