"""Whisper through CTranslate2 directly: short windows, many at a time.

faster-whisper pads every window to 30 s and decodes one after the other. Here a window is only as long as its speech
plus some silence, windows of one length go through encoder and decoder together, and nothing depends on which windows
share a batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from models.loudness import SAMPLING_RATE, Floats

HOP_SAMPLES = 160
FRAMES_PER_SECOND = SAMPLING_RATE // HOP_SAMPLES
LONGEST_FRAMES = 3000
TOKEN_SECONDS = 0.02


@dataclass(frozen=True)
class DecodeOptions:
    """How a window is decoded; `silence` and `step` in seconds: silence appended, window lengths are multiples."""

    beam_size: int = 5
    no_repeat_ngram_size: int = 0
    silence: float = 2.0
    step: float = 1.0
    batch: int = 16
    tokens_per_second: float = 12.0


@dataclass(frozen=True)
class Decoded:
    """What was heard in one window: token ids, mean log probability per token, chance that nobody spoke."""

    tokens: tuple[int, ...]
    avg_logprob: float
    no_speech_prob: float


@dataclass(frozen=True)
class TimedText:
    """A piece of text (one or more characters) and when it starts, in seconds from the window's start."""

    text: str
    start: float


class Whisper:
    """One loaded model; not thread-safe by itself, one per process is meant."""

    def __init__(self, model_dir: Path, device: str = "cpu", compute_type: str = "int8", threads: int = 0) -> None:
        """Load the weights in `model_dir` (CTranslate2 layout); `threads` 0 means CTranslate2's own choice."""
        import ctranslate2
        import tokenizers
        from faster_whisper.feature_extractor import FeatureExtractor
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._storage = ctranslate2.StorageView
        self._model = ctranslate2.models.Whisper(
            str(model_dir), device=device, compute_type=compute_type, intra_threads=threads
        )
        loaded = tokenizers.Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self._tokenizer: Any = Tokenizer(loaded, self._model.is_multilingual, task="transcribe", language="zh")
        self._features: Any = FeatureExtractor(feature_size=self._model.n_mels)
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, (-1,)))

    def prompt(self, hint: str = "") -> list[int]:
        """Token ids that every window starts with; `hint` is text that the model is made to believe came before."""
        before = [self._tokenizer.sot_prev, *self._tokenizer.encode(" " + hint)[-200:]] if hint else []
        return [*before, *self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]

    def text(self, tokens: Sequence[int]) -> str:
        """Token ids as text; bytes that form no character are left out."""
        return str(self._tokenizer.decode(list(tokens))).replace("\ufffd", "")

    def decode(self, windows: Sequence[Floats], prompt: Sequence[int], options: DecodeOptions) -> list[Decoded]:
        """Recognise each window's audio (n,) float32 at 16 kHz; the answers keep the order."""
        results: dict[int, Decoded] = {}
        for frames, batch in self._batches(windows, options):
            encoded = self._encode([windows[i] for i in batch], frames)
            results.update(zip(batch, self._generate(encoded, len(batch), frames, prompt, options), strict=True))
        return [results[i] for i in range(len(windows))]

    def align(self, window: Floats, tokens: Sequence[int], options: DecodeOptions) -> list[TimedText]:
        """Say when each piece of recognised text starts, by the decoder's attention."""
        tokens = [token for token in tokens if token < self._tokenizer.eot]
        words, word_tokens = self._tokenizer.split_to_word_tokens(list(tokens))
        if not tokens:
            return []
        encoded = self._encode([window], frames_of(window, options))
        spoken = max(2, len(window) // HOP_SAMPLES)
        found = self._model.align(encoded, self._tokenizer.sot_sequence, [tokens], spoken)[0]
        starts = _first_times([(int(a), int(b)) for a, b in found.alignments], len(tokens))
        offsets = np.cumsum([0, *(len(w) for w in word_tokens)])[: len(words)]
        return [TimedText(w.replace("\ufffd", ""), starts[o]) for w, o in zip(words, offsets, strict=True)]

    @staticmethod
    def _batches(windows: Sequence[Floats], options: DecodeOptions) -> list[tuple[int, list[int]]]:
        order = sorted(range(len(windows)), key=lambda i: (frames_of(windows[i], options), len(windows[i]), i))
        batches = []
        for frames, group in groupby(order, key=lambda i: frames_of(windows[i], options)):
            members = list(group)
            batches += [(frames, members[i : i + options.batch]) for i in range(0, len(members), options.batch)]
        return batches

    def _encode(self, audio: Sequence[Floats], frames: int) -> Any:
        size = frames * HOP_SAMPLES
        mels = [self._features(np.pad(a[:size], (0, max(0, size - len(a)))), padding=0) for a in audio]
        return self._model.encode(self._storage.from_array(np.ascontiguousarray(np.stack(mels), np.float32)))

    def _generate(
        self, encoded: Any, count: int, frames: int, prompt: Sequence[int], options: DecodeOptions
    ) -> list[Decoded]:
        room = int(frames / FRAMES_PER_SECOND * options.tokens_per_second) + 8
        answers = self._model.generate(
            encoded,
            [list(prompt)] * count,
            beam_size=options.beam_size,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_length=min(448, len(prompt) + room),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return [_decoded(answer) for answer in answers]


def frames_of(window: Floats, options: DecodeOptions) -> int:
    """Frames that a window is padded to; depends on nothing but its own length."""
    step = round(options.step * FRAMES_PER_SECOND)
    wanted = len(window) // HOP_SAMPLES + round(options.silence * FRAMES_PER_SECOND)
    return int(min(LONGEST_FRAMES, -(-wanted // step) * step))


def _decoded(answer: Any) -> Decoded:
    tokens = tuple(int(token) for token in answer.sequences_ids[0])
    # CTranslate2 divides by the length without the end token; the mean over all tokens is what thresholds are made for.
    mean = float(answer.scores[0]) * len(tokens) / (len(tokens) + 1)
    return Decoded(tokens, mean, float(answer.no_speech_prob))


def _first_times(alignment: Sequence[tuple[int, int]], tokens: int) -> list[float]:
    starts = [0.0] * tokens
    seen = -1
    for token, time in alignment:
        if token > seen and token < tokens:
            for missing in range(seen + 1, token + 1):
                starts[missing] = time * TOKEN_SECONDS
            seen = token
    for missing in range(seen + 1, tokens):
        starts[missing] = starts[seen] if seen >= 0 else 0.0
    return starts
