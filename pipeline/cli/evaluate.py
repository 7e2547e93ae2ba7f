"""``tingjian evaluate``: how right the results are on labelled calls."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported when the command runs, so that --help is there at once
    from pipeline.evaluation import Evaluation

ALL_DONE, SOME_FAILED = 0, 1
Results = dict[str, dict[str, Any]]


def evaluate(
    results: Annotated[
        Path | None,
        typer.Argument(help="analyze 的结果文件夹、--json 输出文件，或录音文件夹", metavar="RESULTS|RECORDINGS"),
    ] = None,
    truth: Annotated[Path | None, typer.Argument(help="标注文件夹（<录音名>.truth.json）", metavar="TRUTH")] = None,
    manifest: Annotated[Path | None, typer.Option(help="通话清单（CSV）；默认用录音文件夹里的 manifest.csv")] = None,
    dialogues: Annotated[Path | None, typer.Option(help="不用录音：直接评测这个文件夹里的对话脚本（YAML）")] = None,
    misheard: Annotated[float, typer.Option(min=0.0, max=1.0, help="对话脚本中按近音写错的字的比例")] = 0.0,
    timed: Annotated[bool, typer.Option(help="对话脚本按估计的时间评测冷场、打断和应答")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="列出每一处差异")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象（总是包含每一处差异）")] = False,
) -> None:
    """在有标注的通话上评测准确程度。"""
    if dialogues is not None and results is None:
        evaluation, failed = _of_dialogues(dialogues, misheard, timed), False
    elif dialogues is None and results is not None and truth is not None:
        evaluation, failed = _of_calls(results, truth, manifest)
    else:
        raise typer.BadParameter("请给出 RESULTS|RECORDINGS 和 TRUTH，或只给出 --dialogues")
    _show(evaluation, misses, as_json)
    raise typer.Exit(SOME_FAILED if failed else ALL_DONE)


def _of_calls(results: Path, truth: Path, manifest: Path | None) -> tuple[Evaluation, bool]:
    """The evaluation, and whether some recordings could not be analysed."""
    from pipeline.evaluation import evaluate as compare
    from pipeline.evaluation.files import read_results, read_truths, result_files

    truths = read_truths(truth)
    if results.is_file() or result_files(results):
        return compare(read_results(results), truths), False
    analysed, failed = _analyse(results, manifest, truths)
    return compare(analysed, truths), failed


def _analyse(recordings: Path, manifest: Path | None, truths: Mapping[str, Any]) -> tuple[Results, bool]:
    """Results of the labelled recordings of a folder, by the name that their labels carry."""
    from pipeline.cli.console import complain, with_progress
    from pipeline.evaluation.files import labelled_recordings
    from pipeline.hearing.engine import Engine
    from pipeline.intake.inputs import stem
    from pipeline.intake.manifest import read_manifest
    from pipeline.record import as_json
    from pipeline.settings import load_settings
    from pipeline.work.analyze import analyze

    unreadable: list[tuple[Path, Exception]] = []
    files = labelled_recordings(recordings, truths, unreadable)
    listed = manifest or _manifest_beside(recordings)
    known = read_manifest(listed, files, folders=[recordings]) if listed else None
    outcomes = analyze(files, known, Engine(load_settings()))
    found, failed = {}, bool(unreadable)
    for outcome in with_progress(outcomes, len(files)):
        if outcome.judgement is None:
            failed = True
            complain(outcome.path, outcome.error)
        else:
            found[stem(outcome.path)] = as_json(outcome.judgement)
    return found, failed


def _manifest_beside(recordings: Path) -> Path | None:
    path = recordings / "manifest.csv"
    return path if path.is_file() else None


def _of_dialogues(folder: Path, misheard: float, timed: bool) -> Evaluation:
    """Scripts judged as text: no recognition, only what follows it."""
    from models.training.corpus import read_sentences
    from models.training.mishearing import Mishearing
    from pipeline.evaluation.dialogues import evaluate_dialogues, read_script
    from pipeline.evaluation.files import read_scripts
    from pipeline.hearing.engine import Engine
    from pipeline.judge import judge, pack_for
    from pipeline.record import as_json
    from pipeline.settings import load_settings
    from pipeline.weighing.label import label

    scripts = [read_script(fields) for fields in read_scripts(folder)]
    mishearing = Mishearing(s.text for s in read_sentences()) if misheard else None
    engine = Engine(load_settings())
    return evaluate_dialogues(
        scripts,
        lambda call: as_json(judge(call, engine.pack, label(call, engine.judge, pack_for(call, engine.pack)))),
        lambda text: mishearing.mishear(text, misheard) if mishearing else text,
        timed,
    )


def _show(evaluation: Evaluation, misses: bool, as_json: bool) -> None:
    from rich.console import Console

    from pipeline.evaluation.report import figure_table, miss_table
    from pipeline.record import dump

    if as_json:
        typer.echo(dump(evaluation.as_json(), indent=1))
        return
    console = Console()
    console.print(figure_table(evaluation))
    if misses:
        console.print(miss_table(evaluation.misses))
    else:
        console.print(f"{len(evaluation.misses)} 处差异，用 --misses 列出")
