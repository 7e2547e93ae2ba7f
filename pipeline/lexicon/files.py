"""Reads the YAML files of a pack: bytes to plain data, every trouble as a fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.lexicon.faults import Fault

LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 20  # levels of nesting
MOST_NODES = 100_000  # of one file: begins and ends of lists, fields and texts together
LONGEST_SCALAR = 2000  # characters: a number of so many digits can still be shown
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableFile(Exception):
    """One file can't be used; ``faults`` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(str(len(faults)))


def decode(content: bytes, name: str) -> object:
    """The data in a YAML file. ``name`` is what faults call the file.

    Raises:
        UnreadableFile: not UTF-8, too large, a syntax error, anchors, or the same key twice.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableFile([Fault(name, "", "", f"文件过大（超过 {LARGEST_FILE // 1000} KB）")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile([Fault(name, f"第 {line} 行", "", "不是 UTF-8 编码，请另存为 UTF-8")]) from error
    return _parse(text, name)


def _parse(text: str, name: str) -> object:
    try:
        if faults := [Fault(name, f"第 {line} 行", "", problem) for line, problem in _oddities(text)]:
            raise UnreadableFile(faults)
        return yaml.load(text, _Loader)  # a SafeLoader
    except yaml.YAMLError as error:
        raise UnreadableFile([_syntax_fault(error, name)]) from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise UnreadableFile([Fault(name, "", "", "YAML 内容无法读取（嵌套过深或数值、日期无效）")]) from error


def _oddities(text: str) -> Iterator[tuple[int, str]]:
    """Line and problem of everything that YAML allows and a lexicon must not hold.

    Judged on the parser's events, one after another: a node that is made is made by recursion, in C, and too deep a
    file ends the process. What is too deep or too much ends the reading at once.
    """
    open_: list[_Keys | None] = []
    for number, event in enumerate(yaml.parse(text, _Loader)):
        if problem := _too_much(event, number, len(open_)):
            yield _line(event), problem
            return
        yield from _oddity(event, open_)
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append(_Keys() if isinstance(event, yaml.MappingStartEvent) else None)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
    if number < _EMPTY_STREAM:
        yield 1, "文件是空的"


_EMPTY_STREAM = 3  # events of a stream without a document


class _Keys(set[str]):
    """The keys of a mapping that is being read."""

    expecting = True  # the next node is a key


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _too_much(event: yaml.Event, number: int, depth: int) -> str:
    if isinstance(event, yaml.CollectionStartEvent) and depth >= DEEPEST:
        return "嵌套过深"
    if number > MOST_NODES:
        return f"内容过多（超过 {MOST_NODES} 项）"
    return ""


def _oddity(event: yaml.Event, open_: list[_Keys | None]) -> Iterator[tuple[int, str]]:
    if not isinstance(event, yaml.NodeEvent):
        return
    line = _line(event)
    if event.anchor:
        yield line, "不支持 YAML 锚点（& 和 *）"
    if isinstance(event, yaml.ScalarEvent) and len(event.value) > LONGEST_SCALAR:
        yield line, f"文字过长（超过 {LONGEST_SCALAR} 字）"
    keys = open_[-1] if open_ else None
    if keys is None:
        return
    if keys.expecting and isinstance(event, yaml.ScalarEvent):
        if event.value in keys:
            yield line, f"字段「{event.value}」写了两次"
        keys.add(event.value)
    keys.expecting = not keys.expecting


def _syntax_fault(error: yaml.YAMLError, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
    problem = getattr(error, "problem", None) or "格式错误"
    return Fault(name, place, "", f"YAML 语法错误（{problem}），请检查缩进、冒号、逗号、括号和引号")


def yaml_files(folder: Path) -> list[Path]:
    """The files of a pack in a fixed order, without hidden ones."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))
