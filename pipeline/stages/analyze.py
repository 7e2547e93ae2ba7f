"""Many recordings, judged without a database: decoded ahead, recognised in groups, each failure its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.errors import ModelError, WeightsError
from pipeline.audio.errors import RecordingError
from pipeline.domain.call import Call
from pipeline.errors import TingjianError
from pipeline.inputs import is_transcript, stem
from pipeline.manifest import Manifest
from pipeline.result import Judgement
from pipeline.settings import Settings
from pipeline.stages.engine import Engine
from pipeline.stages.hear import Ears, hear
from pipeline.stages.judge import judge
from pipeline.stages.label import label
from pipeline.stages.listen import Sound, listen
from pipeline.transcript_file import read_transcript

log = logging.getLogger(__name__)
GROUP_SECONDS = 600.0  # of sound recognised together: enough for full batches, little enough for memory
GROUP_CALLS = 8
AHEAD = 2  # recordings decoded while others are recognised


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a judgement, or the reason in words why there is none."""

    path: Path
    judgement: Judgement | None
    error: str = ""


def analyze(paths: Sequence[Path], manifest: Manifest | None, engine: Engine) -> Iterator[Outcome]:
    """Judge every file; outcomes come in the order of ``paths``. One bad file costs the others nothing."""
    for group in _groups(paths, engine.settings):
        yield from _judged(group, manifest, engine)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file whose sound is decoded; ``sound`` is None for a transcript or a failure."""

    path: Path
    sound: Sound | None = None
    error: str = ""


def _groups(paths: Sequence[Path], settings: Settings) -> Iterator[list[_Opened]]:
    """Neighbouring files that are recognised together."""
    group: list[_Opened] = []
    seconds = 0.0
    for opened in _opened_ahead(paths, lambda path: _open(path, settings)):
        group.append(opened)
        seconds += opened.sound.recording.duration if opened.sound else 0.0
        if seconds >= GROUP_SECONDS or len(group) >= GROUP_CALLS:
            yield group
            group, seconds = [], 0.0
    if group:
        yield group


def _opened_ahead(paths: Iterable[Path], open_one: Callable[[Path], _Opened]) -> Iterator[_Opened]:
    """Open files in a thread of their own, a few ahead, in order."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="listen") as pool:
        waiting = iter(paths)
        queue: list[Future[_Opened]] = [pool.submit(open_one, path) for path in islice(waiting, AHEAD)]
        while queue:
            done = queue.pop(0).result()
            queue += [pool.submit(open_one, path) for path in islice(waiting, 1)]
            yield done


def _open(path: Path, settings: Settings) -> _Opened:
    if is_transcript(path):
        return _Opened(path)
    try:
        return _Opened(path, listen(path, settings))
    except Exception as error:
        return _Opened(path, error=reason_of(error))


def _judged(group: list[_Opened], manifest: Manifest | None, engine: Engine) -> Iterator[Outcome]:
    calls = _calls([g for g in group if g.sound is not None], manifest, engine)
    for opened in group:
        if opened.error:
            yield Outcome(opened.path, None, opened.error)
            continue
        try:
            call = calls[opened.path] if opened.sound else read_transcript(opened.path)
            if isinstance(call, Exception):
                raise call
            labels = label(call, engine.judge, engine.pack)
            yield Outcome(opened.path, judge(call, engine.pack, labels))
        except Exception as error:
            yield Outcome(opened.path, None, reason_of(error))


def _calls(group: list[_Opened], manifest: Manifest | None, engine: Engine) -> dict[Path, Call | Exception]:
    """The calls of a group; where recognising them together fails, each is tried alone."""
    if not group:
        return {}
    try:
        ears = Ears(engine.transcriber, engine.roles, engine.pack)
        rows = [manifest.row(g.path) if manifest else None for g in group]
        sounds = [g.sound for g in group if g.sound is not None]
        heard = hear(sounds, rows, [stem(g.path) for g in group], ears)
        return dict(zip((g.path for g in group), heard, strict=True))
    except WeightsError:  # nobody's recording is at fault
        raise
    except Exception as error:
        if len(group) == 1:
            return {group[0].path: error}
        return {path: call for one in group for path, call in _calls([one], manifest, engine).items()}


def reason_of(error: Exception) -> str:
    """Why a file failed, for a person. Unexpected errors show their kind only: their text may hold a caller's words."""
    if isinstance(error, (RecordingError, TingjianError, ModelError)):
        return str(error)
    if isinstance(error, OSError):
        return f"文件无法读取：{error.strerror}"
    if isinstance(error, MemoryError):
        return "内存不足，无法分析这段录音"
    log.error(
        "unexpected %s while analysing a recording", type(error).__name__, exc_info=log.isEnabledFor(logging.DEBUG)
    )
    return f"内部错误（{type(error).__name__}）"
