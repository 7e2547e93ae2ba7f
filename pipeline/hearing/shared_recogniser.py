"""One recogniser for many threads: what waits is recognised together, in one thread, in full batches."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from pipeline.domain.call import Call
from pipeline.hearing.hear import GROUP_CALLS, GROUP_SECONDS, HearingModels, hear
from pipeline.hearing.listen import Sound
from pipeline.intake.manifest import ManifestRow


@dataclass(frozen=True, slots=True)
class _Question:
    sound: Sound
    row: ManifestRow | None
    id: str
    answer: Future[Call] = field(default_factory=Future)


class SharedRecogniser:
    """Threads ask and wait; results depend neither on who else asks nor on when."""

    def __init__(self, models: HearingModels) -> None:
        self._models = models
        self._asked: queue.SimpleQueue[_Question] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="recogniser", daemon=True).start()

    def hear(self, sound: Sound, row: ManifestRow | None, id: str) -> Call:
        """The call in ``sound``; raises what recognition raised."""
        question = _Question(sound, row, id)
        self._asked.put(question)
        return question.answer.result()

    def _work(self) -> None:
        while True:
            self._answer(self._next_group())

    def _next_group(self) -> list[_Question]:
        """Waits for one, then takes what else is there."""
        group = [self._asked.get()]
        while len(group) < GROUP_CALLS and sum(q.sound.recording.duration for q in group) < GROUP_SECONDS:
            try:
                group.append(self._asked.get_nowait())
            except queue.Empty:
                break
        return group

    def _answer(self, group: Sequence[_Question]) -> None:
        """Where hearing them together fails, each is tried alone."""
        try:
            calls = hear([q.sound for q in group], [q.row for q in group], [q.id for q in group], self._models)
        except Exception as error:
            if len(group) == 1:
                group[0].answer.set_exception(error)
                return
            for question in group:
                self._answer([question])
        else:
            for question, call in zip(group, calls, strict=True):
                question.answer.set_result(call)
