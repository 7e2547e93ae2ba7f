"""The trust that entries have earned in an organisation's own reviews, and the file that keeps it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from pipeline.lexicon import Tally, Trust
from pipeline.lexicon_lab.opinions import Opinion

HEAD = (
    "# 各条禁语判对（fair）、判错（unfair）的次数：labelled 是有标注的通话，reviews 是本单位的人工复核。\n"
    "# 由 tingjian lexicon trust 写成；据此决定一条禁语能直接扣分，还是先请人复核。\n"
)


def reviewed(opinions: Iterable[Opinion]) -> dict[str, Tally]:
    """How often people confirmed and rejected what the machine found by each entry."""
    fair: Counter[str] = Counter()
    unfair: Counter[str] = Counter()
    for opinion in opinions:
        if opinion.machine and opinion.rule:
            (fair if opinion.right else unfair)[opinion.rule] += 1
    return {rule: Tally(fair=fair[rule], unfair=unfair[rule]) for rule in sorted({*fair, *unfair})}


def write_trust(trust: Trust, folder: Path) -> Path:
    """``trust.yaml`` of the pack in ``folder``, replaced at once; raises OSError."""
    path, draft = folder / "trust.yaml", folder / ".trust.yaml.part"
    content = {"labelled": _plain(trust.labelled), "reviews": _plain(trust.reviews)}
    draft.write_text(HEAD + yaml.safe_dump(content, default_flow_style=None), encoding="utf-8")
    return draft.replace(path)


def _plain(tallies: Mapping[str, Tally]) -> dict[str, dict[str, int]]:
    return {rule: tally.model_dump() for rule, tally in sorted(tallies.items())}
