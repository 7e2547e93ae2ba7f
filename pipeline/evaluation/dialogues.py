"""Dialogue scripts as calls that nobody had to speak: times come from the length of the text and the script's gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.domain.call import Call, Direction, Recording, Role, Telephony, Transcript, Utterance
from pipeline.domain.times import Interval, Seconds
from pipeline.evaluation.evaluation import TEXT, TIMING, Evaluation, evaluate
from pipeline.evaluation.labelled import EvaluationError

PACE = 4.5  # characters a second
SHORTEST_TURN: Seconds = 0.3
USUAL_GAP: Seconds = 0.6
RING_PERIOD, RING_REST = 5.0, 3.0  # seconds from ring to ring; a call is answered this long before the next ring


class ScriptTurn(BaseModel):
    """``gap``: seconds after the turn before; negative where it is interrupted."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    role: Role
    say: str
    gap: float | None = None
    speed: float | None = None


class Script(BaseModel):
    """One dialogue of ``tests/accuracy/dialogues``, as ``tools/callmaker.py`` reads it."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    kind: str | None = None
    direction: Direction = Direction.INBOUND
    agent_id: str | None = None
    channels: str = "stereo"
    rings: int = 0
    ring_seconds: float | None = None
    first_gap: float = 0.8
    hung_up_by: str | None = None
    speed: dict[Role, float] = {}
    turns: tuple[ScriptTurn, ...]
    truth: dict[str, Any]

    @property
    def answered_at(self) -> Seconds:
        if self.ring_seconds is not None:
            return self.ring_seconds
        return RING_PERIOD * self.rings - RING_REST if self.rings else 0.0


def read_script(fields: Mapping[str, Any]) -> Script:
    """A validated script; raises EvaluationError naming the fields that are wrong."""
    try:
        return Script.model_validate(fields)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, e["loc"])) for e in error.errors(include_input=False)})
        raise EvaluationError(f"{fields.get('id', '对话脚本')}：字段缺失或不正确：{'、'.join(wrong[:10])}") from None


def written_call(id: str, direction: str, turns: Iterable[tuple[str, str]]) -> Call:
    """A call of which only the words are known: (role, text) of each turn."""
    said = [{"role": role, "say": text} for role, text in turns]
    return dialogue_call(read_script({"id": id, "direction": direction, "turns": said, "truth": {}}))


def dialogue_call(script: Script, hear: Callable[[str], str] = str, timed: bool = False) -> Call:
    """The script as a ready-made transcript; ``hear`` writes each turn as a recogniser would.

    ``timed`` calls pretend to have been recorded, so that checks of timing and silence apply to the estimated times.
    """
    times = list(_times(script))
    spoken = sorted(zip(times, script.turns, strict=True), key=lambda pair: pair[0])
    utterances = tuple(
        Utterance(i, turn.role, time.start, time.end, hear(turn.say)) for i, (time, turn) in enumerate(spoken)
    )
    end = max((time.end for time in times), default=script.answered_at)
    recording = Recording(f"{script.id}.yaml", "", end, 2, 8000, "script") if timed else None
    telephony = Telephony(script.rings, script.answered_at if timed else None, hung_up_by=script.hung_up_by)
    return Call(
        script.id,
        Transcript(utterances, asr_model="script"),
        script.direction,
        script.agent_id,
        recording=recording,
        telephony=telephony,
    )


def dialogue_truth(script: Script) -> dict[str, Any]:
    """What ``<id>.truth.json`` would hold, with estimated times."""
    timeline = [
        {"turn": i, "role": turn.role.value, "start": time.start, "end": time.end, "text": turn.say}
        for i, (turn, time) in enumerate(zip(script.turns, _times(script), strict=True))
    ]
    about = {"id": script.id, "kind": script.kind, "direction": script.direction.value, "channels": script.channels}
    return {
        **about,
        "rings": script.rings,
        "answered_at": script.answered_at,
        "timeline": timeline,
        "truth": script.truth,
    }


def evaluate_dialogues(
    scripts: Sequence[Script],
    judge: Callable[[Call], Mapping[str, Any]],
    hear: Callable[[str], str] = str,
    timed: bool = False,
) -> Evaluation:
    """Judge every script as a transcript and compare with its labels; ``judge`` makes a call the contract's object.

    What needs a recording (roles, rings, the answer) is not measured; silence and overlap only where ``timed``.
    """
    results = {script.id: judge(dialogue_call(script, hear, timed)) for script in scripts}
    truths = {script.id: dialogue_truth(script) for script in scripts}
    return evaluate(results, truths, (*TEXT, *TIMING) if timed else TEXT)


def _times(script: Script) -> Iterator[Interval]:
    clock = script.answered_at
    for number, turn in enumerate(script.turns):
        usual = USUAL_GAP if number else script.first_gap
        gap = usual if turn.gap is None else turn.gap
        start = round(max(0.0, clock + gap), 2)
        end = round(start + _seconds(turn, script), 2)
        yield Interval(start, end)
        clock = max(clock, end) if gap < 0 else end


def _seconds(turn: ScriptTurn, script: Script) -> Seconds:
    characters = sum(c.isalnum() for c in turn.say)
    return max(SHORTEST_TURN, characters / PACE / (turn.speed or script.speed.get(turn.role, 1.0)))
