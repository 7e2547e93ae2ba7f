"""Why something failed, for a person - and for the log, which never holds what was said in a call."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from models.errors import ModelError
from pipeline.audio.errors import RecordingError
from pipeline.errors import TingjianError, cause
from pipeline.lexicon import LexiconError
from pipeline.work.model_reasons import reason_of_model

log = logging.getLogger(__name__)
INTERNAL = "内部错误"


def reason_of(error: BaseException) -> str:
    """The reason in words. An unexpected error shows its kind only: its text may hold a caller's words."""
    if isinstance(error, (RecordingError, TingjianError, LexiconError)):
        return str(error)
    if isinstance(error, ModelError):
        return reason_of_model(error)
    if isinstance(error, OSError):
        return f"文件无法读写：{cause(error)}"
    if isinstance(error, MemoryError):
        return "内存不足，无法分析这段录音"
    _log_unexpected(error)
    return f"{INTERNAL}（{type(error).__name__}）"


def _log_unexpected(error: BaseException) -> None:
    """Its kind, and from DEBUG on where it happened: never its message."""
    log.error("unexpected %s", type(error).__name__)
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    log.debug("raised at %s", " < ".join(places))
