"""16-bit WAV: what is written is what is read, and any stretch can be cut out of it."""

import io
import wave

import numpy as np
import pytest

from pipeline.audio.sample_store import Blocks
from pipeline.playback.wav import cut, overwrite, write_wav

RATE = 16_000


def write(file, samples: np.ndarray, **more) -> int:
    """Writes samples of shape (channels, n) as they would be decoded, block by block."""

    def play(take) -> Blocks:
        whole = Blocks(len(samples), take)
        whole.append(samples)
        whole.close_block()
        return whole

    return write_wav(file, play, RATE, **more)


def read(file) -> np.ndarray:
    """Samples of shape (channels, n), as whole numbers."""
    with wave.open(file) as sound:
        assert (sound.getsampwidth(), sound.getframerate()) == (2, RATE)
        frames = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        return frames.reshape(-1, sound.getnchannels()).T


@pytest.fixture
def ramp(tmp_path):
    """Two seconds in which a sample's value tells its place; the right channel is the left one upside down."""
    left = ((np.arange(2 * RATE) - RATE) / 32767).astype(np.float32)
    with (tmp_path / "ramp.wav").open("wb") as file:
        write(file, np.stack([left, -left]))
    return tmp_path / "ramp.wav"


def test_every_sample_of_every_channel_is_kept(ramp):
    left, right = read(str(ramp))
    assert np.abs(left - (np.arange(2 * RATE) - RATE)).max() <= 1
    assert np.array_equal(right, -left)


def test_what_is_too_loud_is_cut_and_does_not_turn_over():
    file = io.BytesIO()
    write(file, np.array([[1.4, -1.4, 1.0, -1.0]], np.float32))
    file.seek(0)
    assert read(file).tolist() == [[32767, -32767, 32767, -32767]]


def test_more_than_is_written_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.audio.sample_store._BLOCK", 7)
    numbers = np.arange(60).reshape(20, 3).T - 29
    samples = (numbers / 32767).astype(np.float32)
    with (tmp_path / "three.wav").open("wb") as file:
        write(file, samples)
    assert np.abs(read(str(tmp_path / "three.wav")) - numbers).max() <= 1


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


def test_what_is_to_be_corrected_is_corrected_from_the_first_sample_on(tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.audio.sample_store._BLOCK", 7)
    file = io.BytesIO()
    write(file, np.array([[0.1, 0.3] * 50, [0.0, 4.0] * 50], np.float32))
    file.seek(0)
    left, right = read(file)
    assert left[:2].tolist() == pytest.approx([-0.1 / 4 * 32767, 0.1 / 4 * 32767], abs=1)
    assert right[:2].tolist() == pytest.approx([-0.5 * 32767, 0.5 * 32767], abs=1)


def test_a_stretch_is_overwritten_and_nothing_else(ramp):
    before = read(str(ramp))
    with ramp.open("r+b") as file:
        overwrite(file, 100, np.full((2, 50), 0.5, np.float32))
    after = read(str(ramp)).copy()
    assert (after[:, 100:150] == round(0.5 * 32767 - 0.5)).all()
    after[:, 100:150] = before[:, 100:150]
    assert np.array_equal(after, before)
