"""Real voices through the real weights: nothing is lost, nothing is written twice."""

from __future__ import annotations

import re
import wave
from pathlib import Path

import numpy as np
import pytest

from benchmarks.labelled import wrong_letters
from benchmarks.real_voices import as_telephone, heard_by_us, references

VOICES = Path(__file__).with_name("real_voices")
HIGHEST_CER = 0.3  # of both kinds of sound; measured .20 on these files, most of it names and rare words

pytestmark = pytest.mark.weights


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Text by file name, as recorded and as the telephone carries it."""
    folder = tmp_path_factory.mktemp("telephone")
    paths = [VOICES / row["file"] for row in references(VOICES)]
    telephone = [folder / f"{path.stem}-alaw.wav" for path in paths]
    for path, target in zip(paths, telephone, strict=True):
        as_telephone(path, target)
    loud = folder / "loud.wav"
    from_end_to_end(paths[0], loud)
    every = [*paths, *telephone, loud]
    return dict(zip((path.stem for path in every), heard_by_us(every), strict=True))


def from_end_to_end(source: Path, target: Path) -> None:
    """Only the loud middle of a recording, at full level: speech from the first sample to the last."""
    from faster_whisper.audio import decode_audio

    samples = decode_audio(str(source))
    level = np.convolve(np.abs(samples), np.ones(800) / 800, "same")
    first, last = np.flatnonzero(level > level.max() / 4)[[0, -1]]
    cut = samples[first:last] / np.abs(samples).max() * 0.9
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((cut * 32767).astype("<i2").tobytes())


def test_no_voice_is_lost(heard: dict[str, str]) -> None:
    assert [name for name, text in heard.items() if not text] == []


def test_no_sentence_is_written_twice(heard: dict[str, str]) -> None:
    letters = {name: "".join(c for c in text if c.isalnum()) for name, text in heard.items()}
    assert [name for name, text in letters.items() if re.search(r"(.{4,})\1", text)] == []


def test_most_of_it_is_right(heard: dict[str, str]) -> None:
    said = {Path(row["file"]).stem: row["reference"] for row in references(VOICES)}
    pairs = [(text, heard[stem + end]) for stem, text in said.items() for end in ("", "-alaw")]
    wrong, letters = map(sum, zip(*(wrong_letters({"": s}, {"": h}) for s, h in pairs), strict=True))
    assert wrong / letters <= HIGHEST_CER
