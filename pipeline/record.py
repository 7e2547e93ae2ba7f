"""The record of a judgement and its JSON: made, written and read here, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from pipeline.domain.call import Call, RemovedText
from pipeline.domain.facts import Commitment, KindOpinion
from pipeline.domain.finding import CheckResult
from pipeline.domain.record import CallSummary, JudgedCheck, Judgement, Record, SpokenText
from pipeline.domain.scorecard import KeptCard, Scorecard
from pipeline.facts.metrics import metrics

Json = dict[str, Any]
Timed = TypeVar("Timed", RemovedText, Commitment)

_RECORD, _CARD, _KEPT = TypeAdapter(Record), TypeAdapter(Scorecard), TypeAdapter(KeptCard)
# What a result says only where there is something to say.
_CHECK_EXTRAS, _CARD_EXTRAS = ("elements", "observed", "unasked"), ("unscored",)


def record_of(judgement: Judgement) -> Record:
    """What is kept of a judgement: without times of characters, and no figure more exact than it is told."""
    call, facts, results = judgement.call, judgement.facts, judgement.results.values()
    return Record(
        call=_of_kind(_call(call), facts.kind),
        utterances=tuple(_spoken(call)),
        removed=tuple(_told(r) for r in call.transcript.removed),
        health=call.health,
        metrics=metrics(call),
        five_w=dict(facts.five_w),
        commitments=tuple(_told(c) for c in facts.commitments),
        ticket=facts.ticket,
        ticket_evidence=facts.ticket_evidence,
        checks=tuple(_check(r) for r in results),
        findings=tuple(f.rounded() for r in results for f in r.findings),
        scorecard=judgement.scorecard,
        provenance=judgement.provenance,
    )


def as_json(judged: Record | Judgement) -> Json:
    """The contract's object; the same record gives the same bytes through :func:`dump`."""
    record = record_of(judged) if isinstance(judged, Judgement) else judged
    found: Json = _RECORD.dump_python(record, mode="json")
    found["five_w"] = {name: {"present": slot.present} | found["five_w"][name] for name, slot in record.five_w.items()}
    for check in found["checks"]:
        _without_empty(check, _CHECK_EXTRAS)
    _without_empty(found["scorecard"], _CARD_EXTRAS)
    return found


def parse_record(text: str) -> Record:
    """The record in the contract's JSON; raises pydantic's ValidationError."""
    return _RECORD.validate_json(text)


def card_json(card: Scorecard) -> Json:
    """A scorecard as the contract writes it; a person's, with the decisions that it rests on."""
    if isinstance(card, KeptCard) and card.decisions is not None:
        return _without_empty(_KEPT.dump_python(card, mode="json"), _CARD_EXTRAS)
    found: Json = _CARD.dump_python(card, mode="json")
    return _without_empty(found, _CARD_EXTRAS)


def parse_card(text: str) -> KeptCard:
    """Raises pydantic's ValidationError."""
    return _KEPT.validate_json(text)


def dump(result: Mapping[str, Any], indent: int | None = None) -> str:
    """JSON text, Chinese as it is, keys in the order of the contract."""
    return json.dumps(result, ensure_ascii=False, indent=indent, allow_nan=False)


def _call(call: Call) -> CallSummary:
    recording, telephony = call.recording, call.telephony
    about = CallSummary(
        id=call.id,
        agent_id=call.agent_id,
        team=telephony.team,
        queue=telephony.queue,
        direction=call.direction,
        agent_channel=call.agent_channel,
        started_at=telephony.started_at,
    )
    if recording is None:
        return about
    return replace(
        about,
        recording=recording.name,
        sha256=recording.sha256,
        duration=round(recording.duration, 2),
        channels=recording.channels,
        sampling_rate=recording.sampling_rate,
        codec=recording.codec,
    )


def _of_kind(about: CallSummary, opinion: KindOpinion | None) -> CallSummary:
    if opinion is None:
        return about
    return replace(
        about,
        kind=opinion.kind,
        kind_confidence=opinion.confidence,
        kind_stages=opinion.stages,
        kind_machine=opinion.machine,
    )


def _spoken(call: Call) -> Iterable[SpokenText]:
    for u in call.utterances:
        yield SpokenText(
            index=u.index,
            role=u.role,
            channel=u.channel,
            start=round(u.start, 2),
            end=round(u.end, 2),
            text=u.text,
            confidence=round(u.confidence, 3),
            role_confidence=round(u.role_confidence, 3),
            corrections=u.corrections,
        )


def _check(r: CheckResult) -> JudgedCheck:
    return JudgedCheck(
        check=r.check,
        verdict=r.verdict,
        reason=r.reason,
        utterances=r.utterances,
        elements=r.elements,
        observed=r.observed,
        unasked=r.unasked,
    )


def _told(part: Timed) -> Timed:
    return replace(part, start=round(part.start, 2), end=round(part.end, 2))


def _without_empty(fields: Json, names: Iterable[str]) -> Json:
    for name in names:
        if fields[name] is None or fields[name] in ({}, []):
            del fields[name]
    return fields
