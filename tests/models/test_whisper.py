"""Windows become batches; devices are chosen."""

import numpy as np
import pytest

from models.whisper import DecodeOptions, Whisper, frames_of, present_device

RATE = 16_000


def windows(*seconds: float) -> list[np.ndarray]:
    return [np.zeros(round(s * RATE), np.float32) for s in seconds]


def test_length_of_a_window_depends_on_itself_alone() -> None:
    assert [frames_of(w, DecodeOptions(silence=2.0, step=1.0)) for w in windows(3.0, 3.2, 40.0)] == [500, 600, 3000]


def test_batches_hold_one_length_and_every_window_once() -> None:
    options = DecodeOptions(batch=2)
    batches = Whisper._batches(windows(3, 9, 3, 3, 9), options)
    assert [(frames, sorted(members)) for frames, members in batches] == [(1100, [1, 4]), (500, [0, 2]), (500, [3])]


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_named_device_is_taken_as_it_is(device: str) -> None:
    assert present_device(device) == device
