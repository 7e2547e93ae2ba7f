"""Whisper through CTranslate2 directly: windows of any length, many at a time, several answers for each.

faster-whisper pads every window to 30 s and decodes one after the other. Here a window is as long as its speech plus
the silence that tells the decoder to stop, and windows of one length go through the decoder together. On a CPU every
batch is one thread's work from sound to text: that wastes less than several threads on one batch, and nothing depends
on how many there are or on which windows share a batch.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from models.errors import DeviceTrouble, DeviceUnavailable, UnknownLayout
from models.loudness import SAMPLING_RATE, Floats
from models.model_file import read_shape
from models.slim_model import slim_model
from models.tempo import at_tempo
from models.vocabulary import Vocabulary

HOP_SAMPLES = 160
FRAMES_PER_SECOND = SAMPLING_RATE // HOP_SAMPLES
LONGEST_FRAMES, LONGEST_TEXT = 3000, 448  # of every published Whisper
TOKEN_SECONDS = 0.02
WHOLE = Vocabulary(tuple(range(60_000)))
ENCODED_TOGETHER = 2  # on a CPU; what more windows need at once no longer fits its caches (measured: 1.6 times slower)
ALIGNED_TOGETHER = 4
SCORED_TOGETHER = 8
LEAST_PROBABILITY = 1e-9
AROUND = 0.4  # seconds of sound around a part that is heard alone
FRAMES_STEP = 50  # encoded frames: parts of one length are compared together
KEPT_BEYOND_SPEECH = 1.0  # seconds of the encoded silence that are kept for the times of the words

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class DecodeOptions:
    """How a window is decoded; `silence` and `step` in seconds: silence appended, window lengths are multiples.

    `tempo` is how much faster than spoken the window is played to the model; with `times` the model also writes when
    each phrase begins and ends, and leaves out less; `hypotheses` is how many texts are asked for.
    """

    tempo: float = 1.0
    times: bool = False
    beam_size: int = 5
    hypotheses: int = 5
    no_repeat_ngram_size: int = 0
    silence: float = 8.0
    step: float = 1.0
    batch: int = 4
    tokens_per_second: float = 12.0


@dataclass(frozen=True)
class Hypothesis:
    """A text that may have been said: its tokens, and the logarithm of its probability with the end token."""

    tokens: tuple[int, ...]
    text: str
    logprob: float

    @property
    def mean_logprob(self) -> float:
        """Per token, the end token counted: the mean that thresholds are made for."""
        return self.logprob / (len(self.tokens) + 1)


@dataclass(frozen=True)
class Hearing:
    """What was heard in one window: the likeliest texts, best first, and the chance that nobody spoke.

    `encoded` is what the encoder made of the speech, (frames of 20 ms, features), at `tempo`.
    """

    hypotheses: tuple[Hypothesis, ...]
    no_speech_prob: float
    encoded: np.ndarray[Any, Any]
    tempo: float

    def between(self, start: float, end: float) -> Hearing:
        """The same with the sound of a part alone, given in seconds of the window as spoken; a view, not a copy."""
        first = max(0, int((start - AROUND) / self.tempo / TOKEN_SECONDS))
        wanted = (end - start + 2 * AROUND) / self.tempo / TOKEN_SECONDS
        last = first + math.ceil(wanted / FRAMES_STEP) * FRAMES_STEP
        return replace(self, encoded=self.encoded[first:last])


@dataclass(frozen=True)
class TimedText:
    """A piece of text (one or more characters) and when it starts, in seconds from the window's start."""

    text: str
    start: float


