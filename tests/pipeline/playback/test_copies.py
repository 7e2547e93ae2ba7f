"""Playable copies: made once, of what may be heard, in a folder that stays small and may vanish."""

import threading
import tracemalloc
import wave
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pipeline.audio.errors import RecordingError
from pipeline.domain.times import Interval
from pipeline.playback import Copies
from pipeline.playback import copies as module
from pipeline.storage.errors import NotInStore, StoreError
from pipeline.storage.recordings import RecordingStore
from tests.pipeline.audio.media import encode, seconds

RATE = 8000
UNKNOWN = "f" * 64


def tone(hertz: float, length: float = 1.0) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * seconds(length, RATE).astype(np.float64))).astype(np.float32)


def pitch(path, channel: int = 0) -> float:
    """The loudest frequency in hertz of a copy's channel."""
    with wave.open(str(path)) as sound:
        frames = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        samples = frames.reshape(-1, sound.getnchannels())[:, channel].astype(float)
        return float(np.argmax(np.abs(np.fft.rfft(samples))) * sound.getframerate() / len(samples))


@pytest.fixture
def recordings(tmp_path):
    return RecordingStore(str(tmp_path / "recordings"))


@pytest.fixture
def keep(recordings, tmp_path):
    """Keeps a µ-law recording of a tone in each channel; returns its SHA-256."""

    def keep(*hertz: float, encoder: str = "pcm_mulaw", length: float = 1.0) -> str:
        samples = np.stack([tone(h, length) for h in hertz])
        return recordings.add(encode(tmp_path / "tone.wav", samples, RATE, "wav", encoder))[0]

    return keep


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "playback"


@pytest.fixture
def copies(recordings, folder):
    return Copies(recordings, folder)


@pytest.fixture
def decoded(monkeypatch):
    """Paths that were decoded."""
    paths, stream = [], module.stream
    monkeypatch.setattr(
        module, "stream", lambda path, *more, **named: paths.append(path) or stream(path, *more, **named)
    )
    return paths


def test_what_a_browser_plays_is_the_recording_itself(copies, keep, recordings, folder):
    sha256 = keep(440, encoder="pcm_s16le")
    playable = copies.original(sha256, "pcm_s16le")
    with recordings.open(sha256) as kept:
        assert playable.path.read_bytes() == kept.read()
    assert playable.media_type == "audio/wav"
    assert not folder.exists()


def test_what_it_does_not_play_has_no_original(copies, keep):
    assert copies.original(keep(440), "pcm_mulaw") is None


def test_one_channel_or_all_of_them(copies, keep):
    sha256 = keep(440, 880)
    both, right = copies.wav(sha256), copies.wav(sha256, channel=1)
    assert [pitch(both, 0), pitch(both, 1), pitch(right)] == pytest.approx([440, 880, 880], abs=2)
    mono = keep(660)
    assert pitch(copies.wav(mono, channel=1)) == pytest.approx(660, abs=2)  # who speaks second has no channel there


def test_hidden_words_are_a_tone_in_every_copy_that_hides_them_and_in_no_other(copies, keep):
    sha256, hidden = keep(440, 880), [Interval(0.0, 1.0)]
    covered = copies.wav(sha256, channel=1, hidden=hidden)
    assert pitch(covered) == pytest.approx(1000, abs=2)
    assert pitch(copies.wav(sha256, channel=1)) == pytest.approx(880, abs=2)
    other = copies.playable_wav(sha256, channel=1, hidden=[Interval(0.0, 0.5)])
    plain = copies.playable_wav(sha256, channel=1)
    assert len({plain.version, other.version, covered.stem[:64]}) == 3


def test_a_copy_is_made_once_even_for_many_at_the_same_time(copies, keep, folder, decoded):
    sha256, together = keep(440), threading.Barrier(8)

    def ask(_: int):
        together.wait()
        return copies.wav(sha256)

    with ThreadPoolExecutor(8) as pool:
        (path,) = set(pool.map(ask, range(8)))
    assert len(decoded) == 1
    assert list(folder.iterdir()) == [path]


def test_a_waveform_is_counted_once(copies, keep, decoded):
    sha256 = keep(440, 880)
    first = copies.peaks(sha256)
    assert (first["duration"], [len(channel) for channel in first["peaks"]]) == (1.0, [20, 20])
    assert copies.peaks(sha256) == first
    assert len(decoded) == 1


def test_the_folder_may_be_deleted_at_any_time(copies, keep, folder):
    sha256 = keep(440)
    copies.wav(sha256).unlink()
    folder.rmdir()
    assert copies.wav(sha256).exists()


def test_the_longest_unused_makes_room_and_who_reads_it_reads_on(recordings, folder, keep, monkeypatch):
    first, second, third, fourth = (keep(hertz) for hertz in (400, 500, 600, 700))
    size = Copies(recordings, folder).playable_wav(first).path.stat().st_size
    copies = Copies(recordings, folder, most_bytes=2 * size)
    times = iter(range(1_000, 2_000))
    utime = module.os.utime
    monkeypatch.setattr(module.os, "utime", lambda path: utime(path, (now := next(times), now)))
    copies.wav(first)
    gone = copies.playable_wav(second)
    with gone.path.open("rb") as reading:
        copies.wav(third)
        copies.wav(first)  # used again: no longer the oldest
        copies.wav(fourth)
        assert len(reading.read()) == size
    names = {path.name[:32] for path in folder.iterdir()}
    assert names == {first[:32], third[:32], fourth[:32]}


def test_a_recording_that_is_gone(copies):
    with pytest.raises(NotInStore):
        copies.original(UNKNOWN, "mp3")
    with pytest.raises(NotInStore):
        copies.wav(UNKNOWN)
    with pytest.raises(NotInStore):
        copies.peaks(UNKNOWN)


def test_what_can_not_be_decoded_leaves_nothing_behind(copies, recordings, folder, tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x00\x00\x00\x00WAVE" + b"\x00" * 100)
    sha256, _ = recordings.add(broken)
    for ask in (copies.wav, copies.peaks):
        with pytest.raises(RecordingError):
            ask(sha256)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_told_in_words_and_leaves_no_half_copy(copies, keep, folder, monkeypatch):
    def fill(file, *_: object) -> None:
        file.write(b"RIFF")
        raise OSError(28, "No space left on device")

    sha256 = keep(440)
    monkeypatch.setattr(module, "write_wav", fill)
    with pytest.raises(StoreError, match="播放文件无法写入"):
        copies.wav(sha256)
    assert list(folder.iterdir()) == []


def test_the_length_of_a_recording_costs_no_memory(copies, recordings, tmp_path):
    """Ten minutes are 77 MB as samples."""
    minute = np.zeros((2, 60 * RATE), np.float32)
    minute[:, RATE : 2 * RATE] = tone(440)
    path = encode(tmp_path / "long.flac", np.tile(minute, 10), RATE, "flac", "flac")
    sha256, _ = recordings.add(path)
    tracemalloc.start()
    found, wav = copies.peaks(sha256), copies.wav(sha256, hidden=[Interval(1.0, 2.0)])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 * 1024**2
    assert (found["duration"], len(found["peaks"][0])) == (600.0, 4000)
    assert wav.stat().st_size == pytest.approx(600 * 16_000 * 4, rel=0.001)
