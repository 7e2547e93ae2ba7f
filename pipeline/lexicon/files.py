"""Reads the YAML files of a pack: bytes to plain data, every trouble as a fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from pipeline.lexicon.faults import Fault

LARGEST_FILE = 1_000_000  # bytes
DEEPEST = 20  # levels of nesting
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
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise UnreadableFile([Fault(name, "", "", "文件是空的")])
        if faults := [Fault(name, f"第 {line} 行", "", problem) for line, problem in _oddities(node, set(), 0)]:
            raise UnreadableFile(faults)
        return loader.construct_document(node)
    except yaml.YAMLError as error:
        raise UnreadableFile([_syntax_fault(error, name)]) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile([Fault(name, "", "", "YAML 内容无法读取（嵌套过深或数值、日期无效）")]) from error
    finally:
        loader.dispose()


def _oddities(node: yaml.Node, seen: set[int], depth: int) -> Iterator[tuple[int, str]]:
    """Line and problem of everything that YAML allows and a lexicon must not hold: anchors used again, double keys."""
    if id(node) in seen or depth > DEEPEST:
        yield node.start_mark.line + 1, "不支持 YAML 锚点（& 和 *）" if id(node) in seen else "嵌套过深"
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if str(key.value) in keys:
                yield key.start_mark.line + 1, f"字段「{key.value}」写了两次"
            keys.add(str(key.value))
            yield from _oddities(value, seen, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _oddities(item, seen, depth + 1)


def _syntax_fault(error: yaml.YAMLError, name: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
    problem = getattr(error, "problem", None) or "格式错误"
    return Fault(name, place, "", f"YAML 语法错误（{problem}），请检查缩进、冒号、逗号、括号和引号")


def yaml_files(folder: Path) -> list[Path]:
    """The files of a pack in a fixed order, without hidden ones."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))
