"""Which row belongs to which recording."""

import tracemalloc
from pathlib import Path

import pytest

from pipeline.intake.manifest import Manifest, read_manifest


def read(tmp_path: Path, rows: list[tuple[str, str]], recordings: list[str]) -> Manifest:
    path = tmp_path / "m.csv"
    path.write_text("recording,agent_id\n" + "".join(f"{name},{agent}\n" for name, agent in rows), encoding="utf-8")
    return read_manifest(path, [tmp_path / name for name in recordings])


def agents(manifest: Manifest, tmp_path: Path) -> dict[str, str | None]:
    return {path.relative_to(tmp_path).as_posix(): row.agent_id for path, row in manifest.rows.items()}


@pytest.mark.parametrize(
    "form",
    [
        "day{n}/1001.wav",
        "./day{n}/1001.wav",
        r"day{n}\1001.wav",
        r"D:\rec\in\day{n}\1001.wav",
        "/mnt/rec/day{n}/1001.wav",
    ],
)
def test_folders_by_day(tmp_path, form):
    rows = [(form.format(n=n), f"A{n}") for n in (1, 2)]
    manifest = read(tmp_path, rows, ["in/day1/1001.wav", "in/day2/1001.wav", "in/day3/1001.wav"])
    assert agents(manifest, tmp_path) == {"in/day1/1001.wav": "A1", "in/day2/1001.wav": "A2"}
    assert manifest.warnings == ()
    assert manifest.unmatched.count == 0


def test_the_full_path_counts_most(tmp_path):
    rows = [("b/day1/1001.wav", "B"), (str(tmp_path / "a/day1/1001.wav"), "A"), ("day1/1001.wav", "C")]
    manifest = read(tmp_path, rows, ["a/day1/1001.wav", "b/day1/1001.wav"])
    assert agents(manifest, tmp_path) == {"a/day1/1001.wav": "A", "b/day1/1001.wav": "B"}
    assert "day1/1001.wav 可以对应 2 个录音" in manifest.warnings[0]


def test_by_name_alone_where_nothing_else_fits_and_that_is_said(tmp_path):
    manifest = read(tmp_path, [("D:/rec/1001.wav", "A"), ("1002.wav", "B")], ["in/1001.wav", "in/1002.wav"])
    assert agents(manifest, tmp_path) == {"in/1001.wav": "A", "in/1002.wav": "B"}
    [said] = manifest.differences(list(manifest.rows))
    assert said == "只有文件名相同、所在文件夹与清单不同的录音，请核对 1 个：D:/rec/1001.wav"


def test_a_folder_that_is_another_one_is_another_recording(tmp_path):
    """Recorders count anew every day: yesterday's agent must not be blamed where today's row has not come yet."""
    path, recording, flat = tmp_path / "m.csv", tmp_path / "rec/day2/1001.wav", tmp_path / "rec/1002.wav"
    path.write_text("recording,agent_id\nD:/rec/day1/1001.wav,A\nD:/old/1002.wav,B\n", encoding="utf-8")
    manifest = read_manifest(path, [recording, flat], folders=[tmp_path / "rec"])
    assert {found.name: row.agent_id for found, row in manifest.rows.items()} == {"1002.wav": "B"}
    assert manifest.unmatched.names == ["D:/rec/day1/1001.wav"]


def test_a_name_that_may_be_two_recordings_is_nobodys(tmp_path):
    for day in ("day1", "day2"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "1001.wav").write_text(day)
    manifest = read(tmp_path, [("1001.wav", "A")], ["day1/1001.wav", "day2/1001.wav"])
    assert manifest.rows == {}
    assert "无法确定是哪一个，不采用" in manifest.warnings[0]
    assert manifest.unmatched.names == ["1001.wav"]


def test_copies_of_one_recording_are_not_two(tmp_path):
    for day in ("day1", "day2"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "1001.wav").write_text("the same")
    manifest = read(tmp_path, [("1001.wav", "A")], ["day1/1001.wav", "day2/1001.wav"])
    assert set(agents(manifest, tmp_path).values()) == {"A"}


def test_rows_that_contradict_each_other_where_they_are_as_exact(tmp_path):
    rows = [("day1/1001.wav", "A"), (r"day1\1001.wav", "B"), ("day2/1001.wav", "C"), ("x/day2/1001.wav", "C")]
    manifest = read(tmp_path, rows, ["day1/1001.wav", "day2/1001.wav"])
    assert agents(manifest, tmp_path) == {"day2/1001.wav": "C"}
    assert manifest.warnings == ("m.csv 第 3 行：与前面同一录音的行不一致，均不采用",)


def test_what_has_no_counterpart_is_said(tmp_path):
    manifest = read(tmp_path, [("day1/1001.wav", "A"), ("day1/1002.wav", "B")], ["day1/1001.wav", "day1/1003.wav"])
    assert manifest.differences([tmp_path / "day1/1001.wav", tmp_path / "day1/1003.wav"]) == [
        "清单中列出、但没有找到的录音 1 个：day1/1002.wav",
        "没有列入清单的录音（坐席未知） 1 个：1003.wav",
    ]


def test_a_long_list_costs_no_memory(tmp_path):
    path = tmp_path / "m.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("recording,agent_id\n")
        file.writelines(f"day{n % 30}/{n}.wav,A{n % 100}\n" for n in range(100_000))
    tracemalloc.start()
    manifest = read_manifest(path, [Path("day5/99995.wav")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.agent_id for row in manifest.rows.values()] == ["A95"]
    assert manifest.unmatched.count == 99_999
    assert peak < 6 * 1024**2  # the list has 2 MB; as rows it would take 50
