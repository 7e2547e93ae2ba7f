"""Every documented format decodes to 16 kHz with true times; damage is survived and reported."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from pipeline.audio.decode import Decoded, decode, probe
from pipeline.audio.errors import (
    NoAudioStream,
    NotAudio,
    NoValidSamples,
    RecordingDamaged,
    RecordingEmpty,
    RecordingError,
    RecordingTooBig,
    RecordingTooLong,
    RecordingTooShort,
    RecordingUnreadable,
    TooManyChannels,
    UnsupportedCodec,
    UnsupportedFormat,
    UnsupportedSamplingRate,
)
from pipeline.audio.limits import Limits
from tests.pipeline.audio import media

SAMPLES = Path(__file__).parent / "samples"


def check_tone(decoded: Decoded, since: int = 0) -> None:
    """The probe's tone is where it belongs in the 2 s from second `since`."""
    start, end = media.tone_edges(decoded.samples[0, since * media.RATE : (since + 2) * media.RATE])
    assert start == pytest.approx(0.5, abs=0.03)
    assert end == pytest.approx(1.5, abs=0.03)


def codes(decoded: Decoded) -> set[str]:
    return {warning.code for warning in decoded.warnings}


@pytest.mark.parametrize(
    ("name", "channels"),
    [(name, channels) for name in media.ENCODINGS for channels in (1, 2) if (name, channels) != ("vorbis", 1)],
)
def test_formats(name: str, channels: int, tmp_path: Path) -> None:
    decoded = decode(media.encode_as(name, tmp_path, channels))
    assert decoded.samples.dtype == np.float32
    assert decoded.samples.shape[0] == decoded.info.channels == channels
    assert decoded.info.duration == pytest.approx(2.0, abs=0.2)
    assert decoded.info.sampling_rate == media.ENCODINGS[name][2]
    assert not decoded.warnings
    check_tone(decoded)
    if channels == 2:
        left, right = np.sqrt(np.mean(decoded.samples**2, axis=1))
        assert right / left == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("name", "codec"), [("tone-gsm.wav", "gsm_ms"), ("tone-wb.amr", "amr_wb")])
def test_formats_without_an_encoder(name: str, codec: str) -> None:
    decoded = decode(SAMPLES / name)
    assert decoded.info.codec == codec
    check_tone(decoded)


def test_amr_narrow_band(tmp_path: Path) -> None:
    path = media.encode(tmp_path / "x.amr", media.probe_signal(8_000), 8_000, "amr", "libopencore_amrnb")
    decoded = decode(path)
    assert decoded.info.codec == "amr_nb"
    check_tone(decoded)


@pytest.mark.parametrize("container", ["ipod", "adts"])
def test_undeclared_aac_delay_is_removed(container: str, tmp_path: Path) -> None:
    path = media.encode(tmp_path / "x", media.probe_signal(8_000), 8_000, container, "aac", stamped=False)
    check_tone(decode(path))


def test_content_counts_and_not_the_name(tmp_path: Path) -> None:
    path = media.encode_as("flac", tmp_path).rename(tmp_path / "call.mp3")
    assert decode(path).info.codec == "flac"


def test_info_and_hash(tmp_path: Path) -> None:
    path = media.encode_as("pcm_mulaw", tmp_path, 2)
    info = decode(path).info
    assert (info.codec, info.container, info.channels, info.sampling_rate) == ("pcm_mulaw", "wav", 2, 8_000)
    assert info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert probe(path) == info


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 1600])
def test_unfinished_wav_header(size: int, tmp_path: Path) -> None:
    path = media.encode_as("pcm_s16le", tmp_path)
    content = bytearray(path.read_bytes())
    where = content.index(b"data") + 4
    content[where : where + 4] = struct.pack("<I", size)
    content[4:8] = struct.pack("<I", size)
    path.write_bytes(content)
    decoded = decode(path)
    assert codes(decoded) == {"header_size"}
    assert decoded.info.duration == pytest.approx(2.0, abs=0.01)
    check_tone(decoded)


def test_chunks_behind_the_samples_are_no_fault(tmp_path: Path) -> None:
    path = media.encode_as("pcm_s16le", tmp_path)
    path.write_bytes(path.read_bytes() + b"LIST" + struct.pack("<I", 40) + bytes(40))
    assert not decode(path).warnings


@pytest.mark.parametrize("name", ["pcm_s16le", "flac", "mp3"])
def test_truncated_files_keep_what_there_is(name: str, tmp_path: Path) -> None:
    container, encoder, rate, extension = media.ENCODINGS[name]
    signal = np.tile(media.probe_signal(rate), 5)
    path = media.encode(tmp_path / f"x.{extension}", signal, rate, container, encoder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    decoded = decode(path)
    assert "truncated" in codes(decoded)
    assert 3 < decoded.info.duration < 7
    check_tone(decoded)


def test_damaged_packets_do_not_move_the_rest(tmp_path: Path) -> None:
    path = media.encode(tmp_path / "x.flac", np.tile(media.probe_signal(), 3), 16_000, "flac", "flac")
    content = bytearray(path.read_bytes())
    middle = len(content) * 9 // 10
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)
    decoded = decode(path)
    assert codes(decoded) & {"damaged_packets", "gaps_filled"}
    check_tone(decoded, since=0)
    check_tone(decoded, since=4)


