"""Stored calls heard once more, by another model or the same one grown better: what was heard before stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import select

from pipeline.hearing.engine import Engine
from pipeline.judge import judge
from pipeline.review.policy import keep_judgement
from pipeline.storage import calls, judgements
from pipeline.storage.calls import Claim
from pipeline.storage.kinds import corrected_kinds
from pipeline.storage.outages import DELAYS
from pipeline.storage.retry import patiently
from pipeline.storage.store import Store
from pipeline.storage.tables import CallRow, CallState
from pipeline.work.assess import Assessor, Judged, Unheard

NO_SOUND = Unheard("no_sound", "没有录音：只存有转写，或录音已按期删除")


@dataclass(slots=True)
class HeardAgain:
    """How many calls were heard, how many of them have another score now, and which could not be, with the reason."""

    calls: int = 0
    changed: int = 0
    unheard: list[tuple[str, str]] = field(default_factory=list)


def not_heard_so(store: Store, engine: Engine, call_ids: Sequence[str]) -> list[str]:
    """Those of the judged calls whose latest hearing is not by today's recogniser: a run that ended picks up here."""
    today = engine.transcriber.name, _as_kept(engine.transcriber.options)
    with store.database.reading() as session:
        judged = session.scalars(select(CallRow.id).where(CallRow.id.in_(call_ids), CallRow.state == CallState.DONE))
        heard = {id: judgements.heard(session, id)[1].transcript for id in judged}
    return [id for id in call_ids if id in heard and (heard[id].asr_model, heard[id].asr_options) != today]


def _as_kept(options: dict[str, Any]) -> Any:
    """As options come out of the store: lists for tuples."""
    return json.loads(json.dumps(options))


def hear_again(
    call_ids: Sequence[str], engine: Engine, store: Store, report: Callable[[], None] = lambda: None
) -> HeardAgain:
    """Hear these calls from their recordings and judge them; each is kept as soon as it is done."""
    result, assessor = HeardAgain(), Assessor(engine)
    for call_id in call_ids:
        found = patiently(partial(_heard, call_id, assessor, store), DELAYS)
        if isinstance(found, Unheard):
            result.unheard.append((call_id, found.reason))
        else:
            result.calls += 1
            result.changed += patiently(partial(_keep, call_id, found, engine, store), DELAYS)
        report()
    return result


def _heard(call_id: str, assessor: Assessor, store: Store) -> Judged | Unheard:
    with store.database.reading() as session:
        kept = calls.described(session, call_id)
    if not _has_sound(kept, store):
        return NO_SOUND
    with store.recordings.local(kept.sha256) as path:
        return assessor.assess(path, kept.name, kept.facts, kept.file_name)


def _has_sound(kept: Claim, store: Store) -> bool:
    return kept.kind == "audio" and store.recordings.has(kept.sha256)


def _keep(call_id: str, found: Judged, engine: Engine, store: Store) -> bool:
    """In one transaction; whether the score is another one now. A kind of call that a person has named stays."""
    with store.database.writing() as session:
        before = calls.get_call(session, call_id).score
        judgement = judge(found.call, engine.pack, found.labels, corrected_kinds(session, [call_id]).get(call_id))
        transcript = judgements.save_transcript(session, call_id, found.call)
        judgements.save_labels(session, transcript, engine.judge_key, found.labels)
        policy = engine.pack.rubric.review
        return keep_judgement(session, transcript, judgement, engine.judge_key, policy).total != before
