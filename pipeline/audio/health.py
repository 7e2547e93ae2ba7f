"""Whether the channels of a recording can be used as they are.

Swapped channels cannot be seen here: which one is the agent is decided from what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.audio.channel_likeness import Likeness, likeness
from pipeline.audio.rate_label import plays_too_fast
from pipeline.audio.speech_band import FRAME_SECONDS, band_levels
from pipeline.audio.tone_levels import runs

Severity = Literal["info", "warning", "error"]

_FLOOR_PERCENTILE = 15
_ABOVE_FLOOR_DB = 8.0
_FAINTEST_DB = -65.0
_LOUDEST_PERCENTILE = 95
_SPEECH_RANGE_DB = 20.0
_SURELY_SOUND_DB = -40.0
_SHORTEST_SOUND = 0.1
_LEAST_SOUND = 0.3
_LOW_LEVEL_DB = -48.0
_PIECE = 1 << 20  # samples
_FULL_SCALE = 0.97
_CLIPPED_WARNING = 0.001
_CLIPPED_ERROR = 0.01
_ALIKE = 0.85
_ALIKE_SHARE = 0.9
_SAME_LEVEL_DB = 6.0
_LEAK_ALIKE = 0.6
_LEAST_OWN_SOUND = 0.2
_FEWEST_SECONDS = 2


@dataclass(frozen=True, slots=True)
class HealthIssue:
    """One fault: a stable code, how bad it is, a sentence for people, and the channel when it is one channel's."""

    code: str
    severity: Severity
    sentence: str
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class EffectiveChannels:
    """How to treat the recording: `stereo`, or `mono` with the one channel to use."""

    kind: Literal["stereo", "mono"]
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What is wrong with the channels, and which of them to use."""

    issues: tuple[HealthIssue, ...]
    effective_channels: EffectiveChannels


def channel_health(samples: NDArray[np.float32], rate_claimed: int) -> HealthReport:
    """Examine a recording of shape (channels, n) at 16 kHz that claimed to be sampled at `rate_claimed` hertz."""
    levels = [band_levels(channel) for channel in samples]
    sounding = [_sounding_seconds(channel) for channel in levels]
    issues: list[HealthIssue] = []
    if max(sounding) < _LEAST_SOUND:
        issues.append(_silent_recording())
        effective = EffectiveChannels("mono", 0)
    elif len(samples) == 1:
        effective = EffectiveChannels("mono", 0)
    else:
        effective = _choose(samples, levels, sounding, issues)
    used = range(len(samples)) if effective.channel is None else [effective.channel]
    for index in used:
        issues.extend(_channel_issues(samples[index], levels[index], index, rate_claimed, sounding[index]))
    return HealthReport(tuple(issues), effective)


def _choose(
    samples: NDArray[np.float32],
    levels: list[NDArray[np.float32]],
    sounding: list[float],
    issues: list[HealthIssue],
) -> EffectiveChannels:
    dead = [index for index, seconds in enumerate(sounding) if seconds < _LEAST_SOUND]
    if dead:
        issues.append(_dead_channel(dead[0]))
        return EffectiveChannels("mono", 1 - dead[0])
    louder = np.maximum(levels[0], levels[1])
    alike = likeness(samples, louder, _activity_threshold(louder))
    leaking = _only_leak(alike, levels)
    if leaking is not None:
        issues.append(_only_crosstalk(leaking))
        return EffectiveChannels("mono", 1 - leaking)
    if _same_signal(alike):
        issues.append(_fake_stereo())
        return EffectiveChannels("mono", 0 if sounding[0] >= sounding[1] else 1)
    return EffectiveChannels("stereo")


def _activity_threshold(levels: NDArray[np.float32]) -> float:
    """The level from which on there is sound. Where a loud recording knows no pause, its softest parts are no noise."""
    if not levels.size:
        return _FAINTEST_DB
    floor, loudest = (float(np.percentile(levels, q)) for q in (_FLOOR_PERCENTILE, _LOUDEST_PERCENTILE))
    return max(min(floor + _ABOVE_FLOOR_DB, max(loudest - _SPEECH_RANGE_DB, _SURELY_SOUND_DB)), _FAINTEST_DB)


def _sounding_seconds(levels: NDArray[np.float32]) -> float:
    """How long there is sound above the noise floor; clicks do not count."""
    loud = levels > _activity_threshold(levels)
    frames = sum(last - first for first, last in runs(loud) if last - first >= _SHORTEST_SOUND / FRAME_SECONDS)
    return frames * FRAME_SECONDS


def _same_signal(alike: Likeness) -> bool:
    """The same nearly all the time, at one distance in level; echo and cross-talk are softer now here, now there."""
    if alike.correlation.size < _FEWEST_SECONDS:
        return False
    distance = float(np.median(alike.level_difference))
    same = (alike.correlation >= _ALIKE) & (np.abs(alike.level_difference - distance) <= _SAME_LEVEL_DB)
    return bool(same.mean() >= _ALIKE_SHARE)


def _only_leak(alike: Likeness, levels: list[NDArray[np.float32]]) -> int | None:
    """The channel in which only the other one is heard, much softer; None when both have a voice of their own."""
    if alike.correlation.size < _FEWEST_SECONDS or np.mean(alike.correlation >= _LEAK_ALIKE) < _ALIKE_SHARE:
        return None
    softer = 1 if np.median(alike.level_difference) < 0 else 0
    if abs(float(np.median(alike.level_difference))) < _SAME_LEVEL_DB:
        return None
    return softer if _own_seconds(levels[softer], levels[1 - softer]) < _LEAST_OWN_SOUND else None


def _own_seconds(levels: NDArray[np.float32], others: NDArray[np.float32]) -> float:
    """How long a channel is not softer than the other while there is sound in it."""
    own = (levels > _activity_threshold(levels)) & (levels > others)
    return float(np.count_nonzero(own)) * FRAME_SECONDS


def _channel_issues(
    samples: NDArray[np.float32], levels: NDArray[np.float32], index: int, rate_claimed: int, sounding: float
) -> list[HealthIssue]:
    issues = []
    pieces = (samples[start : start + _PIECE] for start in range(0, samples.size, _PIECE))  # hours need no copy
    clipped = sum(int(np.count_nonzero(np.abs(piece) >= _FULL_SCALE)) for piece in pieces) / max(1, samples.size)
    if clipped >= _CLIPPED_WARNING:
        issues.append(_clipping(index, clipped))
    loud = levels[levels > _activity_threshold(levels)]
    if sounding >= _LEAST_SOUND and float(np.percentile(loud, 90)) < _LOW_LEVEL_DB:
        issues.append(_low_level(index, float(np.percentile(loud, 90))))
    if sounding >= _LEAST_SOUND and plays_too_fast(samples, rate_claimed):
        issues.append(_wrong_rate(index, rate_claimed))
    return issues


def _silent_recording() -> HealthIssue:
    return HealthIssue(
        "silent_recording", "error", "整段录音中没有听到任何声音，只有静音或底噪，无法评分。请检查录音设备。"
    )


def _dead_channel(index: int) -> HealthIssue:
    return HealthIssue(
        "dead_channel", "warning", f"声道 {index} 全程没有声音（只有静音或底噪），已按另一声道的单声道录音处理。", index
    )


def _fake_stereo() -> HealthIssue:
    return HealthIssue(
        "fake_stereo", "warning", "两个声道内容相同（假立体声），无法按声道区分坐席和客户，已按单声道处理。"
    )


def _only_crosstalk(index: int) -> HealthIssue:
    return HealthIssue(
        "only_crosstalk", "warning", f"声道 {index} 只有另一声道的串音，没有自己的说话声，已按单声道处理。", index
    )


def _clipping(index: int, share: float) -> HealthIssue:
    severity: Severity = "error" if share >= _CLIPPED_ERROR else "warning"
    return HealthIssue(
        "clipping", severity, f"声道 {index} 有 {share:.2%} 的采样削波失真，识别可能不准。请调低录音增益。", index
    )


def _low_level(index: int, level: float) -> HealthIssue:
    return HealthIssue(
        "low_level", "warning", f"声道 {index} 音量过低（{level:.0f} dBFS），识别可能不准。请调高录音增益。", index
    )


def _wrong_rate(index: int, rate: int) -> HealthIssue:
    return HealthIssue(
        "wrong_sampling_rate",
        "warning",
        f"声道 {index} 疑似采样率标错：标为 {rate} Hz，但内容像 8000 Hz 录音被加速播放。请核对录音设置后重新导出。",
        index,
    )
