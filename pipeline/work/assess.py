"""From a recording's file to its judgement, or to the reason why there is none: the same for a command without a store
and for calls of the queue."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.audio.errors import RecordingError
from pipeline.domain.call import Call
from pipeline.domain.facts import TurnLabel
from pipeline.domain.record import Judgement
from pipeline.hearing.engine import Engine
from pipeline.hearing.hear import HearingModels
from pipeline.hearing.listen import Sound, listen
from pipeline.hearing.roles import assign_roles
from pipeline.hearing.shared_recogniser import SharedRecogniser
from pipeline.hearing.sound_budget import SoundBudget
from pipeline.intake.call_facts import with_facts
from pipeline.intake.conventions import Conventions
from pipeline.intake.manifest import ManifestRow
from pipeline.intake.transcript_format import Format
from pipeline.intake.transcripts import ReadyTranscript, read_transcript
from pipeline.judge import judge, pack_for
from pipeline.storage.outages import will_heal
from pipeline.weighing.label import label
from pipeline.work.reasons import reason_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A call with everything that is kept of it."""

    call: Call
    labels: tuple[TurnLabel, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Unheard:
    """Why a recording can't be judged: for programs, and for people."""

    code: str
    reason: str

    @classmethod
    def because_of(cls, error: BaseException) -> Unheard:
        code = error.code if isinstance(error, RecordingError) else type(error).__name__
        return cls(code, reason_of(error))


class Ended(Exception):
    """Nobody waits for this recording any more."""


class Assessor:
    """Safe to use from many threads: recordings are decoded one at a time and no more of them than memory allows, and
    what waits is recognised together."""

    def __init__(self, engine: Engine, recognising: bool = True) -> None:
        """Loads everything first: what fails here is no recording's fault. Takes seconds; ``recognising`` is False
        where only ready-made transcripts will come."""
        self.engine, self._sound_budget = engine, SoundBudget()
        _ = engine.pack, engine.judge
        self._recogniser = (
            SharedRecogniser(HearingModels(engine.transcriber, engine.roles, engine.pack, engine.belief))
            if recognising
            else None
        )
        self._conventions = Conventions.of(engine.settings)
        self._ended = threading.Event()

    def end(self) -> None:
        """Decode nothing more: nobody waits for it."""
        self._ended.set()

    def assess(self, path: Path, id: str, row: ManifestRow | None, file_name: str | None = None) -> Judged | Unheard:
        """Hear and judge the recording at ``path``, called ``file_name``. Raises only what waiting may heal."""
        return self._judged(lambda: self._hear(path, id, row, file_name))

    def assess_transcript(
        self, path: Path, id: str, row: ManifestRow | None, wanted: Format | None = None
    ) -> Judged | Unheard:
        """Judge a ready-made transcript, called ``id`` where it names no call itself."""
        return self._judged(lambda: self._read(read_transcript(path, id, self._conventions, wanted), row))

    def _read(self, read: ReadyTranscript, row: ManifestRow | None) -> Call:
        """Two speakers of whom nobody says who is the agent are told apart by what they say, as in a mono recording."""
        voices = read.voices()
        if not voices:
            return with_facts(read.call(), row)
        first, second = (read.of(voice) for voice in voices)
        direction = row.direction if row else None
        decision = assign_roles(first, second, self.engine.pack, self.engine.roles, direction)
        return with_facts(read.call(voices[decision.agent], decision.confidence, decision.reasons), row)

    def _judged(self, call_of: Callable[[], Call]) -> Judged | Unheard:
        try:
            call = call_of()
            labels = label(call, self.engine.judge, pack_for(call, self.engine.pack))
            return Judged(call, labels, judge(call, self.engine.pack, labels))
        except Exception as error:
            if will_heal(error):
                raise
            return Unheard.because_of(error)

    def _hear(self, path: Path, id: str, row: ManifestRow | None, file_name: str | None) -> Call:
        if self._recogniser is None:
            raise RuntimeError("made for transcripts only")
        with self._sound_budget.sound(lambda: self._listen(path, file_name)) as sound:
            name = file_name or sound.recording.name
            return self._recogniser.hear(replace(sound, recording=replace(sound.recording, name=name)), row, id)

    def _listen(self, path: Path, file_name: str | None) -> Sound:
        if self._ended.is_set():
            raise Ended
        return listen(path, self.engine.settings, file_name)
