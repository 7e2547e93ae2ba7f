"""Windows become batches; devices are chosen."""

import pytest

from models.whisper import DecodeOptions, Whisper, frames_of, present_device

RATE = 16_000


def test_length_of_a_window_depends_on_itself_alone() -> None:
    lengths = [frames_of(seconds * RATE, DecodeOptions(silence=2.0, step=1.0)) for seconds in (3.0, 3.2, 40.0)]
    assert lengths == [500, 600, 3000]


def test_batches_hold_one_length_and_answers_keep_the_order() -> None:
    asked = []

    def work(items: list[str], length: int) -> list[str]:
        asked.append((length, items))
        return [item.upper() for item in items]

    whisper = object.__new__(Whisper)
    whisper._workers = 1
    answers = whisper._in_batches(["abc", "defghi", "jkl", "mno", "pqrstu"], len, 2, work)
    assert answers == ["ABC", "DEFGHI", "JKL", "MNO", "PQRSTU"]
    assert asked == [(6, ["defghi", "pqrstu"]), (3, ["abc", "jkl"]), (3, ["mno"])]


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_named_device_is_taken_as_it_is(device: str) -> None:
    assert present_device(device) == device
