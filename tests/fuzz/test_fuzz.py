"""A little of ``make fuzz`` at every run of the tests, always the same."""

from tests.fuzz.recordings import fuzz_recordings
from tests.fuzz.requests import fuzz_requests


def test_mutated_recordings():
    assert list(fuzz_recordings(50, seed=1)) == []


def test_made_up_requests():
    assert list(fuzz_requests(300, seed=1)) == []
