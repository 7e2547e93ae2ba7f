"""``tingjian train``: the classifiers from the repository's sentences and the pack's examples."""

from __future__ import annotations

from rich.console import Console

from pipeline.settings import load_settings
from pipeline.stages.engine import Engine


def train_command() -> int:
    """Train what is missing or out of date; says what is ready."""
    console, engine = Console(stderr=True), Engine(load_settings())
    with console.status("训练角色分类器"):
        _ = engine.roles
    with console.status("训练禁语分类器"):
        _ = engine.judge
    console.print(f"分类器已就绪：{engine.settings.cache_dir / 'classifiers'}", markup=False)
    return 0
