"""From a call to its judgement: facts, checks, score. No audio, no recognition: the same call gives the same result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import version

from pipeline.checks.case import Case
from pipeline.checks.registry import Check, checks, run
from pipeline.domain.call import Call
from pipeline.domain.facts import KindOpinion, TurnLabel
from pipeline.domain.finding import CheckResult
from pipeline.domain.moments import read_moment
from pipeline.domain.record import Judgement, Provenance, doubts_about
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack, RubricLine
from pipeline.reading.cues import cues_of
from pipeline.reading.lines import Lines
from pipeline.scoring import score, why_unscored


def judge(call: Call, pack: Pack, labels: Sequence[TurnLabel] = (), kind: str | None = None) -> Judgement:
    """Judge ``call`` by ``pack``; ``labels`` are the sentence classifier's, made when the call was heard.

    ``kind`` is what a person says that the call is; else it is told from what is said.
    """
    pack = pack_for(call, pack)
    lines = Lines.of(call, cues_of(pack))
    facts = replace(extract(call, pack, lines), labels=tuple(labels))
    if kind is not None:
        told = facts.kind.kind if facts.kind else None
        facts = replace(facts, kind=KindOpinion(kind, 1.0, (kind,), told))
    case = Case(call, facts, pack, lines)
    lines_of = {line.check: line for line in pack.rubric.lines}
    results = {id: _run(check, case, lines_of.get(id)) for id, check in checks().items()}
    titles = {id: check.title for id, check in checks().items()}
    doubts = doubts_about(call.health, bool(call.utterances))
    card = score(results, titles, pack.rubric, doubts, why_unscored(call, pack.rubric))
    return Judgement(call, case.facts, results, card, provenance(call, pack))


def pack_for(call: Call, pack: Pack) -> Pack:
    """The pack as it counts for the day of the call: what came into force later does not. A call of which nobody knows
    when it was counts as today's."""
    return pack.on(day_of(call))


def day_of(call: Call) -> date:
    """The day, where the call was, on which it began."""
    try:
        return read_moment(call.telephony.started_at or "").date()
    except ValueError:
        return date.today()  # noqa: DTZ011 - the day of the people who judge


def _run(check: Check, case: Case, line: RubricLine | None) -> CheckResult:
    return run(check, case, line.parameters, line.suggestion) if line else run(check, case)


def provenance(call: Call, pack: Pack) -> Provenance:
    """What the judgement depends on, so that it can be repeated."""
    return Provenance(
        asr_model=call.transcript.asr_model,
        asr_options=call.transcript.asr_options,
        role_reasons=call.role_reasons,
        lexicon=pack.id,
        lexicon_version=pack.version,
        lexicon_sha256=pack.sha256,
        version=_version(),
    )


@cache
def _version() -> str:
    """Read once: it is looked up in files."""
    return version("tingjian")
