"""What the commands say on stderr: plain text as it is, whatever brackets and control characters names hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

T = TypeVar("T")


def console() -> Console:
    """Made anew for each use: stderr may have been replaced since."""
    return Console(stderr=True)


def say(text: str) -> None:
    """One line of plain text on stderr."""
    shown = "".join(c if c.isprintable() else "�" for c in text)
    console().print(shown, markup=False, highlight=False, soft_wrap=True)


def hint(text: str) -> None:
    say(f"提示：{text}")


def complain(path: Path, reason: str) -> None:
    """Name a file that failed, and why."""
    say(f"失败 {path}：{reason}")


def with_progress(items: Iterator[T], total: int) -> Iterator[T]:
    """Pass ``items`` on while a bar on stderr shows how far it is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    shown = console()
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as progress:
        task = progress.add_task("分析录音", total=total)
        for item in items:
            progress.advance(task)
            yield item
