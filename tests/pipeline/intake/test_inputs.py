"""What paths mean: names, order, each file once."""

import os
from pathlib import Path

import pytest

from pipeline.intake.inputs import expand, is_transcript, not_the_list, readable_name, stem, told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.wav", "a"),
        ("a.b.wav", "a.b"),
        ("a.transcript.json", "a"),
        ("A.Transcript.JSON", "A"),
        ("noend", "noend"),
        (os.fsdecode(b"\xb5.wav"), "�"),
    ],
)
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


def test_what_a_folder_holds_and_is_not_read_is_named_with_its_reason(tmp_path):
    for name in (
        "a.wav",
        "a.srt",
        "b.vtt",
        "c.json",
        "d.silk",
        "e.vox",
        "notes.txt",
        ".hidden.wav",
        "f.wav.part",
        "m.csv",
    ):
        (tmp_path / name).touch()
    skipped = []
    assert [p.name for p in expand([tmp_path], [], skipped)] == ["a.wav", "b.vtt", "d.silk", "e.vox"]
    assert told(not_the_list(skipped, tmp_path / "m.csv")) == [
        "跳过 1 个文件（隐藏文件）：.hidden.wav",
        "跳过 1 个文件（同名录音的字幕）：a.srt",
        "跳过 2 个文件（不是录音或转写）：c.json、notes.txt",
        "跳过 1 个文件（还没有写完）：f.wav.part",
    ]


def test_json_in_folders_is_read_where_its_format_is_named(tmp_path):
    for name in ("c.json", "d.transcript.json", "e.txt"):
        (tmp_path / name).touch()
    assert [p.name for p in expand([tmp_path], [], any_json=True)] == ["c.json", "d.transcript.json"]
