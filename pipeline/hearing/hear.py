"""From recordings to calls: recognised in common batches, roles assigned, facts of the telephone system joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.asr import Transcriber
from models.hallucination import Removal
from models.hallucination import RemovedText as InventedText
from models.role_classifier import RoleClassifier
from models.second_hearing import SecondHearing
from pipeline.domain.call import Call, HealthIssue, Role, Telephony, Transcript
from pipeline.hearing.listen import Sound
from pipeline.hearing.roles import RoleDecision, assign_roles, infer_direction
from pipeline.hearing.second_hearing import Belief, ask_the_sound
from pipeline.hearing.transcribe import HeardTurn, removed, transcribe, utterances
from pipeline.intake.call_facts import rings_within
from pipeline.intake.manifest import ManifestRow
from pipeline.lexicon import Pack

GROUP_SECONDS = 600.0  # of sound recognised together: enough for full batches, little enough for memory
GROUP_CALLS = 8
MOSTLY = 0.4  # share of a text from which on it is invented as a whole
SURE_OF_SWAP = 0.95  # confidence from which on the conversation may contradict the manifest
SWAPPED = HealthIssue("channels_swapped", "error", "清单给出的坐席声道与通话内容不符，请核对声道配置")
LISTED = "清单给出了坐席声道"


@dataclass(frozen=True, slots=True)
class HearingModels:
    """What hearing needs beside the sound."""

    transcriber: Transcriber
    roles: RoleClassifier
    pack: Pack
    belief: Belief | None = None  # of hearing again; None: what the recogniser wrote is taken as it is


def hear(
    sounds: Sequence[Sound], rows: Sequence[ManifestRow | None], ids: Sequence[str], models: HearingModels
) -> list[Call]:
    """One call for each sound; ``rows`` are the manifest's, None where it has none."""
    heard = transcribe(sounds, models.transcriber)
    turns = [[without_invented(turn, models.pack) for turn in own] for own in heard]
    return [_call(*one, models) for one in zip(sounds, turns, rows, ids, strict=True)]


def without_invented(turn: HeardTurn, pack: Pack) -> HeardTurn:
    """The turn without its text, where most of that is what recognisers write when nobody speaks, by the pack."""
    said = turn.text
    invented = sum(hit.end - hit.start for hit in pack.hallucination_matcher.find(said)) if said else 0
    if not invented or invented < MOSTLY * len(said):
        return turn
    removed = (*turn.heard.removed, InventedText(said, Removal.SUBTITLE))
    return replace(turn, heard=replace(turn.heard, text="", anchors=(), removed=removed))


def _call(sound: Sound, turns: list[HeardTurn], row: ManifestRow | None, id: str, models: HearingModels) -> Call:
    row = row or ManifestRow(sound.recording.name)
    machine = [bool(t.text) and bool(models.pack.announcement_matcher.find(t.text)) for t in turns]
    people = [t for t, announces in zip(turns, machine, strict=True) if not announces]
    decision, notes = _agent_voice(sound, people, row, models)
    roles = [
        Role.SYSTEM if announces else Role.AGENT if turn.voice == decision.agent else Role.CUSTOMER
        for turn, announces in zip(turns, machine, strict=True)
    ]
    heard = turns
    if models.belief and isinstance(models.transcriber, SecondHearing):
        heard = ask_the_sound(turns, roles, models.pack, models.transcriber, models.belief)
    spoken = utterances(heard, roles, decision.confidence)
    transcript = Transcript(spoken, removed(heard), sound.music, models.transcriber.name, models.transcriber.options)
    direction = row.direction or infer_direction([u.text for u in spoken if u.role is Role.AGENT], models.pack)
    channel = sound.voices[decision.agent].channel if sound.stereo else None
    return Call(
        row.call_id or id,
        transcript,
        direction,
        row.agent_id,
        channel,
        sound.recording,
        _telephony(sound, row),
        sound.health + notes,
        decision.reasons,
    )


def _agent_voice(
    sound: Sound, people: list[HeardTurn], row: ManifestRow, models: HearingModels
) -> tuple[RoleDecision, tuple[HealthIssue, ...]]:
    """Which voice is the agent's, and a note where what is said contradicts the manifest, which comes first."""
    voices = [[t for t in people if t.voice == voice] for voice in (0, 1)]
    heard = assign_roles(voices[0], voices[1], models.pack, models.roles, row.direction)
    if row.agent_channel is None or not sound.stereo:
        return heard, ()
    if heard.agent != row.agent_channel and heard.confidence >= SURE_OF_SWAP:
        return RoleDecision(row.agent_channel, 0.5, (LISTED, *(f"但另一方{r}" for r in heard.reasons))), (SWAPPED,)
    return RoleDecision(row.agent_channel, 1.0, (LISTED,)), ()


def _telephony(sound: Sound, row: ManifestRow) -> Telephony:
    """The telephone system's facts come first; what it doesn't say is taken from the ring-back tone."""
    rings, answered = sound.ring_back.rings, sound.ring_back.answered_at
    if row.ring_seconds is not None and not rings:
        rings = rings_within(row.ring_seconds)
    return Telephony(
        rings,
        answered if row.answered_at is None else row.answered_at,
        row.queue,
        row.team,
        row.customer_number,
        row.started_at,
        row.hung_up_by,
    )
