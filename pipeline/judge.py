"""From a call to its judgement: facts, checks, score. No audio, no recognition: the same call gives the same result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from pipeline.checks.case import Case
from pipeline.checks.registry import checks, run
from pipeline.domain.call import Call
from pipeline.domain.facts import KindOpinion, SentenceLabel
from pipeline.domain.record import Judgement, Provenance, doubts_about
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from pipeline.scoring import score


def judge(call: Call, pack: Pack, labels: Sequence[SentenceLabel] = (), kind: str | None = None) -> Judgement:
    """Judge ``call`` by ``pack``; ``labels`` are the sentence classifier's, made when the call was heard.

    ``kind`` is what a person says that the call is; else it is told from what is said.
    """
    facts = replace(extract(call, pack), labels=tuple(labels))
    if kind is not None:
        told = facts.kind.kind if facts.kind else None
        facts = replace(facts, kind=KindOpinion(kind, 1.0, (kind,), told))
    case = Case(call, facts, pack)
    settings = {line.check: line.parameters for line in pack.rubric.lines}
    results = {id: run(check, case, settings.get(id)) for id, check in checks().items()}
    titles = {id: check.title for id, check in checks().items()}
    doubts = doubts_about(call.health, bool(call.utterances))
    return Judgement(call, case.facts, results, score(results, titles, pack.rubric, doubts), provenance(call, pack))


def provenance(call: Call, pack: Pack) -> Provenance:
    """What the judgement depends on, so that it can be repeated."""
    return Provenance(
        asr_model=call.transcript.asr_model, asr_options=call.transcript.asr_options, role_reasons=call.role_reasons,
        lexicon=pack.id, lexicon_version=pack.version, lexicon_sha256=pack.sha256, version=_version(),
    )  # fmt: skip


@cache
def _version() -> str:
    """Read once: it is looked up in files."""
    return version("tingjian")
