"""How well real people are heard, source by source, beside plain faster-whisper on the same sound.

    python -m benchmarks.real_voices FOLDER [--json FILE]

FOLDER holds `references.tsv` with the columns file, reference and group. Each file is heard as it is and as the
telephone would carry it (8 kHz, A-law). CER compares letters, digits as Chinese characters; references with Latin
letters are left out. Both contenders run in one process; doubled counts texts that hold a sentence twice in a row.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from benchmarks.contenders import Plain
from benchmarks.labelled import Labelled, wrong_letters
from pipeline.hearing.engine import Engine
from pipeline.settings import Settings
from pipeline.work.analyze import analyze

TELEPHONE_RATE = 8000
_DOUBLED = re.compile(r"(.{4,})\1")


@dataclass
class Errors:
    """Letters said, and wrong or doubled texts of both contenders."""

    letters: int = 0
    ours: int = 0
    plain: int = 0
    doubled: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, said: str, ours: str, plain: str) -> None:
        wrong, letters = wrong_letters({"both": said}, {"both": ours})
        self.letters += letters
        self.ours += wrong
        self.plain += wrong_letters({"both": said}, {"both": plain})[0]
        for place, text in enumerate((ours, plain)):
            self.doubled[place] += _repeats(text) and not _repeats(said)


def _repeats(text: str) -> bool:
    return bool(_DOUBLED.search("".join(c for c in text if c.isalnum())))


def references(folder: Path) -> list[dict[str, str]]:
    """The rows of `references.tsv` that can be compared letter by letter."""
    with (folder / "references.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t") if not re.search("[A-Za-z]", row["reference"])]


def as_telephone(source: Path, target: Path) -> None:
    """Write a recording as 8 kHz A-law."""
    resampler = av.AudioResampler("s16", "mono", TELEPHONE_RATE)
    with av.open(str(source)) as box:
        frames = [r for frame in box.decode(audio=0) for r in resampler.resample(frame)] + resampler.resample(None)
    samples = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    with av.open(str(target), "w", format="wav") as box:
        stream = box.add_stream("pcm_alaw", rate=TELEPHONE_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = TELEPHONE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            box.mux(packet)


def heard_by_us(paths: list[Path]) -> Iterator[str]:
    """The words of each recording in order of time; nothing for one that could not be analysed."""
    engine = Engine(Settings(threads=min(8, os.cpu_count() or 1)))
    for outcome in analyze(paths, None, engine):
        call = outcome.judgement.call if outcome.judgement else None
        yield "".join(u.text for u in call.utterances) if call else ""


def heard_by_plain(paths: list[Path]) -> Iterator[str]:
    contender = Plain(min(8, os.cpu_count() or 1))
    for _, heard, _ in contender.hear([Labelled(path, False, 0, {}) for path in paths]):
        yield heard["both"]


def compare(folder: Path, scratch: Path) -> dict[str, Errors]:
    """Errors for each kind of sound and source, and for all sources of a kind together."""
    rows = references(folder)
    table: dict[str, Errors] = defaultdict(Errors)
    for kind in ("16 kHz", "8 kHz A-law"):
        paths = [folder / row["file"] for row in rows]
        if kind != "16 kHz":
            paths = [scratch / f"{number}.wav" for number in range(len(rows))]
            for row, path in zip(rows, paths, strict=True):
                as_telephone(folder / row["file"], path)
        for row, ours, plain in zip(rows, heard_by_us(paths), heard_by_plain(paths), strict=True):
            for group in (f"{kind}, {row['group']}", f"{kind}, all"):
                table[group].add(row["reference"], ours, plain)
    return table


def main() -> None:
    """Read the arguments, compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        table = compare(args.folder, Path(scratch))
    print("| | letters | CER | plain faster-whisper | doubled | plain, doubled |\n|---|--:|--:|--:|--:|--:|")
    for group, e in table.items():
        rates = f"{e.ours / e.letters:.3f} | {e.plain / e.letters:.3f}"
        print(f"| {group} | {e.letters} | {rates} | {e.doubled[0]} | {e.doubled[1]} |")
    if args.json:
        figures = {group: {"cer": e.ours / e.letters, "plain": e.plain / e.letters} for group, e in table.items()}
        args.json.write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