class Whisper:
    """One loaded model; not thread-safe by itself, one per process is meant."""

    def __init__(
        self, model_dir: Path, device: str = "cpu", compute_type: str = "int8", threads: int = 0, together: int = 0
    ) -> None:
        """Load the weights in `model_dir` (CTranslate2 layout); `threads` 0 means as many as there are processors.

        `together` is how many windows a GPU decodes at once, 0: as many as the options say.
        """
        import ctranslate2
        import tokenizers
        from faster_whisper.feature_extractor import FeatureExtractor
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._storage = ctranslate2.StorageView
        self._on_cpu = device == "cpu"
        self._workers = max(1, threads or os.cpu_count() or 1) if self._on_cpu else 1
        self._together = 0 if self._on_cpu else together
        files, self._vocabulary = _slim(model_dir)
        self._longest_frames, self._longest_text = _limits(model_dir)
        self._model = ctranslate2.models.Whisper(
            str(model_dir),
            device=device,
            compute_type=compute_type,
            inter_threads=self._workers,
            intra_threads=1,
            files=files,
        )
        loaded = tokenizers.Tokenizer.from_file(str(model_dir / "tokenizer.json"))
        self._tokenizer: Any = Tokenizer(loaded, multilingual=True, task="transcribe", language="zh")
        self._features: Any = FeatureExtractor(feature_size=self._model.n_mels)
        (self._no_times,) = self._vocabulary.inward([self._tokenizer.no_timestamps])
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

    def hear(self, windows: Sequence[Floats], prompt: Sequence[int], options: DecodeOptions) -> list[Hearing]:
        """Recognise each window's audio (n,) float32 at 16 kHz; the answers keep the order.

        A GPU whose memory is too small for so many windows at once gets half as many, from then on. Raises
        DeviceUnavailable where it is too small for one.
        """
        while True:
            try:
                return self._hear(windows, prompt, options)
            except RuntimeError as error:
                if self._on_cpu or "out of memory" not in str(error):
                    raise
                if (together := self._together or options.batch) == 1:
                    raise DeviceUnavailable("cuda", DeviceTrouble.MEMORY) from error
                self._together = together // 2

    def _hear(self, windows: Sequence[Floats], prompt: Sequence[int], options: DecodeOptions) -> list[Hearing]:
        return self._in_batches(
            windows,
            lambda window: frames_of(len(window) / options.tempo, options, self._longest_frames),
            self._together or options.batch,
            lambda audio, frames: self._hear_batch(audio, frames, prompt, options),
        )

    def align(self, heard: Sequence[Hearing], said: Sequence[Hypothesis]) -> list[tuple[TimedText, ...]]:
        """Say when each piece of the text that was `said` in each window starts, by the decoder's attention."""
        return self._in_batches(
            list(zip(heard, said, strict=True)),
            lambda pair: len(pair[0].encoded),
            ALIGNED_TOGETHER,
            lambda pairs, _: self._align_batch(pairs),
        )

    def log_likelihoods(self, heard: Sequence[Hearing], texts: Sequence[str]) -> list[float]:
        """How likely each text is as what was said in its window: the sum over its tokens of their log probability."""
        spelled = [self._vocabulary.inward(self._spelled(text)) or [0] for text in texts]
        return self._in_batches(
            list(zip(heard, spelled, strict=True)),
            lambda pair: len(pair[0].encoded),
            SCORED_TOGETHER,
            lambda pairs, _: [self._log_likelihood(answer) for answer in self._attended(pairs)],
        )

    def _in_batches(
        self, items: Sequence[T], size: Callable[[T], int], together: int, work: Callable[[list[T], int], list[R]]
    ) -> list[R]:
        """Items of one size together, the largest first so that no worker is left with a big batch at the end."""
        order = sorted(range(len(items)), key=lambda i: (-size(items[i]), i))
        batches = []
        for length, group in groupby(order, key=lambda i: size(items[i])):
            members = list(group)
            batches += [(length, members[i : i + together]) for i in range(0, len(members), together)]
        with ThreadPoolExecutor(self._workers, thread_name_prefix="whisper") as pool:
            answers = list(pool.map(lambda batch: work([items[i] for i in batch[1]], batch[0]), batches))
        found = {
            i: a for (_, batch), some in zip(batches, answers, strict=True) for i, a in zip(batch, some, strict=True)
        }
        return [found[i] for i in range(len(items))]

    def _hear_batch(
        self, audio: list[Floats], frames: int, prompt: Sequence[int], options: DecodeOptions
    ) -> list[Hearing]:
        encoded = self._encode(audio, frames, options.tempo)
        answers = self._generate(encoded, frames, prompt, options)
        features = np.asarray(encoded) if self._on_cpu else np.asarray(encoded.to_device(self._cpu()))
        kept = [_kept_frames(sound, options.tempo) for sound in audio]
        return [
            Hearing(
                self._hypotheses(answer), float(answer.no_speech_prob), window[:size].astype(np.float16), options.tempo
            )
            for answer, window, size in zip(answers, features, kept, strict=True)
        ]

    @staticmethod
    def _cpu() -> Any:
        import ctranslate2

        return ctranslate2.Device.cpu

    def _hypotheses(self, answer: Any) -> tuple[Hypothesis, ...]:
        return tuple(
            Hypothesis(
                tuple(tokens),
                self._tokenizer.decode([t for t in tokens if t < self._tokenizer.eot]),
                float(score) * len(ids),
            )
            for ids, score in zip(answer.sequences_ids, answer.scores, strict=True)
            for tokens in [self._vocabulary.outward(ids)]
        )

    def _encode(self, audio: Sequence[Floats], frames: int, tempo: float) -> Any:
        size = frames * HOP_SAMPLES
        played = [at_tempo(sound, tempo)[:size] for sound in audio]
        mels = [self._features(np.pad(sound, (0, size - len(sound))), padding=0) for sound in played]
        if not self._on_cpu:
            return self._encoded(mels)
        parts = [self._encoded(mels[i : i + ENCODED_TOGETHER]) for i in range(0, len(mels), ENCODED_TOGETHER)]
        return self._storage.from_array(np.concatenate([np.asarray(part) for part in parts]))

    def _encoded(self, mels: Sequence[Floats]) -> Any:
        return self._model.encode(self._storage.from_array(np.ascontiguousarray(np.stack(mels), np.float32)))

    def _generate(self, encoded: Any, frames: int, prompt: Sequence[int], options: DecodeOptions) -> list[Any]:
        room = int(frames / FRAMES_PER_SECOND * options.tokens_per_second) + 8
        answers: list[Any] = self._model.generate(
            encoded,
            [[token for token in prompt if not options.times or token != self._no_times]] * encoded.shape[0],
            beam_size=options.beam_size,
            num_hypotheses=min(options.hypotheses, options.beam_size),
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_length=min(self._longest_text, len(prompt) + room),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )
        return answers

    def _align_batch(self, pairs: Sequence[tuple[Hearing, Hypothesis]]) -> list[tuple[TimedText, ...]]:
        texts = [[t for t in said.tokens if t < self._tokenizer.eot] for _, said in pairs]
        asked = [self._vocabulary.inward(text) or [0] for text in texts]
        found = self._attended([(heard, tokens) for (heard, _), tokens in zip(pairs, asked, strict=True)])
        return [
            self._timed(text, answer.alignments, heard.tempo)
            for text, answer, (heard, _) in zip(texts, found, pairs, strict=True)
        ]

    def _attended(self, pairs: Sequence[tuple[Hearing, list[int]]]) -> list[Any]:
        """What the decoder makes of the given tokens over the sound of each window: their probabilities and times."""
        encoded = self._storage.from_array(np.stack([heard.encoded for heard, _ in pairs]).astype(np.float32))
        start = self._vocabulary.inward(self._tokenizer.sot_sequence)
        frames = [2 * len(heard.encoded) for heard, _ in pairs]
        found: list[Any] = self._model.align(encoded, start, [tokens for _, tokens in pairs], frames)
        return found

    @staticmethod
    def _log_likelihood(answer: Any) -> float:
        return float(np.log(np.maximum(answer.text_token_probs, LEAST_PROBABILITY)).sum())

    def _timed(self, tokens: list[int], alignments: Sequence[tuple[int, int]], tempo: float) -> tuple[TimedText, ...]:
        if not tokens:
            return ()
        words, word_tokens = self._tokenizer.split_to_word_tokens(tokens)
        starts = _first_times([(int(a), int(b)) for a, b in alignments], len(tokens))
        offsets = np.cumsum([0, *(len(w) for w in word_tokens)])[: len(words)]
        # Bytes that form no character decode to U+FFFD; they are left out.
        return tuple(TimedText(w.replace("\ufffd", ""), starts[o] * tempo) for w, o in zip(words, offsets, strict=True))