@pytest.mark.parametrize(("jump", "duration", "code"), [(1, 5.0, "gaps_filled"), (3600, 4.0, "damaged_packets")])
def test_jumps_of_the_time_stamps(jump: int, duration: float, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream("flac", rate=16_000, layout="mono", options={"strict": "experimental"})
        for index in range(2):
            pcm = (media.probe_signal() * 32767).astype(np.int16)
            for start in range(0, 32_000, 1_000):
                frame = av.AudioFrame.from_ndarray(pcm[:, start : start + 1_000].copy(), format="s16", layout="mono")
                frame.rate, frame.pts = 16_000, start + index * (2 + jump) * 16_000
                output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    decoded = decode(path)
    assert decoded.info.duration == pytest.approx(duration, abs=0.3)
    assert code in codes(decoded)
    check_tone(decoded)


def test_sound_of_a_video_and_its_late_start(tmp_path: Path) -> None:
    path = tmp_path / "x.mp4"
    _video(path, audio_from=1.0)
    decoded = decode(path)
    check_tone(decoded, since=1)


def test_invalid_samples_become_silence(tmp_path: Path) -> None:
    signal = media.probe_signal()
    signal[0, 100:110] = np.nan
    signal[0, 200] = np.inf
    decoded = decode(media.encode(tmp_path / "x.wav", signal, 16_000, "wav", "pcm_f32le"))
    assert np.isfinite(decoded.samples).all()
    assert "invalid_samples" in codes(decoded)
    check_tone(decoded)


def test_offset_is_removed(tmp_path: Path) -> None:
    decoded = decode(media.save_wav(tmp_path / "x.wav", media.probe_signal() + 0.2))
    assert "dc_offset" in codes(decoded)
    assert abs(float(decoded.samples.mean())) < 0.001


def test_float_beyond_full_scale_is_brought_back(tmp_path: Path) -> None:
    decoded = decode(media.encode(tmp_path / "x.wav", media.probe_signal() * 20_000, 16_000, "wav", "pcm_f32le"))
    assert codes(decoded) == {"rescaled"}
    assert float(np.abs(decoded.samples).max()) <= 1.0


def _video(path: Path, audio_from: float | None) -> None:
    with av.open(str(path), "w", format="mp4") as output:
        picture = output.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        sound = output.add_stream("aac", rate=16_000, layout="mono") if audio_from is not None else None
        for index in range(75):
            frame = av.VideoFrame(32, 32, "yuv420p")
            frame.pts = index
            output.mux(picture.encode(frame))
        output.mux(picture.encode(None))
        if sound is not None and audio_from is not None:
            frame = av.AudioFrame.from_ndarray(media.probe_signal(), format="fltp", layout="mono")
            frame.rate, frame.pts = 16_000, round(audio_from * 16_000)
            output.mux([*sound.encode(frame), *sound.encode(None)])


def _write(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


def _avi(path: Path) -> Path:
    return media.encode(path, media.probe_signal(), 16_000, "avi", "pcm_s16le")


REFUSALS = {
    "empty": (RecordingEmpty, lambda path: _write(b"", path)),
    "text": (NotAudio, lambda path: _write("您好，这不是录音。\n".encode() * 300, path)),
    "noise": (RecordingError, lambda path: _write(np.random.default_rng(0).bytes(5000), path)),
    "short": (RecordingTooShort, lambda path: media.save_wav(path, media.probe_signal()[:, :3200])),
    "header only": (RecordingError, lambda path: media.save_wav(path, np.zeros((1, 1), np.float32))),
    "three channels": (TooManyChannels, lambda path: media.save_wav(path, media.probe_signal(channels=3))),
    "high rate": (UnsupportedSamplingRate, lambda path: media.save_wav(path, media.probe_signal(96_000), 96_000)),
    "absurd rate": (UnsupportedSamplingRate, lambda path: media.save_wav(path, media.probe_signal(), 4_000_000)),
    "all nan": (
        NoValidSamples,
        lambda path: media.encode(path, np.full((1, 16_000), np.nan, np.float32), 16_000, "wav", "pcm_f32le"),
    ),
    "other container": (UnsupportedFormat, _avi),
    "other codec": (
        UnsupportedCodec,
        lambda path: media.encode(path, media.probe_signal(48_000), 48_000, "wav", "ac3"),
    ),
    "half an mp4": (
        RecordingDamaged,
        lambda path: _write(media.encode_as("m4a", path.parent).read_bytes()[:400], path),
    ),
    "missing": (RecordingUnreadable, lambda path: path.with_name("nowhere")),
    "folder": (RecordingUnreadable, lambda path: path.parent),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case: str, tmp_path: Path) -> None:
    error, make = REFUSALS[case]
    with pytest.raises(error) as caught:
        decode(make(tmp_path / "13912345678.wav"))
    assert "。" in str(caught.value)
    assert "139" not in str(caught.value)


def test_video_without_sound(tmp_path: Path) -> None:
    _video(tmp_path / "x.mp4", None)
    with pytest.raises(NoAudioStream):
        decode(tmp_path / "x.mp4")


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:2,\n{other}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {other}\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
        "[playlist]\nFile1={other}\nNumberOfEntries=1\n",
    ],
)
def test_playlists_open_nothing_else(content: str, tmp_path: Path) -> None:
    other = media.encode_as("pcm_s16le", tmp_path)
    path = _write(content.format(other=other).encode(), tmp_path / "call.mp3")
    with pytest.raises((NotAudio, UnsupportedFormat)):
        decode(path)


def test_limits(tmp_path: Path) -> None:
    path = media.encode_as("flac", tmp_path)
    with pytest.raises(RecordingTooLong, match="1 秒"):
        decode(path, limits=Limits(max_duration=1.0))
    with pytest.raises(RecordingTooBig):
        decode(path, limits=Limits(max_bytes=1000))
    with pytest.raises(RecordingTooBig):
        probe(path, limits=Limits(max_bytes=1000))


def test_forbidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> io.BufferedReader:
        raise PermissionError

    path = media.encode_as("flac", tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(RecordingUnreadable, match="权限"):
        decode(path)
