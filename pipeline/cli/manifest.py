"""``tingjian manifest apply``: a corrected list changes what is known of stored calls."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli.console import console, hint, say
from pipeline.hearing.engine import Engine
from pipeline.intake.conventions import Conventions
from pipeline.review.apply_manifest import Applied, apply_manifest
from pipeline.review.settle_facts import Mode, Settlement
from pipeline.settings import load_settings
from pipeline.storage.store import Store


def apply_command(file: Path) -> int:
    """Returns 0; a list that can't be used raises ManifestError, and nothing is changed."""
    settings = load_settings()
    store, conventions = Store.of(settings), Conventions.of(settings)
    engine = Engine(settings)
    settlement = Settlement(lambda: engine.pack, settings.timezone, Mode.CORRECT)
    with console().status("按清单更正通话信息"):
        done = apply_manifest(file, store.database, conventions, settlement)
    _tell(done)
    return 0


def _tell(done: Applied) -> None:
    for warning in done.warnings:
        hint(warning)
    if done.unmatched.count:
        hint(f"清单中列出、但库中没有（或不能确定是哪一通）的录音 {done.unmatched.told()}")
    if done.by_name_only.count:
        hint(f"只有文件名相同、所在文件夹与清单不同的录音，请核对 {done.by_name_only.told()}")
    facts = "、".join(f"{fact} {count} 通" for fact, count in done.facts.most_common())
    say(f"清单 {done.rows} 行，找到 {done.matched} 通，更正 {done.changed} 通" + (f"（{facts}）" if facts else ""))
    if done.judged_again:
        say(f"其中 {done.judged_again} 通已重新评分")
    if done.heard_again:
        say(f"其中 {done.heard_again} 通的坐席声道有变，已排队重新识别：请运行 tingjian worker")
