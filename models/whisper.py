"""Whisper through CTranslate2 directly: short windows, many at a time.

faster-whisper pads every window to 30 s and decodes one after the other. Here a window is only as long as its speech
plus some silence, and windows of one length go through the decoder together. On a CPU every batch is one thread's work
from sound to text: that wastes less than several threads on one batch, and nothing depends on how many there are or on
which windows share a batch.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import UnknownLayout
from models.loudness import SAMPLING_RATE, Floats
from models.slim_model import slim_model
from models.vocabulary import Vocabulary

HOP_SAMPLES = 160
FRAMES_PER_SECOND = SAMPLING_RATE // HOP_SAMPLES
LONGEST_FRAMES = 3000
TOKEN_SECONDS = 0.02
WHOLE = Vocabulary(tuple(range(60_000)))
ENCODED_TOGETHER = 2  # on a CPU; what more windows need at once no longer fits its caches (measured: 1.6 times slower)


@dataclass(frozen=True)
class DecodeOptions:
    """How a window is decoded; `silence` and `step` in seconds: silence appended, window lengths are multiples.

    The encoder hears all the silence, the decoder `heard_silence` of it: it reads every frame for every token.
    """

    beam_size: int = 5
    no_repeat_ngram_size: int = 0
    silence: float = 2.0
    heard_silence: float = 1.0
    step: float = 1.0
    batch: int = 4
    tokens_per_second: float = 12.0


@dataclass(frozen=True)
class TimedText:
    """A piece of text (one or more characters) and when it starts, in seconds from the window's start."""

    text: str
    start: float


@dataclass(frozen=True)
class Decoded:
    """What was heard in one window: text with times, mean log probability per token, chance that nobody spoke."""

    timed: tuple[TimedText, ...]
    avg_logprob: float
    no_speech_prob: float


