"""Many recordings, judged without a database: decoded ahead, recognised in groups, each failure its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from pipeline.domain.call import Call
from pipeline.domain.record import Judgement
from pipeline.hearing.engine import Engine
from pipeline.hearing.hear import GROUP_CALLS, GROUP_SECONDS, Ears, hear
from pipeline.hearing.label import label
from pipeline.hearing.listen import Sound, listen
from pipeline.intake.inputs import is_transcript, stem
from pipeline.intake.manifest import Manifest
from pipeline.intake.ready_transcript import read_transcript
from pipeline.judge import judge
from pipeline.settings import Settings
from pipeline.work.reasons import reason_of

FIRST_SHARE = 0.25  # of a group, at the start: nothing else goes on while it is decoded


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a judgement, or the reason in words why there is none."""

    path: Path
    judgement: Judgement | None
    error: str = ""


def analyze(paths: Sequence[Path], manifest: Manifest | None, engine: Engine) -> Iterator[Outcome]:
    """Judge every file; outcomes come in the order of ``paths``. One bad file costs the others nothing.

    What concerns all of them is raised: a faulty lexicon, weights that can't be put in place.
    """
    if paths:
        _ = engine.pack, engine.judge  # before any work is done in vain
    for group in _groups(paths, engine.settings):
        yield from _judged(group, manifest, engine)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file whose sound is decoded; ``sound`` is None for a transcript or a failure."""

    path: Path
    sound: Sound | None = None
    error: str = ""

    @property
    def seconds(self) -> float:
        return self.sound.recording.duration if self.sound else 0.0


def _groups(paths: Sequence[Path], settings: Settings) -> Iterator[list[_Opened]]:
    """Neighbouring files that are recognised together; the next group is decoded meanwhile, in a thread of its own.

    So two groups are in memory at most, however many files there are: two recordings, where each is long.
    """
    waiting, stopped = iter(paths), Event()
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="listen")
    try:
        ahead = pool.submit(_next_group, waiting, settings, stopped, FIRST_SHARE)
        while group := ahead.result():
            ahead = pool.submit(_next_group, waiting, settings, stopped)
            yield group
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _next_group(waiting: Iterator[Path], settings: Settings, stopped: Event, share: float = 1.0) -> list[_Opened]:
    """Empty at the end; ``share`` of a whole group."""
    group: list[_Opened] = []
    calls, seconds = GROUP_CALLS * share, GROUP_SECONDS * share
    while len(group) < calls and sum(o.seconds for o in group) < seconds and not stopped.is_set():
        path = next(waiting, None)
        if path is None:
            break
        group.append(_open(path, settings))
    return group


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
            judgement = judge(call, engine.pack, labels)
        except Exception as error:
            yield Outcome(opened.path, None, reason_of(error))
        else:
            yield Outcome(opened.path, judgement)


def _calls(group: list[_Opened], manifest: Manifest | None, engine: Engine) -> dict[Path, Call | Exception]:
    """The calls of a group; where hearing them together fails, each is tried alone."""
    if not group:
        return {}
    ears = Ears(engine.transcriber, engine.roles, engine.pack)  # what fails here is no recording's fault
    try:
        rows = [manifest.row(g.path) if manifest else None for g in group]
        sounds = [g.sound for g in group if g.sound is not None]
        return dict(zip((g.path for g in group), hear(sounds, rows, [stem(g.path) for g in group], ears), strict=True))
    except Exception as error:
        if len(group) == 1:
            return {group[0].path: error}
        return {path: call for one in group for path, call in _calls([one], manifest, engine).items()}
