"""What paths may look like, and which files they lead to."""

import os
import shutil
from pathlib import Path

import pytest

from tests.pipeline.cli import calls

ODD_NAMES = ["带 空格 的.wav", "-rf.wav", "[red]x[]].wav", "[bold].wav", "a'b\"c$HOME.wav", "100%.wav", "换\n行.wav"]


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("shown", [(), ("--json",)])
def test_odd_names(tingjian, tmp_path, name, shown):
    calls.stereo_call(tmp_path / name)
    ran = tingjian("analyze", "--out", "out", *shown, "--", name)
    assert ran.status == 0, ran.err
    assert (tmp_path / "out" / f"{Path(name).stem}.json").is_file()
    if shown:
        assert ran.results[0]["call"]["recording"] == name


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_of_what_fails(tingjian, tmp_path, name):
    calls.empty(tmp_path / name)
    ran = tingjian("analyze", "--", name)
    assert ran.status == 1
    assert f"失败 {name}：".replace("\n", "�") in ran.err


def test_a_name_that_is_no_text(tingjian, tmp_path):
    name = os.fsdecode(b"\xb5\xe7.wav")  # GBK
    calls.stereo_call(tmp_path / "a.wav").rename(tmp_path / name)
    calls.empty(tmp_path / os.fsdecode(b"\xb6.wav"))
    ran = tingjian("analyze", tmp_path, "--json", "--out", tmp_path / "out")
    assert ran.status == 1
    assert ran.results[0]["call"]["recording"] == "��.wav"
    assert len(list((tmp_path / "out").glob("*.json"))) == 1


@pytest.mark.parametrize("name", ["nowhere.wav", "n" * 300 + ".wav"])
def test_a_path_that_leads_nowhere(tingjian, tmp_path, name):
    calls.stereo_call(tmp_path / "good.wav")
    ran = tingjian("analyze", name, "good.wav", "--json")
    assert ran.status == 1
    assert f"失败 {name}：" in ran.err
    assert len(ran.results) == 1


def test_a_folder_without_recordings(tingjian, tmp_path):
    (tmp_path / "f").mkdir()
    ran = tingjian("analyze", "f")
    assert (ran.status, ran.err) == (1, "失败 f：文件夹里没有录音\n")


def test_symlinks(tingjian, tmp_path):
    """Links keep their own name; loops are named and cost nothing else; the same file comes once."""
    calls.stereo_call(tmp_path / "blob").rename(tmp_path / "blob-1")
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "call.wav").symlink_to(tmp_path / "blob-1")
    (folder / "self.wav").symlink_to(folder / "self.wav")
    (folder / "gone.wav").symlink_to(folder / "nothing.wav")
    (folder / "around").symlink_to(folder)
    ran = tingjian("analyze", folder, folder / "call.wav", "--json")
    assert ran.status == 1
    assert [r["call"]["recording"] for r in ran.results] == ["call.wav"]
    assert ran.err.count("失败") == 2


def test_no_regular_files(tingjian, tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    os.mkfifo(tmp_path / "pipe.transcript.json")
    ran = tingjian("analyze", tmp_path)
    assert ran.status == 1
    assert ran.err.count("普通文件") == 2


def test_a_folder_and_a_file_that_may_not_be_read(tingjian, tmp_path, monkeypatch):
    (tmp_path / "f" / "closed").mkdir(parents=True)
    calls.stereo_call(tmp_path / "f" / "open.wav")
    calls.stereo_call(tmp_path / "f" / "secret.wav")
    scandir, opened = os.scandir, Path.open

    def guarded_scandir(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def guarded_open(self, *arguments, **more):
        if self.name == "secret.wav":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **more)

    monkeypatch.setattr(os, "scandir", guarded_scandir)
    monkeypatch.setattr(Path, "open", guarded_open)
    ran = tingjian("analyze", "f", "--json")
    assert ran.status == 1
    assert [r["call"]["id"] for r in ran.results] == ["open"]
    assert "失败 f/closed：文件夹无法读取，请检查权限" in ran.err
    assert "失败 f/secret.wav：" in ran.err
    assert "权限" in ran.err


def test_the_same_recording_several_times(tingjian, tmp_path):
    """Twice the content, twice the name, twice the stem: every file has a result of its own, and nobody is misled."""
    first = calls.stereo_call(tmp_path / "call.wav")
    for other in ("call.flac", "one/call.wav", "two/call.wav", "two/one/call.wav", "three/one/call.wav", "copy.wav"):
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(first, tmp_path / other)
    ran = tingjian("analyze", ".", "call.wav", "--json", "--out", "out")
    assert ran.status == 0, ran.err
    assert len(ran.results) == 7
    assert len(list((tmp_path / "out").iterdir())) == 7
    assert (tmp_path / "out" / "copy.json").is_file()
    assert ran.err.count("内容相同") == 6


def test_a_folder_with_recordings_and_transcripts(tingjian, tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    calls.stereo_call(folder / "a.wav")
    calls.transcript(folder / "b.transcript.json")
    for other in ("notes.txt", ".hidden.wav", "a.json"):
        (folder / other).write_text("{}")
    ran = tingjian("analyze", "f", "--json", "--out", "out")
    assert ran.status == 0
    assert [r["call"]["id"] for r in ran.results] == ["a", "ready"]
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]


@pytest.mark.parametrize("arguments", [["analyze"], ["analyze", "--nonsense", "x"], ["nonsense"], ["lexicon", "x"]])
def test_wrong_usage(tingjian, arguments):
    assert tingjian(*arguments).status == 2
