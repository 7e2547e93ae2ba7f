"""``tingjian analyze``: progress on stderr, results on stdout or in a folder."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console

from pipeline.cli.console import complain, console, hint, with_progress
from pipeline.cli.inputs import inputs_of
from pipeline.cli.result_files import prepare, result_names, write_result
from pipeline.cli.scorecards import scorecard_table
from pipeline.cli.shift import in_thread
from pipeline.domain.record import Record
from pipeline.hearing.engine import Engine
from pipeline.intake.conventions import Conventions
from pipeline.intake.transcript_format import Format
from pipeline.record import as_json as result_of
from pipeline.record import dump, record_of
from pipeline.settings import load_settings
from pipeline.work.analyze import Outcome, analyze
from pipeline.work.reasons import reason_of

ALL_DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2
TABLE_COLUMNS = 120  # of the table where no terminal says how wide it is


def analyze_command(
    paths: Sequence[Path], manifest: Path | None, out: Path | None, as_json: bool, wanted: Format | None = None
) -> int:
    """Analyse ``paths``, transcripts only in the format ``wanted``; returns the exit status of the contract."""
    settings = load_settings()
    engine = Engine(settings)
    given = inputs_of(paths, manifest, Conventions.of(settings), any_json=wanted is not None)
    files = given.files
    if out is not None:
        prepare(out)
    if as_json and isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is always UTF-8
    delivery = Delivery(result_names(files), out, as_json)
    for path, error in given.failed:
        delivery.fail(path, reason_of(error))
    if files:
        _load(engine)

    def work() -> None:
        for outcome in with_progress(analyze(files, given.manifest, engine, wanted), len(files)):
            delivery.take(outcome)

    in_thread(work, on_interrupt=lambda: console().show_cursor())
    if not as_json and delivery.results:
        Console(width=None if sys.stdout.isatty() else TABLE_COLUMNS).print(scorecard_table(delivery.results))
    given.tell_what_is_left()
    return SOME_FAILED if delivery.failures else ALL_DONE


def _load(engine: Engine) -> None:
    with console().status("载入词库和分类器（第一次使用要训练，约半分钟）"):
        _ = engine.pack, engine.judge


@dataclass
class Delivery:
    """Where results go; counts what failed. What can't be delivered counts as failed, too."""

    names: dict[Path, str]
    out: Path | None
    as_json: bool
    results: list[Record] = field(default_factory=list)
    failures: int = 0
    _seen: dict[str, Path] = field(default_factory=dict)

    def take(self, outcome: Outcome) -> None:
        if outcome.judgement is None:
            self.fail(outcome.path, outcome.error)
            return
        try:
            self._deliver(outcome.path, record_of(outcome.judgement))
        except BrokenPipeError:  # nobody reads on
            raise
        except Exception as error:
            self.fail(outcome.path, reason_of(error))

    def fail(self, path: Path, reason: str) -> None:
        self.failures += 1
        complain(path, reason)

    def _deliver(self, path: Path, record: Record) -> None:
        self._compare(path, record.call.sha256)
        if self.as_json:
            sys.stdout.write(dump(result_of(record)) + "\n")
            sys.stdout.flush()
        if self.out is not None:
            write_result(self.out / self.names[path], dump(result_of(record), indent=1) + "\n")
        if not self.as_json:
            self.results.append(record)

    def _compare(self, path: Path, sha256: str | None) -> None:
        """Say where the same recording comes twice."""
        if sha256 is not None and self._seen.setdefault(sha256, path) != path:
            hint(f"{path} 与 {self._seen[sha256]} 内容相同")
