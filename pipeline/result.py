"""The result of one call as the contract's JSON object: the one place that knows its field names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from pipeline.domain.call import Call, Utterance
from pipeline.domain.facts import Commitment, Facts, KindOpinion
from pipeline.domain.finding import CheckResult, Finding
from pipeline.domain.scorecard import Scorecard
from pipeline.facts.metrics import metrics

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """One call, judged once."""

    call: Call
    facts: Facts
    results: Mapping[str, CheckResult]
    scorecard: Scorecard
    provenance: Mapping[str, object]


def as_json(judgement: Judgement) -> dict[str, Any]:
    """The contract's object; the same judgement gives the same bytes through :func:`dump`."""
    call, facts = judgement.call, judgement.facts
    return {
        "schema": SCHEMA,
        "call": _call(call) | _kind(facts.kind),
        "utterances": [_utterance(u) for u in call.utterances],
        "removed": [_timed(_fields(r)) for r in call.transcript.removed],
        "health": [_fields(issue) for issue in call.health],
        "metrics": metrics(call),
        "five_w": {name: _slot(slot) for name, slot in facts.five_w.items()},
        "commitments": [_commitment(c) for c in facts.commitments],
        "ticket": _fields(facts.ticket),
        "checks": [_check(r) for r in judgement.results.values()],
        "findings": [finding_json(f) for r in judgement.results.values() for f in r.findings],
        "scorecard": scorecard_json(judgement.scorecard),
        "provenance": dict(judgement.provenance),
    }


def dump(result: Mapping[str, Any], indent: int | None = None) -> str:
    """JSON text, Chinese as it is, keys in the order of the contract."""
    return json.dumps(result, ensure_ascii=False, indent=indent, allow_nan=False)


def _call(call: Call) -> dict[str, Any]:
    recording, telephony = call.recording, call.telephony
    return {
        "id": call.id,
        "recording": recording.name if recording else None,
        "sha256": recording.sha256 if recording else None,
        "duration": round(recording.duration, 2) if recording else None,
        "channels": recording.channels if recording else None,
        "sampling_rate": recording.sampling_rate if recording else None,
        "codec": recording.codec if recording else None,
        "agent_id": call.agent_id,
        "team": telephony.team,
        "queue": telephony.queue,
        "direction": call.direction.value,
        "agent_channel": call.agent_channel,
        "started_at": telephony.started_at,
    }


def _kind(opinion: KindOpinion | None) -> dict[str, Any]:
    if opinion is None:
        return {"kind": None, "kind_confidence": None, "kind_stages": []}
    return {"kind": opinion.kind, "kind_confidence": opinion.confidence, "kind_stages": list(opinion.stages)}


def _utterance(u: Utterance) -> dict[str, Any]:
    return {
        "index": u.index, "role": u.role.value, "channel": u.channel, "start": round(u.start, 2),
        "end": round(u.end, 2), "text": u.text, "confidence": round(u.confidence, 3),
        "role_confidence": round(u.role_confidence, 3),
    }  # fmt: skip


def _fields(part: Any) -> dict[str, Any]:
    """The fields of a dataclass that holds no others; :func:`dataclasses.asdict` copies deeply and slowly."""
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _timed(named: dict[str, Any]) -> dict[str, Any]:
    return named | {"start": round(named["start"], 2), "end": round(named["end"], 2)}


def _slot(slot: Any) -> dict[str, Any]:
    return {"present": slot.present, "state": slot.state.value, "value": slot.value, "utterance": slot.utterance}


def _commitment(c: Commitment) -> dict[str, Any]:
    return _timed(_fields(c))


def _check(r: CheckResult) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "check": r.check,
        "verdict": r.verdict.value,
        "reason": r.reason,
        "utterances": list(r.utterances),
    }
    if r.elements:
        fields["elements"] = dict(r.elements)
    if r.unasked:
        fields["unasked"] = list(r.unasked)
    if r.observed is not None:
        fields["observed"] = r.observed
    return fields


def finding_json(f: Finding) -> dict[str, Any]:
    e = f.evidence
    return {
        "check": f.check, "category": f.category, "phrase": f.phrase, "quote": e.quote, "utterance": e.utterance,
        "char_start": e.char_start, "char_end": e.char_end, "start": round(e.start, 2), "end": round(e.end, 2),
        "match": f.match.value, "confidence": round(f.confidence, 3), "passed": f.passed, "certain": f.certain,
        "severity": f.severity, "reason": f.reason, "suggestion": f.suggestion, "rule": f.rule,
        "details": dict(f.details),
    }  # fmt: skip


def scorecard_json(card: Scorecard) -> dict[str, Any]:
    lines = [{"check": x.check, "title": x.title, "weight": x.weight, "earned": x.earned, "verdict": x.verdict.value,
              "reason": x.reason} for x in card.lines]  # fmt: skip
    return {"rubric": card.rubric, "rubric_version": card.rubric_version, "total": card.total, "grade": card.grade,
            "fatal": card.fatal, "needs_review": card.needs_review, "review_reasons": list(card.review_reasons),
            "lines": lines}  # fmt: skip