class Whisper:
    """One loaded model; not thread-safe by itself, one per process is meant."""

    def __init__(self, model_dir: Path, device: str = "cpu", compute_type: str = "int8", threads: int = 0) -> None:
        """Load the weights in `model_dir` (CTranslate2 layout); `threads` 0 means as many as there are processors."""
        import ctranslate2
        import tokenizers
        from faster_whisper.feature_extractor import FeatureExtractor
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._storage = ctranslate2.StorageView
        self._on_cpu = device == "cpu"
        self._workers = max(1, threads or os.cpu_count() or 1) if self._on_cpu else 1
        files, self._vocabulary = _slim(model_dir)
        self._model = ctranslate2.models.Whisper(
            str(model_dir), device=device, compute_type=compute_type, inter_threads=self._workers, intra_threads=1,
            files=files,
        )  # fmt: skip
        loaded = tokenizers.Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self._tokenizer: Any = Tokenizer(loaded, multilingual=True, task="transcribe", language="zh")
        self._features: Any = FeatureExtractor(feature_size=self._model.n_mels)
        self._suppressed = self._vocabulary.inward(get_suppressed_tokens(self._tokenizer, (-1,)))

    def prompt(self, hint: str = "") -> list[int]:
        """Token ids that every window starts with; `hint` is text that the model is made to believe came before."""
        before = [self._tokenizer.sot_prev, *self._spelled(" " + hint)[-200:]] if hint else []
        return self._vocabulary.inward([*before, *self._tokenizer.sot_sequence, self._tokenizer.no_timestamps])

    def _spelled(self, text: str) -> list[int]:
        """The tokens of a text; words that the vocabulary doesn't hold, letter by letter."""
        ids = []
        for id in self._tokenizer.encode(text):
            letters = [] if id in self._vocabulary else self._tokenizer.decode([id])
            ids += [i for letter in letters for i in self._tokenizer.encode(letter)] if letters else [id]
        return ids

    def decode(self, windows: Sequence[Floats], prompt: Sequence[int], options: DecodeOptions) -> list[Decoded]:
        """Recognise each window's audio (n,) float32 at 16 kHz; the answers keep the order."""
        batches = self._batches(windows, options)
        with ThreadPoolExecutor(self._workers, thread_name_prefix="whisper") as pool:
            work = [pool.submit(self._decode_batch, [windows[i] for i in b], f, prompt, options) for f, b in batches]
            answers = [answer for batch in work for answer in batch.result()]
        order = [i for _, batch in batches for i in batch]
        results = dict(zip(order, answers, strict=True))
        return [results[i] for i in range(len(windows))]

    def _decode_batch(
        self, audio: list[Floats], frames: int, prompt: Sequence[int], options: DecodeOptions
    ) -> list[Decoded]:
        encoded = self._trimmed(self._encode(audio, frames), frames, options)
        answers = self._generate(encoded, frames, prompt, options)
        timed = self._align(encoded, [self._vocabulary.outward(answer.sequences_ids[0]) for answer in answers], audio)
        return list(map(_decoded, answers, timed))

    @staticmethod
    def _batches(windows: Sequence[Floats], options: DecodeOptions) -> list[tuple[int, list[int]]]:
        """Windows of one length together, the longest first so that no worker is left with a big batch at the end."""
        order = sorted(range(len(windows)), key=lambda i: (-frames_of(windows[i], options), len(windows[i]), i))
        batches = []
        for frames, group in groupby(order, key=lambda i: frames_of(windows[i], options)):
            members = list(group)
            batches += [(frames, members[i : i + options.batch]) for i in range(0, len(members), options.batch)]
        return batches

    def _encode(self, audio: Sequence[Floats], frames: int) -> Any:
        size = frames * HOP_SAMPLES
        mels = [self._features(np.pad(a[:size], (0, max(0, size - len(a)))), padding=0) for a in audio]
        if not self._on_cpu:
            return self._encoded(mels)
        parts = [self._encoded(mels[i : i + ENCODED_TOGETHER]) for i in range(0, len(mels), ENCODED_TOGETHER)]
        return self._storage.from_array(np.concatenate([np.asarray(part) for part in parts]))

    def _encoded(self, mels: Sequence[Floats]) -> Any:
        return self._model.encode(self._storage.from_array(np.ascontiguousarray(np.stack(mels), np.float32)))

    def _trimmed(self, encoded: Any, frames: int, options: DecodeOptions) -> Any:
        """Encoder outputs without most of the silence; how many depends on the length of the windows alone."""
        seconds = frames / FRAMES_PER_SECOND - max(0.0, options.silence - options.heard_silence)
        kept = round(seconds / TOKEN_SECONDS) if frames < LONGEST_FRAMES else encoded.shape[1]
        if not self._on_cpu or kept >= encoded.shape[1]:
            return encoded
        return self._storage.from_array(np.ascontiguousarray(np.asarray(encoded)[:, :kept]))

    def _generate(self, encoded: Any, frames: int, prompt: Sequence[int], options: DecodeOptions) -> list[Any]:
        room = int(frames / FRAMES_PER_SECOND * options.tokens_per_second) + 8
        answers: list[Any] = self._model.generate(
            encoded,
            [list(prompt)] * encoded.shape[0],
            beam_size=options.beam_size,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_length=min(448, len(prompt) + room),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return answers

    def _align(self, encoded: Any, tokens: list[list[int]], audio: Sequence[Floats]) -> list[tuple[TimedText, ...]]:
        """Say when each piece of text starts, by the decoder's attention; the encoder's work is used again."""
        texts = [[t for t in window if t < self._tokenizer.eot] for window in tokens]
        spoken = [max(2, len(sound) // HOP_SAMPLES) for sound in audio]
        asked = [self._vocabulary.inward(text) or [0] for text in texts]
        found = self._model.align(encoded, self._vocabulary.inward(self._tokenizer.sot_sequence), asked, spoken)
        return [self._timed(text, answer.alignments) for text, answer in zip(texts, found, strict=True)]

    def _timed(self, tokens: list[int], alignments: Sequence[tuple[int, int]]) -> tuple[TimedText, ...]:
        if not tokens:
            return ()
        words, word_tokens = self._tokenizer.split_to_word_tokens(tokens)
        starts = _first_times([(int(a), int(b)) for a, b in alignments], len(tokens))
        offsets = np.cumsum([0, *(len(w) for w in word_tokens)])[: len(words)]
        # Bytes that form no character decode to U+FFFD; they are left out.
        return tuple(TimedText(w.replace("\ufffd", ""), starts[o]) for w, o in zip(words, offsets, strict=True))


def _slim(model_dir: Path) -> tuple[dict[str, bytes] | None, Vocabulary]:
    """The model's files without the tokens that are never needed; None for a model that cannot be slimmed."""
    try:
        slim = slim_model(model_dir)
    except UnknownLayout:
        return None, WHOLE
    return slim.files, slim.vocabulary


def present_device(wanted: str) -> str:
    """ "cpu" or "cuda"; "auto" is a GPU where there is one."""
    if wanted != "auto":
        return wanted
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def frames_of(window: Floats, options: DecodeOptions) -> int:
    """Frames that a window is padded to; depends on nothing but its own length."""
    step = round(options.step * FRAMES_PER_SECOND)
    wanted = len(window) // HOP_SAMPLES + round(options.silence * FRAMES_PER_SECOND)
    return int(min(LONGEST_FRAMES, -(-wanted // step) * step))


def _mean_logprob(answer: Any) -> float:
    # CTranslate2 divides by the length without the end token; the mean over all tokens is what thresholds are made for.
    count = len(answer.sequences_ids[0])
    return float(answer.scores[0]) * count / (count + 1)


def _decoded(answer: Any, timed: tuple[TimedText, ...]) -> Decoded:
    return Decoded(timed, _mean_logprob(answer), float(answer.no_speech_prob))


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
