"""``tingjian lexicon check``."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipeline.lexicon import check_lexicons


def check_command(folder: Path) -> int:
    """Name every fault of every pack under ``folder``: status 0 without faults, 1 with, 2 without the folder."""
    if not folder.is_dir():
        Console(stderr=True).print(f"找不到词库文件夹：{folder}", markup=False)
        return 2
    faults = check_lexicons(folder)
    for fault in faults:
        Console().print(str(fault), markup=False, highlight=False, soft_wrap=True)
    packs = sum((child / "pack.yaml").is_file() for child in folder.iterdir())
    Console(stderr=True).print(f"检查了 {packs} 个词库，{len(faults)} 个问题", markup=False)
    return 1 if faults else 0
