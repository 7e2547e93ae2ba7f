"""What the commands say on stderr: plain text as it is, whatever brackets and control characters names hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

T = TypeVar("T")


def console() -> Console:
    """Made anew for each use: stderr may have been replaced since."""
    return Console(stderr=True)


def plain(text: str) -> Text:
    """A text for a table: no markup, and nothing in it controls the terminal or turns the writing around."""
    return Text("\n".join(map(_printable, text.split("\n"))))


def say(text: str) -> None:
    """One line of plain text on stderr."""
    console().print(_printable(text), markup=False, highlight=False, soft_wrap=True)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text)


def hint(text: str) -> None:
    say(f"提示：{text}")


def complain(path: Path, reason: str) -> None:
    """Name a file that failed, and why."""
    say(f"失败 {path}：{reason}")


class Bar:
    """A bar on stderr that shows how far the work is, where somebody sees it."""

    def __init__(self, title: str, total: int | None) -> None:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        shown = console()
        self._progress = Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal)
        self._task = self._progress.add_task(title, total=total)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._progress.stop()

    def advance(self, steps: int = 1) -> None:
        self._progress.advance(self._task, steps)


def with_progress(items: Iterator[T], total: int, title: str = "分析录音") -> Iterator[T]:
    """Pass ``items`` on while a bar on stderr shows how far it is."""
    with Bar(title, total) as bar:
        for item in items:
            bar.advance()
            yield item
