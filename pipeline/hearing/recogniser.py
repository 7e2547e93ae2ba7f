"""The recogniser that the settings ask for: Whisper in any size, or another house's program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.asr import Transcriber
from pipeline.errors import RecogniserError
from pipeline.settings import Settings

if TYPE_CHECKING:
    from models.model_file import ModelShape

MOST_THREADS = 8
DEFAULT = "base"


def open_recogniser(settings: Settings, hot_words: Sequence[str] = ()) -> Transcriber:
    """Loaded and ready. Raises a ModelError or RecogniserError, which concern every recording alike."""
    if settings.asr_command:
        from models.another_recogniser import CommandTranscriber

        return CommandTranscriber(settings.asr_command)
    if settings.asr_results:
        from models.another_recogniser import ResultsTranscriber

        return ResultsTranscriber(Path(settings.asr_results))
    return _whisper(settings, hot_words)


def _whisper(settings: Settings, hot_words: Sequence[str]) -> Transcriber:
    from models.asr import WhisperTranscriber
    from models.device import choose_device, trouble_of
    from models.tuning import options_for
    from models.weights import ensure_weights

    model = settings.asr_model
    folder = ensure_weights(model, settings.cache_dir, settings.model_mirror, settings.proxy)
    default = model == DEFAULT
    shape = None if default and settings.device == "cpu" else _checked(folder)
    device = choose_device(settings.device, settings.compute_type, shape)
    try:
        return WhisperTranscriber(
            folder,
            device=device.name,
            compute_type=device.compute_type,
            threads=threads_of(settings),
            together=settings.gpu_windows or device.together,
            hot_words=hot_words,
            options=options_for(folder),
            weights="" if default else _weights(model, settings),
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise trouble_of(error, device.name) or RecogniserError(model, device.name, error) from error


def _checked(folder: Path) -> ModelShape:
    """The size of a model that can hear Chinese and fits into memory; base is known to."""
    from models.fitness import check_fit, check_memory

    shape = check_fit(folder)
    check_memory(shape)
    return shape


def _weights(model: str, settings: Settings) -> str:
    """SHA-256 of the weights of a model in the store; empty for a folder elsewhere, which was never summed."""
    from models.model_store import ModelStore

    stored = ModelStore(settings.cache_dir).find(model)
    return stored.files["model.bin"].sha256 if stored else ""


def threads_of(settings: Settings) -> int:
    return settings.threads or min(MOST_THREADS, os.cpu_count() or 1)
