"""From a recording file to sound that can be recognised: decoded, examined, cut into turns by voice activity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.intervals import Interval as ModelInterval
from models.speakers import SpeakerTurn, split_speakers
from models.threads import one_thread_a_product
from models.vad import speech_turns, speech_turns_stereo
from pipeline.audio.cadence import Cadence
from pipeline.audio.decode import Decoded, decode
from pipeline.audio.echo import Echo, find_echo, without_echo
from pipeline.audio.headerless import headerless_by_name
from pipeline.audio.health import EffectiveChannels, HealthReport, channel_health
from pipeline.audio.hold_music import music_spans
from pipeline.audio.limits import limits_of
from pipeline.audio.ring_tone import RingBack, find_ring_back
from pipeline.domain.call import HealthIssue, Recording
from pipeline.domain.times import Interval, merge
from pipeline.intake.inputs import readable_name
from pipeline.settings import Settings

Samples = npt.NDArray[np.float32]
SILENT = "silent_recording"
MUSIC_SHARE = 0.6  # a turn that is music for this share is no speech


@dataclass(frozen=True, slots=True)
class Voice:
    """One track for the recogniser: a channel, or one speaker of a mono recording.

    ``certainty`` tells, turn by turn, how sure it is (0-1) that the turn is this voice's.
    """

    channel: int
    samples: Samples
    turns: tuple[ModelInterval, ...]
    certainty: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """Everything that can be known of a recording before a word of it is recognised."""

    recording: Recording
    voices: tuple[Voice, Voice]
    stereo: bool
    ring_back: RingBack
    music: tuple[Interval, ...]
    health: tuple[HealthIssue, ...]


def listen(path: Path, settings: Settings, file_name: str | None = None) -> Sound:
    """Decode and examine one recording, which was called ``file_name`` before it was kept.

    Raises :class:`pipeline.audio.errors.RecordingError` in words.
    """
    one_thread_a_product()
    decoded = decode(path, limits=limits_of(settings), headerless=headerless_by_name(file_name or path.name))
    info = decoded.info
    recording = Recording(
        readable_name(path), info.sha256, info.duration, info.channels, info.sampling_rate, info.codec
    )
    report = channel_health(decoded.samples, info.sampling_rate)
    issues = _issues(decoded, report)
    if any(issue.code == SILENT for issue in report.issues):  # hours of nothing are not searched for speech
        return _silence(recording, decoded.samples[0], issues)
    ring_back = find_ring_back(decoded.samples, cadence_of(settings))
    used, echoes = _without_echo(_used(decoded.samples, report.effective_channels))
    issues += echoes
    music = [music_spans(channel) for channel in used]
    voices = _two_channels(used, music, ring_back) if len(used) == 2 else _one_channel(used[0], music[0], ring_back)
    everywhere = tuple(merge(m for spans in music for m in spans))
    return Sound(recording, voices, len(used) == 2, ring_back, everywhere, issues)


def _used(samples: Samples, channels: EffectiveChannels) -> Samples:
    """The channels to listen to: a view, so that samples are in memory once."""
    first = channels.channel or 0
    return samples if channels.kind == "stereo" else samples[first : first + 1]


def _without_echo(samples: Samples) -> tuple[Samples, tuple[HealthIssue, ...]]:
    """The channels without what each holds of the other one a moment later, and what was taken out, in words."""
    if len(samples) != 2:
        return samples, ()
    echoes = [find_echo(samples[own], samples[1 - own]) for own in (0, 1)]
    if not any(echoes):
        return samples, ()
    clean = [
        without_echo(samples[own], samples[1 - own], echo) if echo else samples[own] for own, echo in enumerate(echoes)
    ]
    return np.stack(clean), tuple(_echo_issue(own, echo) for own, echo in enumerate(echoes) if echo)


def _echo_issue(own: int, echo: Echo) -> HealthIssue:
    message = f"声道 {own} 混有声道 {1 - own} 的回声（晚 {echo.delay:.2f} 秒，低 {-echo.gain_db:.0f} 分贝），已消除"
    return HealthIssue("line_echo", "warning", message)


def _silence(recording: Recording, samples: Samples, issues: tuple[HealthIssue, ...]) -> Sound:
    nobody = Voice(0, samples, (), ())
    return Sound(recording, (nobody, nobody), False, RingBack(0, 0.0), (), issues)


def cadence_of(settings: Settings) -> Cadence:
    return Cadence(frequencies=(settings.ring_frequency_hz,), on=settings.ring_on, off=settings.ring_off)


def _two_channels(samples: Samples, music: list[list[Interval]], ring_back: RingBack) -> tuple[Voice, Voice]:
    found = speech_turns_stereo([samples[0], samples[1]])
    voices = []
    for channel in (0, 1):
        turns = tuple(_spoken(found[channel], music[channel], ring_back))
        voices.append(Voice(channel, samples[channel], turns, (1.0,) * len(turns)))
    return voices[0], voices[1]


def _one_channel(samples: Samples, music: list[Interval], ring_back: RingBack) -> tuple[Voice, Voice]:
    """Two voices on one channel: told apart by their sound."""
    speakers = split_speakers(samples, _spoken(speech_turns(samples), music, ring_back))
    return _speaker(samples, speakers, 0), _speaker(samples, speakers, 1)


def _speaker(samples: Samples, speakers: list[SpeakerTurn], number: int) -> Voice:
    own = [s for s in speakers if s.speaker == number]
    return Voice(0, samples, tuple(ModelInterval(s.start, s.end) for s in own), tuple(s.confidence for s in own))


def _spoken(turns: list[ModelInterval], music: list[Interval], ring_back: RingBack) -> list[ModelInterval]:
    """The turns that are speech: not the ring-back tone, not hold music."""
    noise = [*music, *ring_back.tones]
    spans = [Interval(t.start, t.end) for t in turns]
    return [ModelInterval(s.start, s.end) for s in spans if sum(s.overlap(n) for n in noise) < MUSIC_SHARE * s.duration]


def _issues(decoded: Decoded, report: HealthReport) -> tuple[HealthIssue, ...]:
    warnings = [HealthIssue(w.code, "warning", w.sentence) for w in decoded.warnings]
    found = [HealthIssue(i.code, i.severity, i.sentence) for i in report.issues]
    return tuple(warnings + found)
