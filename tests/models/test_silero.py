"""Silero in two halves answers as the file does when it is run as it stands."""

import numpy as np
import onnxruntime
import pytest

from models import silero
from models.silero import HEARD_SAMPLES, MEMORY


@pytest.fixture(scope="module")
def pieces() -> np.ndarray:
    loud = np.repeat([0.0, 0.01, 0.3, 0.1], 10)[:, None]
    return (loud * np.random.default_rng(0).standard_normal((40, HEARD_SAMPLES))).astype(np.float32)


@pytest.mark.parametrize("together", [3, 256])
def test_answers_are_those_of_the_whole_file(
    monkeypatch: pytest.MonkeyPatch, pieces: np.ndarray, together: int
) -> None:
    monkeypatch.setattr(silero, "TOGETHER", together)
    answers = silero.silero()(pieces, np.arange(len(pieces)))
    assert np.ptp(answers) > 0.01
    assert answers == pytest.approx(whole(pieces), abs=1e-4)


def test_only_what_is_asked_is_heard(pieces: np.ndarray) -> None:
    asked = np.array([2, 3, 25, 39])
    assert silero.silero()(pieces, asked) == pytest.approx(whole(pieces[asked]), abs=1e-4)
    assert silero.silero()(pieces, asked[:0]).size == 0


def whole(pieces: np.ndarray) -> np.ndarray:
    memory = np.zeros((1, 1, MEMORY), np.float32)
    session = onnxruntime.InferenceSession(silero.shipped(), providers=["CPUExecutionProvider"])
    return session.run(None, {"input": pieces, "h": memory, "c": memory})[0].ravel()
