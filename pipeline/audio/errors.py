"""Why a recording cannot be analysed.

Each error builds its own sentence: what is wrong, the value found, the value allowed, what to do.
File names are left out on purpose, because they often hold telephone numbers; the caller knows the file.
"""

from __future__ import annotations

from pipeline.language import N_, _, _n

FORMATS = N_(
    "wav（PCM、A-law、µ-law、GSM、ADPCM）、mp3、ogg（opus、vorbis）、m4a/aac、flac、amr、mp4、wma、webm、caf、w64、au、aiff，"
    "以及无文件头的 .gsm、.ulaw、.alaw、.g722、.g726"
)


class RecordingError(Exception):
    """A recording cannot be analysed; `code` is stable, the message is for people."""

    code = "recording_error"


class RecordingUnreadable(RecordingError):
    """The path is missing, forbidden, a folder or not a regular file."""

    code = "unreadable"

    def __init__(self, cause: str) -> None:
        super().__init__(_("无法读取录音：%(cause)s。请检查路径和读取权限，再重新提交。", cause=cause))


class RecordingEmpty(RecordingError):
    """The file has no content."""

    code = "empty"

    def __init__(self) -> None:
        super().__init__(_("录音文件为空（0 字节）。请重新导出录音，再重新提交。"))


class NotAudio(RecordingError):
    """The content is no media file at all."""

    code = "not_audio"

    def __init__(self, looks_like: str) -> None:
        super().__init__(
            _(
                "文件内容不是音频（看起来是%(looks_like)s），与文件扩展名无关。支持的格式：%(formats)s。请提交原始录音。",
                looks_like=looks_like,
                formats=_(FORMATS),
            )
        )


class UnsupportedFormat(RecordingError):
    """The content is a kind of file that is not opened, such as a playlist."""

    code = "unsupported_format"

    def __init__(self) -> None:
        super().__init__(
            _(
                "文件内容不属于支持的录音格式（例如播放列表、图片或其他容器）。支持的格式：%(formats)s。请先转换再提交。",
                formats=_(FORMATS),
            )
        )


class UnsupportedCodec(RecordingError):
    """The container is known but its audio is coded in another way."""

    code = "unsupported_codec"

    def __init__(self, codec: str) -> None:
        super().__init__(
            _("不支持的音频编码：%(codec)s。支持的格式：%(formats)s。请先转换再提交。", codec=codec, formats=_(FORMATS))
        )


class NoAudioStream(RecordingError):
    """A media file without sound, such as a silent video."""

    code = "no_audio_stream"

    def __init__(self) -> None:
        super().__init__(_("文件中没有音频流（例如无声视频），至少需要一路音频。请提交带声音的录音。"))


class RecordingDamaged(RecordingError):
    """The format is recognised but nothing can be decoded."""

    code = "damaged"

    def __init__(self, container: str) -> None:
        super().__init__(
            _(
                "录音已损坏：识别为 %(container)s，但解码不出任何声音（常见原因：录制或传输中断）。请重新导出录音。",
                container=container,
            )
        )


class RecordingTooShort(RecordingError):
    """Less sound than a call can have; durations in seconds."""

    code = "too_short"

    def __init__(self, duration: float, shortest: float) -> None:
        super().__init__(
            _(
                "录音过短：%(duration)s 秒，至少需要 %(shortest)s 秒。请确认通话已接通、录音完整。",
                duration=f"{duration:.2f}",
                shortest=f"{shortest:g}",
            )
        )


class RecordingTooLong(RecordingError):
    """More sound than allowed; ``longest`` in seconds."""

    code = "too_long"

    def __init__(self, longest: float) -> None:
        super().__init__(
            _(
                "录音过长：超过了最多允许的 %(longest)s。请拆分成单通电话再提交，或调大时长上限。",
                longest=_span(longest),
            )
        )


class RecordingTooBig(RecordingError):
    """A bigger file than allowed; sizes in bytes."""

    code = "too_big"

    def __init__(self, size: int, biggest: int) -> None:
        super().__init__(
            _(
                "录音文件过大：%(size)s，超过最多允许的 %(biggest)s。请压缩或拆分后再提交，或调大文件上限。",
                size=_mib(size),
                biggest=_mib(biggest),
            )
        )


class TooManyChannels(RecordingError):
    """More channels than a telephone call has."""

    code = "too_many_channels"

    def __init__(self, channels: int, most: int) -> None:
        super().__init__(
            _(
                "声道过多：%(channels)s 个声道，最多允许 %(most)s 个。"
                "无法判断哪两个是坐席和客户：请导出为单声道或双声道录音，"
                "或用 TINGJIAN_CHANNELS 指定取哪两个声道（如 0,1）或混合（mix）。",
                channels=channels,
                most=most,
            )
        )


class ChannelMissing(RecordingError):
    """Fewer channels than the setting chooses from."""

    code = "channel_missing"

    def __init__(self, channels: int, chosen: str) -> None:
        super().__init__(
            _(
                "录音有 %(channels)s 个声道（编号从 0 开始），"
                "没有 TINGJIAN_CHANNELS 指定的声道 %(chosen)s。请检查设置或录音。",
                channels=channels,
                chosen=chosen,
            )
        )


class WeChatVoice(RecordingError):
    """SILK, the codec of WeChat's voice messages, which FFmpeg does not decode."""

    code = "wechat_silk"

    def __init__(self) -> None:
        super().__init__(_("这是微信语音（SILK 编码），不能直接读取。请先转换为 wav 或 mp3 再提交。"))


class UnsupportedSamplingRate(RecordingError):
    """A sampling rate outside the documented range; rates in hertz."""

    code = "unsupported_sampling_rate"

    def __init__(self, rate: int, lowest: int, highest: int) -> None:
        super().__init__(
            _(
                "采样率不支持：%(rate)s Hz，允许 %(lowest)s–%(highest)s Hz。请转换采样率后再提交。",
                rate=rate,
                lowest=lowest,
                highest=highest,
            )
        )


class NoValidSamples(RecordingError):
    """Every sample is NaN or infinite."""

    code = "no_valid_samples"

    def __init__(self) -> None:
        super().__init__(_("录音中没有一个有效采样值（全部为 NaN 或无穷大）。请检查录音设备或转换工具，重新导出录音。"))


def _span(seconds: float) -> str:
    return _n("%(num)s 小时", f"{seconds / 3600:g}") if seconds >= 3600 else _n("%(num)s 秒", f"{seconds:g}")


def _mib(size: int) -> str:
    return f"{size / 1024**2:.1f} MiB" if size >= 1024**2 else _n("%(num)s 字节", size)
