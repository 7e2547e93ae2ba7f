"""Results of an imagined system on labelled calls: partly right, wrong in every way that is counted."""

from __future__ import annotations

import random
from typing import Any

CHECKS = {"hold_script": "hold", "transfer_script": "transfer", "confirm_repeat": "confirm_repeat"}
VERDICTS = {None: "not_applicable", True: "pass", False: "fail"}


def made_up_result(truth: dict[str, Any], seed: int) -> dict[str, Any]:
    """The same truth and seed give the same result."""
    chance = random.Random(f"{seed}/{truth['id']}")
    line, labels = truth["timeline"], truth["truth"]
    return {
        "utterances": [_utterance(turn, chance) for turn in line if chance.random() < 0.95],
        "metrics": {
            "rings": truth["rings"] + chance.choice([0, 0, 0, 1]),
            "first_response": chance.choice([None, 0.7, 0.8, line[0]["start"] - truth["answered_at"]]),
        },
        "five_w": {slot: {"present": want != (chance.random() < 0.2)} for slot, want in labels["five_w"].items()},
        "ticket": {k: chance.choice([v, v, None, (v or "")[:2], "别的"]) for k, v in labels["caller"].items()},
        "checks": _checks(labels, chance),
        "findings": [*_forbidden(line, labels, chance), *_waits(line, labels, chance)],
        "commitments": [
            {"text": "", **_when(line[c["turn"]], chance)} for c in labels["commitments"] if chance.random() < 0.8
        ],
        "scorecard": {"total": round(chance.uniform(30, 100), 1)},
    }


def _utterance(turn: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    role = turn["role"] if chance.random() < 0.9 else "customer"
    text = "".join(c for c in turn["text"] if chance.random() < 0.9)
    return {"role": role, "start": turn["start"] - 0.2, "end": turn["end"] - 0.5, "text": text}


def _checks(labels: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    scripts = [
        {
            "check": name,
            "verdict": "pass",
            "elements": {e: w != (chance.random() < 0.2) for e, w in labels[name].items()},
        }
        for name in ("greeting", "closing")
    ]
    verdicts = [
        {"check": check, "verdict": chance.choice([VERDICTS[labels[key]], "unsure"])} for check, key in CHECKS.items()
    ]
    return scripts + verdicts


def _forbidden(line: list[Any], labels: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    right = [(line[e["turn"]], chance.choice([e["category"]] * 3 + ["vague"])) for e in labels["forbidden"]]
    wrong = [(turn, "blame") for turn in line if chance.random() < 0.03]
    kept = [(turn, category) for turn, category in right + wrong if chance.random() < 0.85]
    found = {"check": "forbidden_phrases", "quote": "…"}
    return [
        found | {"category": category, "passed": chance.choice([False, False, None, True]), **_when(turn, chance)}
        for turn, category in kept
    ]


def _waits(line: list[Any], labels: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    places = [
        *(("interruptions", line[t]) for t in labels["interruptions"]),
        *(("dead_air", line[s["after_turn"]]) for s in labels["dead_air"]),
        *(("response_gap", line[t]) for t in labels["slow_answers"]),
        *((chance.choice(["interruptions", "dead_air", "response_gap"]), t) for t in line if chance.random() < 0.04),
    ]
    return [{"check": check, "passed": False, "reason": "", **_when(turn, chance)} for check, turn in places]


def _when(turn: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    start = turn["start"] + chance.uniform(-2, 2)
    return {"start": start, "end": start + chance.choice([0.0, 0.8, 2.0])}
