"""A reviewed call without the personal data that somebody's role must not see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.privacy.result import Masker, masked_card, masked_finding, masked_slot

Json = dict[str, Any]


def masked_review(shown: Json, result: Mapping[str, Any], masker: Masker) -> Json:
    """``shown`` is what :func:`pipeline.review.view.review_json` made of the judgement ``result``."""
    texts = {u["index"]: masker.utterance(u["index"], u["text"]) for u in result["utterances"]}
    return shown | {
        "machine_scorecard": masked_card(shown["machine_scorecard"], masker),
        "scorecard": masked_card(shown["scorecard"], masker),
        "lines": [_line(line, masker) for line in shown["lines"]],
        "findings": [_finding(found, texts, masker) for found in shown["findings"]],
        "five_w": [_slot(slot, masker) for slot in shown["five_w"]],
        "decisions": [_decision(decision, masker) for decision in shown["decisions"]],
    }


def nameless(shown: Json) -> Json:
    """Without the names of those who decided, and without drafts: as its agent sees it."""
    findings = [found | {"decision": _anonymous(found["decision"])} for found in shown["findings"]]
    lines = [line | {"decision": _anonymous(line["decision"])} for line in shown["lines"]]
    slots = [slot | {"decision": _anonymous(slot["decision"])} for slot in shown["five_w"]]
    decisions = [_anonymous(decision) for decision in shown["decisions"]]
    return shown | {"review": None, "version": None, "findings": findings, "lines": lines, "five_w": slots,
                    "decisions": decisions}  # fmt: skip


def _anonymous(decision: Json | None) -> Json | None:
    return decision | {"by": ""} if decision else None


def _line(line: Json, masker: Masker) -> Json:
    sides = {name: line[name] | {"reason": masker.text(line[name]["reason"])}
             for name in ("machine", "effective") if line[name]}  # fmt: skip
    return line | sides | {"decision": _decision(line["decision"], masker)}


def _finding(found: Json, texts: Mapping[int, str], masker: Masker) -> Json:
    sides = {name: masked_finding(found[name], texts, masker)
             for name in ("machine", "effective", "known") if found[name]}  # fmt: skip
    return found | sides | {"decision": _decision(found["decision"], masker)}


def _slot(slot: Json, masker: Masker) -> Json:
    sides = {side: slot[side] | {"value": masked_slot(slot["slot"], slot[side]["value"], masker)}
             for side in ("machine", "effective")}  # fmt: skip
    return slot | sides | {"decision": _decision(slot["decision"], masker)}


def _decision(decision: Json | None, masker: Masker) -> Json | None:
    return decision | {"comment": masker.text(decision["comment"])} if decision else None
