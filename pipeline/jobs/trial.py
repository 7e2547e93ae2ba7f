"""A sentence judged as it would be in a call: the same models, checks and trust; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.checks.forbidden_phrases import ID
from pipeline.domain.call import Call, Role, Transcript, Utterance
from pipeline.domain.facts import TurnLabel
from pipeline.hearing.engine import Engine
from pipeline.judge import judge
from pipeline.weighing.label import LEAST, label

PACE = 5.0  # seconds that one turn is taken to last
FIELDS = (
    "category",
    "rule",
    "phrase",
    "quote",
    "char_start",
    "char_end",
    "severity",
    "certain",
    "confidence",
    "reason",
    "suggestion",
)


def try_in_full(given: Mapping[str, Any], engine: Engine) -> dict[str, Any]:
    """What becomes of the agent's ``text`` after the customer's ``before`` (may be empty).

    ``probability`` that the turn is a fault (None: below LEAST, not even worth a label), and the ``findings``.
    """
    call = _call(str(given.get("before", "")), str(given["text"]))
    labels = label(call, engine.judge, engine.pack)
    found = judge(call, engine.pack, labels).results[ID]
    return {
        "probability": _probability(labels),
        "least": LEAST,
        "findings": [
            {name: getattr(finding, name) for name in FIELDS}
            | {
                "match": str(finding.match),
                "costs": finding.costs,
                "category_title": engine.pack.category_titles.get(finding.category or "", ""),
            }
            for finding in found.failed
        ],
    }


def _call(before: str, text: str) -> Call:
    said = [(Role.CUSTOMER, before), (Role.AGENT, text)] if before.strip() else [(Role.AGENT, text)]
    spoken = (Utterance(i, role, i * PACE, (i + 1) * PACE, words) for i, (role, words) in enumerate(said))
    return Call("trial", Transcript(tuple(spoken)))


def _probability(labels: tuple[TurnLabel, ...]) -> float | None:
    return round(max(one.probability for one in labels), 3) if labels else None
