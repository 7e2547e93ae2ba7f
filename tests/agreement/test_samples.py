"""The shipped sample calls: complete, small, varied, and labelled."""

import csv
import json
from pathlib import Path

import av
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
ROWS = list(csv.DictReader((SAMPLES / "manifest.csv").open(encoding="utf-8")))
MOST_BYTES = 4_000_000


def truth(row: dict[str, str]) -> dict:
    return json.loads((SAMPLES / "truth" / f"{row['call_id']}.truth.json").read_text(encoding="utf-8"))


def test_every_recording_is_listed_once_and_explained():
    listed = [row["recording"] for row in ROWS]
    shipped = {p.name for p in SAMPLES.iterdir() if p.is_file()} - {"manifest.csv", "README.md"}
    assert sorted(listed) == sorted(shipped)
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{Path(name).stem}`" in readme for name in listed)


def test_there_are_enough_and_they_are_small():
    assert len(ROWS) >= 8
    assert sum(p.stat().st_size for p in SAMPLES.rglob("*") if p.is_file()) < MOST_BYTES


def test_they_are_varied():
    truths = [truth(row) for row in ROWS]
    assert {t["channels"] for t in truths} == {"mono", "stereo"}
    assert {t["direction"] for t in truths} == {"inbound", "outbound"}
    assert len({t["codec"] for t in truths}) >= 4
    assert {bool(t["truth"]["forbidden"]) for t in truths} == {True, False}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["call_id"])
def test_truth_describes_the_recording(row):
    labelled = truth(row)
    with av.open(str(SAMPLES / row["recording"])) as file:
        stream = file.streams.audio[0]
        duration = float(stream.duration * stream.time_base)
        assert stream.codec_context.channels == {"mono": 1, "stereo": 2}[labelled["channels"]]
    assert labelled["id"] == row["call_id"] == Path(row["recording"]).stem
    assert (labelled["recording"], labelled["direction"]) == (row["recording"], row["direction"])
    assert labelled["duration"] == pytest.approx(duration, abs=0.2)
