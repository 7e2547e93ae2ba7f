"""16-bit WAV: what is written is what is read, and any stretch can be cut out of it."""

import io
import wave

import numpy as np
import pytest

from pipeline.playback.wav import cut, write_wav

RATE = 16_000


def read(file) -> np.ndarray:
    """Samples of shape (channels, n), as whole numbers."""
    with wave.open(file) as sound:
        assert (sound.getsampwidth(), sound.getframerate()) == (2, RATE)
        frames = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return frames.reshape(-1, sound.getnchannels()).T


@pytest.fixture
def ramp(tmp_path):
    """Two seconds in which a sample's value tells its place; the right channel is the left one upside down."""
    left = (np.arange(2 * RATE) / 32767).astype(np.float32)
    with (tmp_path / "ramp.wav").open("wb") as file:
        write_wav(file, np.stack([left, -left]), RATE)
    return tmp_path / "ramp.wav"


def test_every_sample_of_every_channel_is_kept(ramp):
    left, right = read(str(ramp))
    assert np.abs(left - np.arange(2 * RATE)).max() <= 1
    assert np.array_equal(right, -left)


def test_what_is_too_loud_is_cut_and_does_not_turn_over():
    file = io.BytesIO()
    write_wav(file, np.array([[2.0, -2.0, 1.0, -1.0]], np.float32), RATE)
    file.seek(0)
    assert read(file).tolist() == [[32767, -32767, 32767, -32767]]


def test_more_than_is_written_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.playback.wav._AT_ONCE", 7)
    samples = (np.arange(60).reshape(3, 20) / 32767).astype(np.float32)
    with (tmp_path / "three.wav").open("wb") as file:
        write_wav(file, samples, RATE)
    assert np.abs(read(str(tmp_path / "three.wav")) - np.arange(60).reshape(3, 20)).max() <= 1


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (0.0, 2.0, 0, 32_000),
        (0.5, 0.75, 8000, 12_000),
        (0.50003, 0.75003, 8000, 12_000),  # times are rounded to samples
        (1.5, 9.0, 24_000, 32_000),
        (5.0, 9.0, 32_000, 32_000),
        (1.0, 1.0, 16_000, 16_000),
        (1.0, 0.5, 16_000, 16_000),
    ],
)
def test_a_stretch_holds_exactly_its_samples(ramp, start, end, first, last):
    stretch = read(io.BytesIO(cut(ramp, start, end)))
    assert np.array_equal(stretch, read(str(ramp))[:, first:last])
