"""``tingjian lexicon check`` and ``tingjian lexicon trust``."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipeline.lexicon import Trust, check_lexicons, load_pack


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


def trust_command(labelled: bool) -> int:
    """Write how far the entries of the pack in use are to be trusted, from the store's reviews.

    ``labelled``: count the accusations on labelled calls anew too (minutes).
    """
    from pipeline.hearing.engine import Engine
    from pipeline.lexicon_lab.opinions import opinions
    from pipeline.lexicon_lab.standing import Standing
    from pipeline.lexicon_lab.standing import earned as earned_by
    from pipeline.lexicon_lab.trust import reviewed, write_trust
    from pipeline.settings import load_settings
    from pipeline.storage.store import Store
    from pipeline.weighing.trust import earned

    engine = Engine(load_settings())
    pack, folder = engine.pack, engine.settings.lexicons
    counted = earned(pack, engine.judge) if labelled else pack.earned.labelled
    with Store.of(engine.settings).database.reading() as session:
        found = reviewed(opinions(session))
    path = write_trust(Trust(labelled=counted, reviews=found), folder)
    stopped = [id for id, one in earned_by(load_pack(folder), found).items() if one.standing is Standing.STOPPED]
    if stopped:
        Console().print(f"复核人驳回得太多，已自行停止扣分：{'、'.join(stopped)}", markup=False)
    Console(stderr=True).print(f"已写入 {path}：标注通话 {len(counted)} 条，人工复核 {len(found)} 条", markup=False)
    return 0
