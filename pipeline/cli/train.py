"""``tingjian train``: the classifiers from the repository's sentences and the pack's examples."""

from __future__ import annotations

from pipeline.cli.console import console, say
from pipeline.hearing.engine import Engine
from pipeline.settings import load_settings


def train_command() -> int:
    """Train what is missing or out of date; says what is ready."""
    engine = Engine(load_settings())
    with console().status("训练角色分类器和禁语分类器"):
        _ = engine.roles, engine.judge
    say(f"分类器已就绪：{engine.settings.cache_dir / 'classifiers'}")
    return 0
