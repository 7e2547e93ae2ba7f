"""``tingjian demo``: the shipped sample calls, heard and judged, then shown."""

from __future__ import annotations

from rich.console import Console

from pipeline.cli.analyze import analyze_command
from pipeline.settings import PROJECT

SAMPLES = PROJECT / "samples"


def demo_command(serve: bool) -> int:
    """Score the sample recordings and print the table. The pages follow with the API."""
    status = analyze_command([SAMPLES], SAMPLES / "manifest.csv", None, as_json=False)
    if serve:
        Console(stderr=True).print("网页服务尚未提供：用 tingjian analyze 录音 --out 文件夹 查看每通电话的完整结果。")
    return status
