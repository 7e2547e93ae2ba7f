"""What paths mean: names, order, each file once."""

import os
from pathlib import Path

import pytest

from pipeline.intake.inputs import expand, is_transcript, readable_name, stem


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.wav", "a"), ("a.b.wav", "a.b"), ("a.transcript.json", "a"), ("A.Transcript.JSON", "A"), ("noend", "noend"),
     (os.fsdecode(b"\xb5.wav"), "�")],
)  # fmt: skip
def test_stem(name, expected):
    assert stem(Path("x") / name) == expected


def test_names_can_be_written_anywhere():
    readable_name(Path(os.fsdecode(b"\xb5\xe7.wav"))).encode()


def test_transcripts():
    assert all(is_transcript(Path(name)) for name in ("a.transcript.json", "whisper.JSON", "a.srt", "a.vtt"))
    assert not any(is_transcript(Path(name)) for name in ("a.wav", "json", "a.json.wav", "a.txt"))


def test_alphabetical_and_each_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.WAV", "b/1.mp3", "a.ogg", "c.txt", "b/.x.wav", "b/3.transcript.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    failed = []
    found = expand([Path("b"), Path(), Path("b/../b/1.mp3"), Path("c.txt"), tmp_path / "a.ogg"], failed)
    assert [str(p) for p in found] == ["b/1.mp3", "b/2.WAV", "b/3.transcript.json", "a.ogg", "c.txt"]
    assert failed == []


def test_failures_keep_the_path_that_was_given(tmp_path):
    failed = []
    assert expand([tmp_path / "none", tmp_path], failed) == []
    assert [path for path, _ in failed] == [tmp_path / "none", tmp_path]
