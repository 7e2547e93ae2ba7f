"""``tingjian deploy``: what Prefect needs to know to order the work of many machines."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.console import hint, say
from pipeline.dispatch import server
from pipeline.errors import InputNotFound, SettingsError
from pipeline.flows import environment
from pipeline.settings import load_settings


def deploy_command(folder: Path | None, manifest: Path | None, kind: str, image: str | None) -> int:
    """Always 0. Raises SettingsError where no server is named or none answers."""
    settings = load_settings()
    environment.prepare(settings.cache_dir, quiet=True)
    if not environment.answers():
        raise SettingsError(f"设置有误：PREFECT_API_URL（{server() or '未设置'}）没有 Prefect 服务响应")
    if folder is not None and not folder.is_dir():
        raise InputNotFound("找不到要查看的文件夹")
    from pipeline.flows.deploy import POOL, deploy_all

    for name in deploy_all(settings, folder, manifest, kind, image):
        say(f"已部署 {name}")
    hint(f"在每台处理录音的机器上运行：prefect worker start --pool {POOL}（或 tingjian worker）")
    return 0
