"""Results, labels and dialogue scripts from files. Labels are ``<id>.truth.json``, results ``<id>.json``."""

from __future__ import annotations

import json
from collections.abc import Container
from pathlib import Path
from typing import Any

import yaml

from pipeline.evaluation.labelled import EvaluationError
from pipeline.intake.inputs import expand, stem

TRUTH = ".truth.json"
OTHERS = (TRUTH, ".transcript.json")


def read_truths(folder: Path) -> dict[str, dict[str, Any]]:
    """Every labelled call in ``folder`` by its id, the name of its file."""
    truths = {p.name.removesuffix(TRUTH): _json(p) for p in sorted(folder.glob(f"*{TRUTH}"))}
    if not truths:
        raise EvaluationError(f"{folder}：没有 *{TRUTH} 标注文件")
    return truths


def labelled_recordings(
    folder: Path, truths: Container[str], failed: list[tuple[Path, Exception]] | None = None
) -> list[Path]:
    """The recordings in ``folder`` that have a label; what can't be looked at is appended to ``failed``."""
    return [path for path in expand([folder], [] if failed is None else failed) if stem(path) in truths]


def result_files(folder: Path) -> list[Path]:
    """The files in ``folder`` that hold results."""
    return [p for p in sorted(folder.glob("*.json")) if not p.name.endswith(OTHERS)]


def read_results(path: Path) -> dict[str, dict[str, Any]]:
    """Results by call: a folder of ``<recording stem>.json``, or the lines that ``analyze --json`` prints."""
    if path.is_dir():
        return {p.stem: _json(p) for p in result_files(path)}
    try:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {_call_of(result): result for result in lines}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{path.name}：不是 analyze --json 的输出（{type(error).__name__}）") from None


def read_scripts(folder: Path) -> list[dict[str, Any]]:
    """The dialogue scripts of a folder, one or more in a file."""
    scripts = [script for p in sorted(folder.glob("*.yaml")) for script in _yaml(p)]
    if not scripts:
        raise EvaluationError(f"{folder}：没有对话脚本（*.yaml）")
    return scripts


def _call_of(result: dict[str, Any]) -> str:
    """The name that the labels are filed under: the recording's, or the call's where there is no recording."""
    recording = result["call"].get("recording")
    return Path(recording).stem if recording else str(result["call"]["id"])


def _json(path: Path) -> dict[str, Any]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path.name}：不是可读的 JSON（{type(error).__name__}）") from None
    if not isinstance(loaded, dict):
        raise EvaluationError(f"{path.name}：应为一个 JSON 对象")
    return loaded


def _yaml(path: Path) -> list[dict[str, Any]]:
    try:
        return [script for script in yaml.safe_load_all(path.read_text(encoding="utf-8")) if script]
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise EvaluationError(f"{path.name}：不是可读的 YAML（{type(error).__name__}）") from None
