"""``tingjian lexicon calibrate``: how much each sign of each kind of call counts, learnt from labelled dialogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from models.training.kinds import fit_signs, fit_texts
from pipeline.cli.console import say
from pipeline.domain.call import Call
from pipeline.evaluation.dialogues import dialogue_call, read_script
from pipeline.facts.kind import Features, features, kind_of, signs
from pipeline.facts.kind_text import ngrams
from pipeline.lexicon import KindWeights, Pack, load_pack

FILE = "kinds.yaml"
HEAD = "# 各类通话的依据各占多少分量（对数几率），由有标注的对话学得：tingjian lexicon calibrate。请勿手改。\n"
FEW, TELL, KIND = 0.01, 1.0, 1.0  # penalties: what all kinds share, one tell, one kind


@dataclass(frozen=True, slots=True)
class Labelled:
    """A dialogue whose kind is known, and whose it is."""

    author: str
    kind: str
    call: Call


def calibrate_command(folder: Path, dialogues: Sequence[Path]) -> int:
    """Write the pack's ``kinds.yaml``; tells how often the kind is right on authors that were not learnt from."""
    pack = load_pack(folder)
    known = [x for path in dialogues for x in read_labelled(path) if x.kind in pack.call_kinds]
    if len({x.kind for x in known}) < 2:
        say("没有找到标注了通话类型（kind）的对话")
        return 2
    if len({x.author for x in known}) > 1:
        right, sure, wrong = held_out(pack, known)
        say(f"换作者检验：{right} / {len(known)} 通判断正确；{sure} 通确定，其中 {wrong} 通有误")
    weights = learn(pack, known)
    content = yaml.safe_dump(weights.model_dump(), allow_unicode=True, sort_keys=False, width=10_000)
    (folder / FILE).write_text(HEAD + content, encoding="utf-8")
    say(f"已写入 {folder / FILE}（{len(known)} 通对话）")
    return 0


def read_labelled(folder: Path) -> list[Labelled]:
    """The dialogues of a folder and the folders in it that have a ``kind``."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(fields, Mapping) and fields.get("kind") and "turns" in fields:
            author = str(fields.get("author") or path.parent.name)
            found.append(Labelled(author, str(fields["kind"]), dialogue_call(read_script(fields))))
    return found


def held_out(pack: Pack, known: Sequence[Labelled]) -> tuple[int, int, int]:
    """Leaving out each author in turn: how many calls are most probably what they are, how many are called sure, and
    how many of these wrongly."""
    right = sure = wrong = 0
    for author in sorted({x.author for x in known}):
        weights = learn(pack, [x for x in known if x.author != author])
        plain = replace(pack, kind_weights=weights.model_copy(update={"sure_from": 0.0}))
        for one in (x for x in known if x.author == author):
            told = kind_of(one.call, plain)
            right += told.kind == one.kind
            sure += (certain := told.confidence >= pack.kind_weights.sure_from)
            wrong += certain and told.kind != one.kind
    return right, sure, wrong


def learn(pack: Pack, known: Sequence[Labelled]) -> KindWeights:
    """The weights that tell these calls best."""
    kinds = list(pack.call_kinds)
    tells = [f"{kind}.{tell}" for kind in kinds for tell in pack.call_kinds[kind].tells]
    table = np.stack([_table(features(x.call, signs(x.call, pack), pack), kinds, tells) for x in known])
    penalties = np.concatenate([np.full(3, FEW), np.full(len(tells), TELL), np.full(len(kinds), KIND)])
    found = fit_signs(table, [kinds.index(x.kind) for x in known], penalties)
    rounded = [round(float(w), 2) for w in found]
    return KindWeights(
        tell=rounded[0], again=rounded[1], direction=rounded[2],
        tells=dict(zip(tells, rounded[3:], strict=False)),
        kinds=dict(zip(kinds, rounded[3 + len(tells) :], strict=True)),
        texts=fit_texts([sorted(ngrams(x.call)) for x in known], [x.kind for x in known]),
        sure_from=pack.kind_weights.sure_from, stage_from=pack.kind_weights.stage_from,
    )  # fmt: skip


def _table(told: Mapping[str, Features], kinds: Sequence[str], tells: Sequence[str]) -> NDArray[np.float64]:
    """``(kinds, 3 + tells + kinds)``: what speaks for each kind, in the order of the weights."""
    rows = np.zeros((len(kinds), 3 + len(tells) + len(kinds)))
    for row, kind in enumerate(kinds):
        own = told[kind]
        rows[row, :3] = len(own.tells), own.again, own.direction
        for tell in own.tells:
            rows[row, 3 + tells.index(f"{kind}.{tell}")] = 1.0
        rows[row, 3 + len(tells) + row] = 1.0
    return rows
