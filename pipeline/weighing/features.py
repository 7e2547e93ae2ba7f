"""What the decision is made from: named figures about one agent utterance in its call."""

from __future__ import annotations

from collections.abc import Sequence, Set
from math import log

from pipeline.facts.listed import Listed
from pipeline.facts.setting import Setting
from pipeline.lexicon import Pack
from pipeline.lexicon.schema import CATEGORIES
from pipeline.text.normalise import SENTENCE_MARKS, spelling
from pipeline.weighing.deeds import Deeds
from pipeline.weighing.opinions import NOT_ASKED, Opinions

Features = dict[str, float]
UNMARKED_FROM = 12  # characters: a shorter text needs no mark
QUOTED_FROM = 3  # characters: shorter stretches are said by everybody
_POLITE = ("请", "您", "谢", "麻烦", "抱歉", "对不起", "稍等")
WAYS_OUT = ("reason", "alternative", "next_step")
BOUNDS = ("bound", "next_step")


def features(
    setting: Setting, opinions: Opinions, before: float, after: float, hits: Sequence[Listed], done: Deeds, pack: Pack
) -> Features:
    """Named figures; what is missing is 0. ``before`` and ``after``: log-odds of the agent's neighbouring words."""
    return {
        **_opinions(opinions, before, after),
        **_listed(hits),
        **_deeds(done, pack),
        **_quoting(setting, opinions),
        **_form(setting),
    }


def _opinions(found: Opinions, before: float, after: float) -> Features:
    whole, sentences, clauses = found.whole, found.sentences, found.clauses or found.sentences
    by_wording = sorted((c.wording for c in clauses), reverse=True)
    worded, answered = max(s.wording for s in sentences), max(s.in_call for s in sentences)
    return {
        "whole": whole.wording,
        "sentence": worded,
        "clause": by_wording[0],
        "clause_second": by_wording[1] if len(by_wording) > 1 else NOT_ASKED,
        "in_call": whole.in_call,
        "in_sentence": answered,
        "in_clause": max(c.in_call for c in clauses),
        "agree": min(worded, answered),
        "before": before,
        "after": after,
        "surest_kind": max(found.worst.shares.values(), default=0.0),
        **{f"kind_{c}": whole.shares.get(c, 0.0) for c in CATEGORIES},
        **{f"worst_{c}": found.worst.shares.get(c, 0.0) for c in CATEGORIES},
        **{f"read_{c}": whole.kinds.get(c, NOT_ASKED) for c in CATEGORIES},
        **{f"read_worst_{c}": found.worst.kinds.get(c, NOT_ASKED) for c in CATEGORIES},
    }


def _listed(hits: Sequence[Listed]) -> Features:
    standing = [h for h in hits if h.stands]
    longest = max((h.length for h in standing), default=0)
    return {
        "listed": float(bool(standing)),
        "listed_length": float(min(longest, 8)),
        "listed_several": float(len({h.category for h in standing}) > 1),
        "listed_alone": float(any(h.alone for h in standing)),
        "listed_excused": float(bool(hits) and not standing),
        "listed_quoted": float(any(h.quoted for h in hits)),
        "listed_asked": float(any(h.asked for h in hits)),
        "listed_negated": float(any(h.negated for h in hits)),
        "listed_fragment": float(any(h.fragment for h in hits)),
        **{f"listed_{c}": 1.0 for c in {h.category for h in standing}},
    }


def _deeds(done: Deeds, pack: Pack) -> Features:
    kinds = done.kinds
    found = {f"does_{k}": 1.0 for k in kinds}
    found |= {f"redeems_{k}": 1.0 for k in done.redeems} | {f"later_{k}": 1.0 for k in done.redeems_after}
    found |= {f"manner_{c.key}": 1.0 for c in done.manner} | {f"asks_{k}": 1.0 for k in done.asks}
    ways = sum(k in done.redeems for k in WAYS_OUT)
    found["ways_out"] = float(ways)
    found["refuses_bare"] = float("refuse" in kinds and not done.made_up_for(WAYS_OUT))
    found["hedges_bare"] = float("hedge_answer" in kinds and not done.made_up_for(BOUNDS))
    found["promises_denied"] = float("promise" in kinds and any(c.key == "negated" for c in done.manner))
    found["nothing_done"] = float(not kinds)
    return found


def _quoting(setting: Setting, opinions: Opinions) -> Features:
    """How much of the utterance, and of its worst clause, the customer has said before."""
    worst = opinions.worst
    said = grams(setting.customer)
    return {
        "taken_up": share_of(grams(setting.text), said),
        "worst_taken_up": share_of(grams(setting.text[worst.start : worst.end]), said),
    }


def grams(text: str) -> frozenset[str]:
    """The stretches of QUOTED_FROM characters."""
    spelt = spelling(text)
    return frozenset(spelt[i : i + QUOTED_FROM] for i in range(len(spelt) - QUOTED_FROM + 1))


def share_of(own: Set[str], others: Set[str]) -> float:
    return len(own & others) / len(own) if own else 0.0


def _form(setting: Setting) -> Features:
    text = setting.text
    length = len(spelling(text))
    unmarked = length > UNMARKED_FROM and not any(c in SENTENCE_MARKS for c in text)
    return {
        "length": log(1 + length),
        "no_marks": float(unmarked),
        "you": float("你" in text),
        "you_politely": float("您" in text),
        "polite": float(sum(word in text for word in _POLITE)),
        "asks": float(text.rstrip("”」\"' ").endswith(("？", "?", "吗", "呢"))),
        "exclaims": float("！" in text or "!" in text),
    }
