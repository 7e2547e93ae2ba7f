"""What recorders and other programs write besides: containers, codecs, files without a header, many channels."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.audio.decode import Decoded, decode, stream
from pipeline.audio.errors import ChannelMissing, NotAudio, RecordingError, TooManyChannels, WeChatVoice
from pipeline.audio.headerless import headerless_by_codec, headerless_by_name
from pipeline.audio.limits import Limits
from tests.pipeline.audio import media

SAMPLES = Path(__file__).parent / "samples"

#: name of the file -> container, encoder, sampling rate
CONTAINERS = {
    "x.wma": ("asf", "wmav2", 16_000),
    "x.webm": ("webm", "libopus", 48_000),
    "x.mka": ("matroska", "pcm_s16le", 8_000),
    "x.caf": ("caf", "pcm_s16be", 8_000),
    "alac.caf": ("caf", "alac", 16_000),
    "alac.m4a": ("ipod", "alac", 16_000),
    "x.w64": ("w64", "pcm_s16le", 8_000),
    "x.au": ("au", "pcm_mulaw", 8_000),
    "x.aiff": ("aiff", "pcm_s16be", 16_000),
    "6k.wav": ("wav", "pcm_s16le", 6_000),
    "11k.wav": ("wav", "pcm_s16le", 11_025),
    "ms.wav": ("wav", "adpcm_ms", 8_000),
    "ima.wav": ("wav", "adpcm_ima_wav", 8_000),
    "g726.wav": ("wav", "g726", 8_000),
}
HEADERLESS = {
    "x.ulaw": ("mulaw", "pcm_mulaw", 8_000),
    "x.UL": ("mulaw", "pcm_mulaw", 8_000),
    "x.alaw": ("alaw", "pcm_alaw", 8_000),
    "x.g722": ("g722", "g722", 16_000),
    "x.g726": ("g726le", "g726le", 8_000),
    "big-endian.g726": ("g726", "g726", 8_000),
}


def check_tone(decoded: Decoded) -> None:
    """The probe's tone is where it belongs, as clear as it was."""
    start, end = media.tone_edges(decoded.samples[0])
    assert start == pytest.approx(0.5, abs=0.06)
    assert end == pytest.approx(1.5, abs=0.06)
    inside = decoded.samples[0, media.RATE * 3 // 4 : media.RATE * 5 // 4]
    strength = np.abs(np.fft.rfft(inside * np.hanning(len(inside))))
    assert np.sum(strength[490:511] ** 2) > 0.9 * np.sum(strength**2)  # 1 kHz, in bins of 2 Hz


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers(name: str, tmp_path: Path) -> None:
    container, encoder, rate = CONTAINERS[name]
    bit_rate = 64_000 if container == "asf" else None
    path = media.encode(tmp_path / name, media.probe_signal(rate), rate, container, encoder, bit_rate=bit_rate)
    decoded = decode(path)
    assert decoded.info.sampling_rate == rate
    assert decoded.info.duration == pytest.approx(2.0, abs=0.2)
    assert decoded.warnings == ()
    check_tone(decoded)


@pytest.mark.parametrize("name", HEADERLESS)
def test_files_without_a_header_are_known_by_their_ending(name: str, tmp_path: Path) -> None:
    container, encoder, rate = HEADERLESS[name]
    path = media.encode(tmp_path / name, media.probe_signal(rate), rate, container, encoder)
    decoded = decode(path, headerless=headerless_by_name(name))
    assert decoded.info.duration == pytest.approx(2.0, abs=0.1)
    check_tone(decoded)
    kept = path.rename(tmp_path / "d1e0c3")  # in the store, only the codec is known
    check_tone(decode(kept, headerless=headerless_by_codec(decoded.info.codec)))


def test_gsm_without_a_header() -> None:
    decoded = decode(SAMPLES / "tone.gsm", headerless=headerless_by_name("tone.gsm"))
    assert (decoded.info.codec, decoded.info.sampling_rate) == ("gsm", 8_000)
    check_tone(decoded)


def test_content_counts_more_than_the_ending(tmp_path: Path) -> None:
    path = media.save_wav(tmp_path / "x.gsm", media.probe_signal())
    check_tone(decode(path, headerless=headerless_by_name(path.name)))


@pytest.mark.parametrize("ending", ["gsm", "ulaw", "g726"])
def test_text_is_no_sound_whatever_it_is_called(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{ending}"
    path.write_text("您好，这不是录音。\n" * 300, encoding="utf-8")
    with pytest.raises(NotAudio):
        decode(path, headerless=headerless_by_name(path.name))


@pytest.mark.parametrize("head", [b"#!SILK_V3", b"\x02#!SILK_V3"])
@pytest.mark.parametrize("name", ["x.silk", "x.amr", "x.aud"])
def test_wechat_voice_is_refused_by_name(head: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(head + np.random.default_rng(0).bytes(3000))
    with pytest.raises(WeChatVoice, match="微信语音"):
        decode(path)


def four_channels(path: Path) -> Path:
    """Channel n holds the probe (n + 1) times softer than the first."""
    with av.open(str(path), "w", format="wav") as output:
        sound = output.add_stream("pcm_s16le", rate=media.RATE, layout="4.0")
        samples = (media.probe_signal(channels=4) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), format="s16", layout="4.0")
        frame.rate, frame.pts = media.RATE, 0
        output.mux([*sound.encode(frame), *sound.encode(None)])
    return path


def loudness(decoded: Decoded) -> list[float]:
    loudest = np.abs(decoded.samples).max(axis=1)
    return [round(float(value), 2) for value in loudest]


@pytest.mark.parametrize(
    ("chosen", "expected"), [("0,1", [0.4, 0.2]), ("3,0", [0.1, 0.4]), ("2", [0.13]), ("mix", [0.21])]
)
def test_of_many_channels_some_are_picked_or_all_mixed(chosen: str, expected: list[float], tmp_path: Path) -> None:
    decoded = decode(four_channels(tmp_path / "x.wav"), limits=Limits(channels=chosen))
    assert decoded.info.channels == len(expected)
    assert loudness(decoded) == pytest.approx(expected, abs=0.01)
    [warning] = decoded.warnings
    assert warning.sentence.startswith("录音有 4 个声道，按设置")


def test_many_channels_are_refused_where_nobody_chose(tmp_path: Path) -> None:
    path = four_channels(tmp_path / "x.wav")
    with pytest.raises(TooManyChannels, match="TINGJIAN_CHANNELS"):
        decode(path)
    with pytest.raises(ChannelMissing, match="有 4 个声道"):
        decode(path, limits=Limits(channels="0,4"))


@pytest.mark.parametrize(("kept", "words"), [(0.5, "标明 2.00 秒，实际只能解码 1.00 秒"), (0.999, None)])
def test_a_notice_says_how_much_is_missing_and_only_if_it_is_much(
    kept: float, words: str | None, tmp_path: Path
) -> None:
    path = media.save_wav(tmp_path / "x.wav", media.probe_signal())
    path.write_bytes(path.read_bytes()[: round(path.stat().st_size * kept)])
    found = "".join(warning.sentence for warning in decode(path).warnings)
    assert words in found if words else not found


def test_what_is_streamed_is_what_is_decoded(tmp_path: Path) -> None:
    loud_and_off = media.probe_signal(channels=2) * 5 + 0.3
    path = media.encode(tmp_path / "x.wav", loud_and_off, media.RATE, "wav", "pcm_f32le")
    pieces: list[np.ndarray] = []
    blocks = stream(path, pieces.append)
    streamed = np.concatenate(pieces, axis=1)
    blocks.correct(streamed)
    np.testing.assert_allclose(streamed, decode(path).samples, atol=1e-6)


def test_what_is_streamed_is_refused_alike(tmp_path: Path) -> None:
    path = media.encode(tmp_path / "x.wav", np.full((1, 16_000), np.nan, np.float32), 16_000, "wav", "pcm_f32le")
    with pytest.raises(RecordingError, match="没有一个有效采样值"):
        stream(path, lambda block: None)


def test_what_is_too_long_for_memory_is_the_same_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = media.save_wav(tmp_path / "x.wav", media.probe_signal(channels=2))
    in_memory = decode(path).samples
    monkeypatch.setattr("pipeline.audio.sample_store._BLOCK", 5_000)
    monkeypatch.setattr("pipeline.audio.sample_store._MOST_IN_MEMORY", 20_000)
    on_disk = decode(path).samples
    assert type(on_disk) is np.ndarray
    assert isinstance(on_disk.base, np.memmap)
    np.testing.assert_array_equal(on_disk, in_memory)
