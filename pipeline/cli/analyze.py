"""``tingjian analyze``: progress on stderr, results on stdout or in a folder."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.cli.scorecards import scorecard_table
from pipeline.errors import TingjianError
from pipeline.inputs import expand, stem
from pipeline.manifest import Manifest, read_manifest
from pipeline.result import as_json as result_of
from pipeline.result import dump
from pipeline.settings import load_settings
from pipeline.stages.analyze import Outcome, analyze, reason_of
from pipeline.stages.engine import Engine

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2
errors = Console(stderr=True)


def analyze_command(paths: Sequence[Path], manifest: Path | None, out: Path | None, as_json: bool) -> int:
    """Analyse ``paths``; returns the exit status of the contract."""
    listed = _manifest(manifest)
    failed: list[tuple[Path, Exception]] = []
    files = expand(paths, failed)
    for path, error in failed:
        _complain(path, reason_of(error))
    results, failures = [], len(failed)
    names = _result_names(files)
    for outcome in with_progress(analyze(files, listed, Engine(load_settings())), len(files)):
        if outcome.judgement is None:
            failures += 1
            _complain(outcome.path, outcome.error)
            continue
        result = result_of(outcome.judgement)
        results.append(result)
        _deliver(result, names[outcome.path], out, as_json)
    if not as_json and results:
        Console().print(scorecard_table(results))
    return SOME_FAILED if failures else ALL_DONE


def with_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    """Pass outcomes on while a bar on stderr shows how far it is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("分析录音", total=total)
        for outcome in outcomes:
            progress.advance(task)
            yield outcome


def _manifest(path: Path | None) -> Manifest | None:
    if path is None:
        return None
    listed = read_manifest(path)
    for warning in listed.warnings:
        errors.print(f"提示：{warning}", markup=False, highlight=False)
    return listed


def _complain(path: Path, reason: str) -> None:
    errors.print(f"失败 {path.name}：{reason}", markup=False, highlight=False, soft_wrap=True)


def _result_names(files: Sequence[Path]) -> dict[Path, str]:
    """``<recording stem>.json``; recordings that share a stem keep their whole name: none overwrites another."""
    stems = Counter(stem(file) for file in files)
    names = Counter(file.name for file in files)
    return {f: f"{stem(f)}.json" if stems[stem(f)] == 1 else f"{f.name}.json" if names[f.name] == 1
            else f"{f.parent.name}-{f.name}.json" for f in files}  # fmt: skip


def _deliver(result: dict[str, Any], name: str, out: Path | None, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(dump(result) + "\n")
        sys.stdout.flush()
    if out is not None:
        write_result(out / name, dump(result, indent=1) + "\n")


def write_result(path: Path, text: str) -> None:
    """Write ``text`` so that a half-written file never carries the name of a result."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        raise TingjianError(f"结果无法写入 {path.parent}：{error.strerror}") from error
