"""``tingjian backup`` and ``tingjian restore``: the store in one file."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.console import Bar, say
from pipeline.settings import load_settings
from pipeline.storage.backup import back_up, restore
from pipeline.storage.store import Store


def backup_command(file: Path) -> int:
    store = Store.of(load_settings())
    with Bar("备份", None) as bar:
        damaged = back_up(store.database, store.recordings, file, lambda _: bar.advance())
    say(f"已备份到 {file}")
    return _told(damaged, "已损坏或缺失，没有备份；重新登记同一录音文件即可修复")


def restore_command(file: Path) -> int:
    store = Store.of(load_settings())
    with Bar("恢复", None) as bar:
        damaged = restore(file, store.database, store.recordings, lambda _: bar.advance())
    say(f"已从 {file} 恢复")
    return _told(damaged, "在备份中已损坏或缺失，没有恢复；其余内容完整")


def _told(damaged: list[str], what: str) -> int:
    """Each by its hash, which the list of calls shows, too: 1 where there are any."""
    for sha256 in damaged:
        say(f"录音 {sha256} {what}")
    return 1 if damaged else 0
