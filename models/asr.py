"""Speech recognition: turns of speech in, one text per turn out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

from models.choice import ChoiceOptions, choose
from models.hallucination import (
    GUARDS,
    GuardOptions,
    Removal,
    RemovedText,
    compression_ratio,
    plain,
    reason_to_drop,
    without_loops,
)
from models.intervals import Interval
from models.loudness import Floats, check_samples
from models.second_hearing import Question, Sound, log_ratios
from models.turn_text import Anchors, Heard, confidence, faults, share_out
from models.whisper import DecodeOptions, Hearing, Whisper, present_device
from models.windows import Window, WindowOptions, cut_audio, plan_windows, single_window


@dataclass(frozen=True)
class Track:
    """One channel (n,) float32 at 16 kHz and the turns spoken in it, ordered by start; two voices may overlap.

    `label` names recording and channel, for a recogniser that has heard it before.
    """

    samples: Floats
    turns: tuple[Interval, ...]
    label: str = ""


@dataclass(frozen=True)
class AsrTurn:
    """What was heard in one turn.

    `anchors` are (offset into text, seconds from the start of the recording); `removed` is every text that was taken
    out of this turn, with the reason. `confidence` is 0..1. `sounds` are (offset into text, sound): what the text from
    there on was heard in, for those who want to ask again; empty where it can't be asked.
    """

    start: float
    end: float
    text: str
    confidence: float
    no_speech_prob: float
    avg_logprob: float
    compression_ratio: float
    removed: tuple[RemovedText, ...] = ()
    anchors: Anchors = ()
    sounds: tuple[tuple[int, Sound], ...] = field(default=(), repr=False, compare=False)


class Transcriber(Protocol):
    """Anything that turns speech into text, turn by turn."""

    @property
    def name(self) -> str:
        """Name of the model, for the provenance of a result."""

    @property
    def options(self) -> dict[str, Any]:
        """Everything that decides the result, for its provenance."""

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        """Recognise every turn of every track; the answer has exactly the shape of the question."""


def _other_hearings() -> tuple[DecodeOptions, ...]:
    return DecodeOptions(times=True), DecodeOptions(tempo=0.93)


def _second_look() -> tuple[DecodeOptions, ...]:
    whole = DecodeOptions(silence=30.0)
    return (whole, replace(whole, no_repeat_ngram_size=4))


@dataclass(frozen=True)
class AsrOptions:
    """How speech is cut, heard, guarded and, where it went wrong, heard again another way.

    A window whose likeliest text has a mean log probability below `doubt_below`, or fewer characters for each second of
    speech than `doubt_below_rate`, is heard in the `others` ways too: something may be wrong, or left out. A
    piece that no voice can have said as it was written goes through `retries`, each alone, padded as Whisper learnt.
    """

    windows: WindowOptions = field(default_factory=WindowOptions)
    first: DecodeOptions = field(default_factory=lambda: DecodeOptions(tempo=1.08))
    others: tuple[DecodeOptions, ...] = field(default_factory=_other_hearings)
    doubt_below: float = -0.2
    doubt_below_rate: float = 3.0
    choice: ChoiceOptions = field(default_factory=ChoiceOptions)
    retries: tuple[DecodeOptions, ...] = field(default_factory=_second_look)
    guards: GuardOptions = GUARDS
    hint: str = ""
    retry_above_compression: float = 2.4
    retry_padding: float = 0.35


class WhisperTranscriber:
    """Whisper base or larger, on CPU or GPU, with short windows and guards."""

    def __init__(
        self,
        model_dir: Path,
        *,
        device: str = "cpu",
        compute_type: str = "auto",
        threads: int = 0,
        together: int = 0,
        hot_words: Sequence[str] = (),
        options: AsrOptions | None = None,
        weights: str = "",
    ) -> None:
        """Load the model; `hot_words` are domain words that bias recognition (never forbidden phrases).

        `together`: how many windows a GPU decodes at once, 0: as many as the options say. `weights`: SHA-256 of the
        model's weights, for the provenance of a result.
        """
        given = options or AsrOptions()
        self._settings = replace(given, hint=given.hint + "，".join(hot_words))
        device = present_device(device)
        self._compute_type = compute_type if compute_type != "auto" else "int8" if device == "cpu" else "float16"
        self._whisper = Whisper(model_dir, device, self._compute_type, threads, together)
        self._prompt = self._whisper.prompt(self._settings.hint)
        self._folder = model_dir
        self._weights = {"weights": weights} if weights else {}

    @property
    def name(self) -> str:
        """Name of the folder the weights came from."""
        return self._folder.name

    @property
    def folder(self) -> Path:
        """The folder the weights came from."""
        return self._folder

    def with_options(self, options: AsrOptions) -> WhisperTranscriber:
        """The same model, loaded once, that hears another way; prompts stay."""
        other = copy(self)
        other._settings = replace(options, hint=self._settings.hint)
        return other

    @property
    def options(self) -> dict[str, Any]:
        """Everything that decides the result."""
        return {
            "engine": "whisper",
            "language": "zh",
            "compute_type": self._compute_type,
            **self._weights,
            **asdict(self._settings),
        }

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        """Recognise every turn of every track, all windows of all tracks in common batches."""
        for track in tracks:
            check_samples(track.samples)
        settings = self._settings
        windows = [w for n, t in enumerate(tracks) for w in plan_windows(n, t.samples, t.turns, settings.windows)]
        heard = self._decode(windows, tracks, settings.first, settings.others)
        for retry in settings.retries:
            heard = self._again(heard, tracks, retry)
        by_turn: dict[tuple[int, int], list[Heard]] = {}
        for piece in heard:
            by_turn.setdefault((piece.piece.track, piece.piece.turn), []).append(piece)
        return [
            [self._turn(turn, by_turn[n, k]) for k, turn in enumerate(track.turns)] for n, track in enumerate(tracks)
        ]

    def log_ratios(self, questions: Sequence[Question]) -> list[float]:
        """How much likelier than what was written other words are; see `SecondHearing`."""
        return log_ratios(self._whisper, questions)

    def _decode(
        self,
        windows: Sequence[Window],
        tracks: Sequence[Track],
        first: DecodeOptions,
        others: Sequence[DecodeOptions] = (),
    ) -> list[Heard]:
        """The texts of all pieces of the windows; windows of little certainty are heard in `others` ways, too."""
        audio = [cut_audio(window, tracks[window.pieces[0].track].samples) for window in windows]
        hearings = [[hearing] for hearing in self._whisper.hear(audio, self._prompt, first)]
        doubtful = [n for n, (h,) in enumerate(hearings) if self._is_doubtful(windows[n], h)]
        for other in others:
            again = self._whisper.hear([audio[n] for n in doubtful], self._prompt, other)
            for n, hearing in zip(doubtful, again, strict=True):
                hearings[n].append(hearing)
        chosen = [choose(several, self._settings.choice) for several in hearings]
        times = self._whisper.align([several[0] for several in hearings], [c.said for c in chosen])
        first_hearings = [several[0] for several in hearings]
        shared = [share_out(*one) for one in zip(windows, first_hearings, chosen, times, strict=True)]
        return [piece for pieces in shared for piece in pieces]

    def _is_doubtful(self, window: Window, hearing: Hearing) -> bool:
        likeliest = hearing.hypotheses[0]
        spoken = sum(piece.speech.duration for piece in window.pieces)
        little = len(plain(likeliest.text)) < self._settings.doubt_below_rate * spoken
        return little or likeliest.mean_logprob < self._settings.doubt_below

    def _again(self, heard: list[Heard], tracks: Sequence[Track], options: DecodeOptions) -> list[Heard]:
        """Decode the pieces that went wrong once more, each in a window of its own; keep what is better."""
        poor = [n for n, one in enumerate(heard) if self._faults(one) and not _is_another_voices(one, tracks)]
        windows = [single_window(heard[index].piece, self._settings.retry_padding) for index in poor]
        better = list(heard)
        for index, new in zip(poor, self._decode(windows, tracks, options), strict=True):
            old = heard[index]
            if (self._faults(new), -new.avg_logprob) < (self._faults(old), -old.avg_logprob):
                better[index] = replace(new, piece=old.piece, removed=old.removed + self._unsaid(old)[1])
        return better

    def _faults(self, piece: Heard) -> int:
        settings = self._settings
        invented = 2 * (self._reason(piece.text, piece) is not None)
        return invented + faults(piece, settings.guards, settings.retry_above_compression)

    def _reason(self, text: str, heard: Heard) -> Removal | None:
        settings = self._settings
        return reason_to_drop(
            text,
            prompts=[settings.hint],
            no_speech_prob=heard.no_speech_prob,
            avg_logprob=heard.avg_logprob,
            options=settings.guards,
        )

    def _unsaid(self, heard: Heard) -> tuple[str, tuple[RemovedText, ...]]:
        """What stays of a text, and what of it nobody said."""
        if reason := self._reason(heard.text, heard):
            return "", (RemovedText(heard.text, reason),)
        text, removed = without_loops(heard.text, self._settings.guards)
        return text, tuple(removed)

    def _turn(self, turn: Interval, pieces: Sequence[Heard]) -> AsrTurn:
        """Join the pieces of one turn and take out what nobody said."""
        raw, anchors = _joined(pieces)
        logprob = sum(p.avg_logprob for p in pieces) / len(pieces)
        no_speech = max(p.no_speech_prob for p in pieces)
        whole = replace(pieces[0], text=raw, avg_logprob=logprob, no_speech_prob=no_speech)
        text, removed = self._unsaid(whole)
        return AsrTurn(
            start=turn.start,
            end=turn.end,
            text=text,
            confidence=confidence(logprob, no_speech) if text else 0.0,
            no_speech_prob=round(no_speech, 4),
            avg_logprob=round(logprob, 4),
            compression_ratio=round(compression_ratio(raw), 3),
            removed=tuple(r for p in pieces for r in p.removed) + removed,
            anchors=anchors if text == raw else (),
            sounds=_sounds(pieces) if text == raw else (),
        )


def _is_another_voices(heard: Heard, tracks: Sequence[Track]) -> bool:
    """Whether a piece without text lies within another turn: alone, it would only repeat that one's words."""
    speech, turns = heard.piece.speech, tracks[heard.piece.track].turns
    others = (turn for n, turn in enumerate(turns) if n != heard.piece.turn)
    return not heard.text and any(speech.overlap(turn) > speech.duration / 2 for turn in others)


def _sounds(pieces: Sequence[Heard]) -> tuple[tuple[int, Sound], ...]:
    begins = accumulate((len(piece.text) for piece in pieces[:-1]), initial=0)
    return tuple((begin, piece.sound) for begin, piece in zip(begins, pieces, strict=True))


def _joined(pieces: Sequence[Heard]) -> tuple[str, Anchors]:
    text = ""
    anchors: list[tuple[int, float]] = []
    for piece in pieces:
        anchors += [(len(text) + offset, round(seconds, 2)) for offset, seconds in piece.anchors]
        text += piece.text
    return text, tuple(anchors)
