"""Says what was done in a turn and what did not make up for it: 「拒绝了，没有说原因，也没有给办法」."""

from __future__ import annotations

from pipeline.domain.facts import TurnLabel
from pipeline.lexicon import Pack
from pipeline.lexicon.pack import PLAIN


def in_words(label: TurnLabel, category: str, pack: Pack) -> str:
    """The acts of ``category`` that were done, and each thing that would have made up for them and is missing.

    Empty where no act is known, or where something does make up for it.
    """
    traits = pack.traits.get(category, PLAIN)
    does, redeems = pack.acts.get("does"), pack.acts.get("redeems")
    if does is None or redeems is None or any(way in label.redeems for way in traits.redeemed_by):
        return ""
    done = [does.elements[act].title for act in traits.acts if act in label.does and act in does.elements]
    missing = [redeems.elements[way].title for way in traits.redeemed_by if way in redeems.elements]
    if not done:
        return ""
    return "".join(
        [f"{'、'.join(done)}了", *(f"，{'没有' if not n else '也没有'}{way}" for n, way in enumerate(missing))]
    )
