"""Recognisers that are not ours: a command that prints JSON for one channel, or a folder of such answers.

Turns, channels and roles stay ours; the other recogniser says only what was said when. `recognised.py` tells which
forms of JSON are understood.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.asr import AsrTurn, Track
from models.errors import OtherFault, OtherRecogniserFailed
from models.loudness import SAMPLING_RATE, Floats, check_samples
from models.recognised import Spoken, read_json, turns_of

PLACE = "{wav}"  # in a command: where the file of the channel goes
LONGEST_WAIT = 3600.0  # seconds


class CommandTranscriber:
    """Runs a command for each channel: it gets a mono WAV file, 16 kHz, and prints JSON."""

    def __init__(self, command: str, longest_wait: float = LONGEST_WAIT) -> None:
        """`command` is split as a shell splits it, but no shell runs it; without `{wav}` the file comes last."""
        words = shlex.split(command)
        self._words = words if any(PLACE in word for word in words) else [*words, PLACE]
        self._longest_wait = longest_wait

    @property
    def name(self) -> str:
        """The program's name."""
        return Path(self._words[0]).name

    @property
    def options(self) -> dict[str, Any]:
        return {"engine": "command", "command": self.name}

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        """Ask for every channel in which somebody speaks, one after the other."""
        return [turns_of(track.turns, self._hear(track.samples)) if track.turns else [] for track in tracks]

    def _hear(self, samples: Floats) -> list[Spoken]:
        check_samples(samples)
        with tempfile.TemporaryDirectory(prefix="tingjian-") as folder:  # nobody else can look into it
            path = Path(folder) / "channel.wav"
            _write_wav(path, samples)
            return read_json(self._answer(path), self.name)

    def _answer(self, path: Path) -> bytes:
        words = [word.replace(PLACE, str(path)) for word in self._words]
        try:
            done = subprocess.run(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._longest_wait,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise OtherRecogniserFailed(OtherFault.TOO_SLOW, f"{self._longest_wait:.0f}") from None
        except OSError as error:
            raise OtherRecogniserFailed(OtherFault.NOT_FOUND, self.name) from error
        if done.returncode:
            raise OtherRecogniserFailed(OtherFault.FAILED, str(done.returncode))
        return done.stdout


class ResultsTranscriber:
    """Reads what another recogniser wrote earlier: `NAME.0.json` and `NAME.1.json` for the channels of NAME."""

    name = "results"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def options(self) -> dict[str, Any]:
        return {"engine": "results"}

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        """The answers for every channel in which somebody speaks."""
        return [turns_of(track.turns, self._read(track.label)) if track.turns else [] for track in tracks]

    def _read(self, label: str) -> list[Spoken]:
        file = f"{Path(label).name}.json"
        try:
            return read_json((self._folder / file).read_bytes(), file)
        except OSError as error:
            raise OtherRecogniserFailed(OtherFault.NO_RESULT, file) from error


def _write_wav(path: Path, samples: Floats) -> None:
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLING_RATE)
        out.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
