"""Many at once, over a real socket: no error. How long answers take is for benchmarks/api_load.py to tell."""

from benchmarks.api_load import run


def test_readers_and_uploads_at_once_meet_no_error():
    measured = run(readers=40, uploads=5, requests=3, calls=10)
    assert not measured.errors
    assert len(measured.reads) == 120
    assert len(measured.uploads) == 5
