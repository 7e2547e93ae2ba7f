"""Many recordings, judged without a database; each failure is its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.domain.record import Judgement
from pipeline.hearing.engine import Engine
from pipeline.intake.conventions import Conventions
from pipeline.intake.inputs import is_transcript, stem
from pipeline.intake.known_facts import known_facts
from pipeline.intake.manifest import Manifest
from pipeline.intake.transcript_format import Format
from pipeline.storage.outages import DELAYS
from pipeline.storage.retry import patiently
from pipeline.work.assess import Assessor, Judged, Unheard

AHEAD = 2  # times as many files are begun as are worked on, so that the first of them may take longest


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a judgement, or the reason in words why there is none."""

    path: Path
    judgement: Judgement | None
    error: str = ""


def analyze(
    paths: Sequence[Path], manifest: Manifest | None, engine: Engine, wanted: Format | None = None
) -> Iterator[Outcome]:
    """Judge every file; outcomes come in the order of ``paths``. One bad file costs the others nothing. With
    ``wanted``, transcripts in another format are refused.

    What concerns all of them is raised: a faulty lexicon, weights that can't be put in place.
    """
    if not paths:
        return
    assessor = Assessor(engine, recognising=not all(map(is_transcript, paths)))
    work = _Work(assessor, manifest, Conventions.of(engine.settings), wanted)
    waiting, begun = iter(paths), deque[Future[Outcome]]()
    pool = ThreadPoolExecutor(engine.settings.workers, thread_name_prefix="analyze")
    try:
        while True:
            while len(begun) < AHEAD * engine.settings.workers and (path := next(waiting, None)):
                begun.append(pool.submit(work.outcome, path))
            if not begun:
                return
            yield begun.popleft().result()
    finally:
        assessor.end()
        pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Work:
    """What judging one file needs."""

    assessor: Assessor
    manifest: Manifest | None
    conventions: Conventions
    wanted: Format | None

    def outcome(self, path: Path) -> Outcome:
        try:
            found = patiently(lambda: self._assess(path), DELAYS)
        except Exception as error:
            found = Unheard.because_of(error)
        return Outcome(path, found.judgement) if isinstance(found, Judged) else Outcome(path, None, found.reason)

    def _assess(self, path: Path) -> Judged | Unheard:
        row = known_facts(path, self.manifest, self.conventions)
        if is_transcript(path):
            return self.assessor.assess_transcript(path, stem(path), row, self.wanted)
        return self.assessor.assess(path, stem(path), row)
