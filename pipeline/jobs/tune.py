"""A model tried out on labelled calls: decoded once, heard in every setting, errors counted against the labels."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.asr import AsrOptions, WhisperTranscriber
from models.tuning import Setting, Trial, Tuning, read_tuning, tune, with_setting, write_tuning
from pipeline.domain.call import Call
from pipeline.errors import TingjianError
from pipeline.evaluation.character_errors import character_errors
from pipeline.evaluation.files import labelled_recordings, read_truths
from pipeline.evaluation.labelled import LabelledCall, labelled_call
from pipeline.hearing.engine import Engine
from pipeline.hearing.hear import HearingModels, hear
from pipeline.hearing.listen import Sound, listen
from pipeline.intake.inputs import stem

TRUTH = "truth"  # folder of the labels, where they don't lie beside the recordings


@dataclass(frozen=True, slots=True)
class Labelled:
    """A recording, decoded, with what was said in it."""

    id: str
    sound: Sound
    truth: LabelledCall


def tune_model(engine: Engine, on: Path, most_calls: int, report: Callable[[Trial], None]) -> Tuning:
    """Tune the engine's model on at most ``most_calls`` labelled calls of a folder; goes on where it ended.

    Raises TingjianError where there are none, or where the recogniser is not a Whisper of ours.
    """
    transcriber = engine.transcriber
    if not isinstance(transcriber, WhisperTranscriber):
        raise TingjianError("只能调优 Whisper 模型，不能调优外部识别程序")
    labelled = read_labelled(on, most_calls, engine)
    digest = hashlib.sha256("\n".join(call.sound.recording.sha256 for call in labelled).encode()).hexdigest()
    before = read_tuning(transcriber.folder)
    if before is None or before.on != digest:
        before = Tuning(digest)

    def attempt(setting: Setting) -> Trial:
        trial = _attempt(setting, transcriber, labelled, engine)
        report(trial)
        return trial

    return tune(attempt, before, lambda tuning: write_tuning(transcriber.folder, tuning))


def read_labelled(folder: Path, most: int, engine: Engine) -> list[Labelled]:
    """The first ``most`` recordings of a folder that have labels, by name."""
    truths: Mapping[str, Any] = read_truths(folder / TRUTH if (folder / TRUTH).is_dir() else folder)
    files = sorted(labelled_recordings(folder, truths))[:most]
    if not files:
        raise TingjianError(f"{folder} 中没有带标注（<录音名>.truth.json）的录音")
    return [Labelled(stem(f), listen(f, engine.settings), labelled_call(stem(f), truths[stem(f)])) for f in files]


def _attempt(setting: Setting, transcriber: WhisperTranscriber, labelled: Sequence[Labelled], engine: Engine) -> Trial:
    began = time.process_time()
    models = HearingModels(transcriber.with_options(with_setting(AsrOptions(), setting)), engine.roles, engine.pack)
    calls = hear([one.sound for one in labelled], [None] * len(labelled), [one.id for one in labelled], models)
    seconds = time.process_time() - began
    wrong = [errors for one, call in zip(labelled, calls, strict=True) for errors in _errors(one, call)]
    return Trial(setting, sum(e for e, _ in wrong), sum(said for _, said in wrong), round(seconds, 2))


def _errors(one: Labelled, call: Call) -> list[tuple[int, int]]:
    spoken = [{"role": u.role, "text": u.text} for u in call.utterances]
    return [(found.errors, found.length) for found in character_errors(one.truth, {"utterances": spoken})]
