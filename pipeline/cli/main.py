"""``tingjian``: the commands are imported when they run, so that ``--help`` is there at once."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.evaluate import evaluate
from pipeline.errors import SettingsError

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
INTERRUPTED = 130

app = typer.Typer(name="tingjian", help="听鉴：听懂服务热线录音，公平评价通话质量。", no_args_is_help=True,
                  add_completion=False, pretty_exceptions_enable=False)  # fmt: skip
lexicon_app = typer.Typer(help="词库：检查。", no_args_is_help=True)
app.add_typer(lexicon_app, name="lexicon")

Paths = Annotated[list[Path], typer.Argument(help="录音、文件夹或 NAME.transcript.json", metavar="PATH...")]


@app.command()
def analyze(
    paths: Paths,
    manifest: Annotated[Path | None, typer.Option(help="电话系统的通话清单（CSV）")] = None,
    out: Annotated[Path | None, typer.Option(help="每通电话写一个 <录音名>.json 到这个文件夹")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON 对象")] = False,
) -> None:
    """分析录音并评分，不需要数据库。"""
    from pipeline.cli.analyze import analyze_command

    raise typer.Exit(analyze_command(paths, manifest, out, as_json))


app.command()(evaluate)


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="评分后启动网页")] = True,
) -> None:
    """分析自带的示例录音，显示评分表。"""
    from pipeline.cli.demo import demo_command

    raise typer.Exit(demo_command(serve))


@app.command()
def train() -> None:
    """重新训练角色和禁语分类器（数据改变时也会自动训练）。"""
    from pipeline.cli.train import train_command

    raise typer.Exit(train_command())


@lexicon_app.command("check")
def lexicon_check(
    folder: Annotated[Path, typer.Argument(help="词库文件夹")] = Path("lexicons"),
) -> None:
    """检查词库的每个文件，一次列出所有问题。"""
    from pipeline.cli.lexicon import check_command

    raise typer.Exit(check_command(folder))


def run(arguments: Sequence[str] | None = None) -> None:
    """The console script; always raises SystemExit.

    An error is one sentence on stderr and exit status 1, Ctrl-C is 130. No traceback: it might quote a call.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    for stream in (sys.stdout, sys.stderr):  # a terminal that lacks a character must not end the work
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        _log_from(os.environ.get("TINGJIAN_LOG") or "WARNING")
        app(arguments)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except Exception as error:
        from pipeline.stages.reasons import reason_of

        sys.stderr.write(f"tingjian: {reason_of(error)}\n")
        raise SystemExit(1) from None


def _log_from(level: str) -> None:
    """Log our own modules from ``level`` up; from others, who may quote what they are given, only warnings."""
    if level.upper() not in LEVELS:
        raise SettingsError(f"设置有误：TINGJIAN_LOG 只能是 {'、'.join(LEVELS)}")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for package in ("pipeline", "models"):
        logging.getLogger(package).setLevel(level.upper())
