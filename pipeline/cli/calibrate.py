"""``tingjian lexicon calibrate``: how much each sign of each kind of call counts, learnt from labelled dialogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from models.training.kinds import fit_signs
from models.training.labelled_kinds import read_kinds
from pipeline.cli.console import say
from pipeline.domain.call import Call
from pipeline.evaluation.dialogues import dialogue_call, read_script, written_call
from pipeline.facts.commitments import commitments
from pipeline.facts.kind import Sign, Told, opinion, signs, told_by
from pipeline.facts.kind_shape import Outcome
from pipeline.facts.ticket import draft
from pipeline.lexicon import KindWeights, Pack, load_pack
from pipeline.reading.cues import cues_of
from pipeline.reading.finders import finders_of
from pipeline.reading.lines import Lines

FILE = "kinds.yaml"
HEAD = "# 各类通话的依据各占多少分量（对数几率），由有标注的对话学得：tingjian lexicon calibrate。请勿手改。\n"
FEW, TELL, KIND, TRAIT = 0.01, 1.0, 1.0, 2.0  # penalties: what all kinds share, a tell, a kind, a trait of a kind
LEAST = 0.05  # log-odds: a trait that says less of a kind is left out


@dataclass(frozen=True, slots=True)
class Labelled:
    """A dialogue whose kind is known, and whose it is."""

    author: str
    kind: str
    call: Call


@dataclass(frozen=True, slots=True)
class Known:
    """A labelled dialogue, with what it tells of its kind."""

    author: str
    kind: str
    found: tuple[Sign, ...]
    told: Told


def calibrate_command(folder: Path, dialogues: Sequence[Path]) -> int:
    """Write the pack's ``kinds.yaml``; tells how often the kind is right on authors that were not learnt from."""
    pack = load_pack(folder)
    read = [x for path in dialogues for x in read_labelled(path)] if dialogues else shipped()
    labelled = [x for x in read if x.kind in pack.call_kinds]
    if len({x.kind for x in labelled}) < 2:
        say("没有找到标注了通话类型（kind）的对话")
        return 2
    known = [known_of(x, pack) for x in labelled]
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


def shipped() -> list[Labelled]:
    """The calls that come with the product."""
    return [Labelled(x.author, x.kind, written_call(x.id, x.direction, x.turns)) for x in read_kinds()]


def known_of(labelled: Labelled, pack: Pack) -> Known:
    """Reads a dialogue once, so that it can be learnt from and tried many times."""
    cues = cues_of(pack)
    lines = Lines.of(labelled.call, cues)
    outcome = Outcome(draft(lines, finders_of(pack)).ticket(), commitments(lines, cues))
    found = tuple(signs(labelled.call, pack))
    return Known(labelled.author, labelled.kind, found, told_by(labelled.call, found, outcome, pack))


def held_out(pack: Pack, known: Sequence[Known]) -> tuple[int, int, int]:
    """Leaving out each author in turn: how many calls are most probably what they are, how many are called sure, and
    how many of these wrongly."""
    right = sure = wrong = 0
    for author in sorted({x.author for x in known}):
        weights = learn(pack, [x for x in known if x.author != author])
        plain = replace(pack, kind_weights=weights.model_copy(update={"sure_from": 0.0}))
        for one in (x for x in known if x.author == author):
            thought = opinion(one.told, one.found, plain)
            right += thought.kind == one.kind
            sure += (certain := thought.confidence >= pack.kind_weights.sure_from)
            wrong += certain and thought.kind != one.kind
    return right, sure, wrong


def learn(pack: Pack, known: Sequence[Known]) -> KindWeights:
    """The weights that tell these calls best."""
    kinds = list(pack.call_kinds)
    tells = [f"{kind}.{tell}" for kind in kinds for tell in pack.call_kinds[kind].tells]
    traits = sorted({trait for x in known for trait in x.told.traits})
    table = np.stack([_table(x.told, kinds, tells, traits) for x in known])
    own = np.concatenate([np.full(3, FEW), np.full(len(tells), TELL), np.full(len(kinds), KIND)])
    penalties = np.concatenate([own, np.full(len(traits) * len(kinds), TRAIT)])
    found = fit_signs(table, [kinds.index(x.kind) for x in known], penalties)
    rounded = [round(float(w), 2) for w in found]
    last = iter(rounded[len(own) :])
    said = {trait: {kind: w for kind in kinds if abs(w := next(last)) >= LEAST} for trait in traits}
    return KindWeights(
        tell=rounded[0],
        again=rounded[1],
        direction=rounded[2],
        tells=dict(zip(tells, rounded[3:], strict=False)),
        kinds=dict(zip(kinds, rounded[3 + len(tells) : len(own)], strict=True)),
        traits={trait: weights for trait, weights in said.items() if weights},
        sure_from=pack.kind_weights.sure_from,
        stage_from=pack.kind_weights.stage_from,
    )


def _table(told: Told, kinds: Sequence[str], tells: Sequence[str], traits: Sequence[str]) -> NDArray[np.float64]:
    """``(kinds, 3 + tells + kinds + traits * kinds)``: what speaks for each kind, in the order of the weights."""
    first, size = 3 + len(tells) + len(kinds), len(kinds)
    rows = np.zeros((size, first + len(traits) * size))
    has = np.array([trait in told.traits for trait in traits], dtype=np.float64)
    for row, kind in enumerate(kinds):
        own = told.kinds[kind]
        rows[row, :3] = len(own.tells), own.again, own.direction
        for tell in own.tells:
            rows[row, 3 + tells.index(f"{kind}.{tell}")] = 1.0
        rows[row, 3 + len(tells) + row] = 1.0
        rows[row, first + row :: size] = has
    return rows
