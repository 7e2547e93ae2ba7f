"""The values of a manifest."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.domain.call import Direction
from pipeline.errors import ManifestError
from pipeline.intake.manifest import Manifest, ManifestRow, read_manifest

NAMES = ("a.wav", "b.wav")


def read(tmp_path: Path, text: str, recordings: Iterable[str] = NAMES) -> Manifest:
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    return read_manifest(path, map(Path, recordings))


def one(tmp_path: Path, **values: str) -> tuple[ManifestRow, tuple[str, ...]]:
    heading = ",".join(["recording", *values])
    manifest = read(tmp_path, f"{heading}\na.wav,{','.join(values.values())}\n")
    return manifest.rows[Path("a.wav")], manifest.warnings


def test_every_column(tmp_path):
    row, warnings = one(
        tmp_path,
        call_id="7",
        agent_id="A1",
        team="一组",
        queue="q",
        direction="Outbound",
        customer_number="139",
        started_at="2026-10-12T09:00:00+08:00",
        ring_seconds="12.5",
        answered_at="13",
        agent_channel="1",
        hung_up_by="customer",
    )
    assert warnings == ()
    assert row == ManifestRow(
        "a.wav",
        "7",
        "A1",
        "一组",
        "q",
        Direction.OUTBOUND,
        "139",
        "2026-10-12T09:00:00+08:00",
        12.5,
        13.0,
        1,
        "customer",
    )


@pytest.mark.parametrize(
    ("started", "answered", "expected"),
    [
        ("2026-10-12T09:00:00", "2026-10-12T09:00:07", 7.0),
        ("", "7.5", 7.5),
        ("2026-10-12T09:00:00", "", None),
        ("2026-10-12T09:00:00", "2026-10-12T08:00:00", None),
        ("", "2026-10-12T09:00:07", None),
        ("2026-10-12T09:00:00", "2026-10-12T09:00:07+08:00", 7.0),
        ("", "1e99", None),
        ("", "-1", None),
    ],
)
def test_answered_at_is_seconds_or_a_moment(tmp_path, started, answered, expected):
    row, warnings = one(tmp_path, started_at=started, answered_at=answered)
    assert row.answered_at == expected
    assert bool(warnings) == (bool(answered) and expected is None)


@pytest.mark.parametrize("name", ["a.wav", "/var/spool/a.wav", r"D:\calls\a.wav", " a.wav "])
def test_a_recording_is_known_by_its_name(tmp_path, name):
    manifest = read(tmp_path, f"recording\n{name}\n", ["elsewhere/a.wav"])
    assert manifest.row(Path("elsewhere") / "a.wav") is not None


def test_short_long_empty_and_repeated_rows(tmp_path):
    manifest = read(tmp_path, "recording,agent_id\na.wav\nb.wav,B,more\n\n,C\nb.wav,B\n")
    assert {path.name: row.agent_id for path, row in manifest.rows.items()} == {"a.wav": None, "b.wav": "B"}
    assert list(manifest.warnings) == ["m.csv 第 5 行：recording 为空，跳过此行"]


def test_three_contradicting_rows_are_all_left_out(tmp_path):
    manifest = read(tmp_path, "recording,agent_id\na.wav,A\na.wav,B\na.wav,A\nb.wav,B\n")
    assert set(manifest.rows) == {Path("b.wav")}


def test_differences_name_only_a_few(tmp_path):
    text, there = "recording\n" + "".join(f"{n}.wav\n" for n in range(9)), [Path(f"x/{n}.wav") for n in range(9)]
    assert read(tmp_path, text, []).differences([]) == [
        "清单中列出、但没有找到的录音 9 个：0.wav、1.wav、2.wav、3.wav、4.wav……"
    ]
    assert read(tmp_path, text, map(str, there)).differences(there) == []


@pytest.mark.parametrize("text", ['recording\n"a.wav', 'recording\n"a"b.wav\n', "recording\n" + "a" * 200_000])
def test_broken_csv(tmp_path, text):
    with pytest.raises(ManifestError, match="不是有效的 CSV"):
        read(tmp_path, text)
