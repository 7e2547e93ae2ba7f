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
        back_up(store.database, store.recordings, file, lambda _: bar.advance())
    say(f"已备份到 {file}")
    return 0


def restore_command(file: Path) -> int:
    store = Store.of(load_settings())
    with Bar("恢复", None) as bar:
        restore(file, store.database, store.recordings, lambda _: bar.advance())
    say(f"已从 {file} 恢复")
    return 0
