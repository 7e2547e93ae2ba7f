"""What was repaired or lost while a recording was decoded."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.audio.limits import MIX


@dataclass(frozen=True, slots=True)
class AudioWarning:
    """Something noteworthy that did not stop the analysis: a stable code and a sentence for people."""

    code: str
    sentence: str


def truncated(decoded: float, declared: float) -> AudioWarning:
    """The file ends before its header says so; durations in seconds."""
    return AudioWarning(
        "truncated", f"录音不完整：文件头标明 {declared:.2f} 秒，实际只能解码 {decoded:.2f} 秒，已分析可用部分。"
    )


def header_size() -> AudioWarning:
    """A WAV header whose sizes were never filled in."""
    return AudioWarning("header_size", "WAV 文件头中的数据长度无效（录音程序可能异常退出），已按文件实际长度读取。")


def damaged_packets(count: int) -> AudioWarning:
    """Some packets could not be decoded."""
    return AudioWarning("damaged_packets", f"有 {count} 个音频数据包损坏，已跳过，对应位置按静音处理。")


def gaps_filled(seconds: float) -> AudioWarning:
    """The stream's time stamps jump ahead; silence keeps later times right."""
    return AudioWarning("gaps_filled", f"录音的时间戳有跳跃，共补入 {seconds:.2f} 秒静音，以保持时间准确。")


def layout_changed() -> AudioWarning:
    """The number of channels changes on the way."""
    return AudioWarning("layout_changed", "录音中途声道数发生变化，只分析了变化之前的部分。")


def channels_chosen(channels: int, chosen: str) -> AudioWarning:
    """More channels than a call has; a setting says what becomes of them."""
    done = "已混合为一个声道" if chosen == MIX else f"只用了声道 {chosen.replace(',', '、')}"
    return AudioWarning("channels_chosen", f"录音有 {channels} 个声道，按设置{done}。")


def invalid_samples(count: int) -> AudioWarning:
    """NaN or infinite samples became 0."""
    return AudioWarning("invalid_samples", f"有 {count} 个采样值为 NaN 或无穷大，已替换为 0。")


def dc_offset(offset: float) -> AudioWarning:
    """A large constant offset was removed; full scale is 1."""
    return AudioWarning("dc_offset", f"录音存在明显的直流偏移（满幅的 {abs(offset):.1%}），已去除。")


def rescaled(peak: float) -> AudioWarning:
    """Float samples beyond full scale were brought back; full scale is 1."""
    return AudioWarning("rescaled", f"采样值超出满幅（峰值为满幅的 {peak:.1f} 倍），已按比例缩小。")