def _slim(model_dir: Path) -> tuple[dict[str, bytes] | None, Vocabulary]:
    """The model's files without the tokens that are never needed; None for a model that cannot be slimmed."""
    try:
        slim = slim_model(model_dir)
    except UnknownLayout:
        return None, WHOLE
    return slim.files, slim.vocabulary


def _limits(model_dir: Path) -> tuple[int, int]:
    """The longest window in frames and the longest text in tokens that a model has places for."""
    try:
        shape = read_shape(model_dir)
    except UnknownLayout:
        return LONGEST_FRAMES, LONGEST_TEXT
    return 2 * shape.positions, shape.longest_text


def present_device(wanted: str) -> str:
    """ "cpu" or "cuda"; "auto" is a GPU where there is one."""
    if wanted != "auto":
        return wanted
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def frames_of(samples: float, options: DecodeOptions, longest: int = LONGEST_FRAMES) -> int:
    """Frames that a window of so many samples, as played, is padded to; depends on nothing else."""
    step = round(options.step * FRAMES_PER_SECOND)
    wanted = int(samples) // HOP_SAMPLES + round(options.silence * FRAMES_PER_SECOND)
    return int(min(longest, -(-wanted // step) * step))


def _kept_frames(window: Floats, tempo: float) -> int:
    """Encoded frames of a window's sound and a little silence."""
    return round((len(window) / SAMPLING_RATE + KEPT_BEYOND_SPEECH) / tempo / TOKEN_SECONDS)


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
