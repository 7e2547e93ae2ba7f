"""``tingjian retention``: deletes what has been kept long enough."""

from __future__ import annotations

from pipeline.cli.console import hint, say
from pipeline.jobs.retention import clean_up
from pipeline.settings import load_settings
from pipeline.storage.store import Store


def retention_command() -> int:
    """Always 0; without limits in the settings nothing is deleted."""
    settings = load_settings()
    if not (settings.keep_audio_days or settings.keep_personal_days):
        hint("没有设置保留天数（TINGJIAN_KEEP_AUDIO_DAYS、TINGJIAN_KEEP_PERSONAL_DAYS），没有删除任何内容")
        return 0
    cleaned = clean_up(Store.of(settings), settings)
    say(f"删除了 {cleaned.recordings} 个录音，{cleaned.calls} 通电话的谈话内容和个人数据；分数保留")
    return 0
