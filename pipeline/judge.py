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
from pipeline.facts.extract import extract
from pipeline.lexicon import Pack
from pipeline.result import Judgement
from pipeline.scoring import score


def judge(call: Call, pack: Pack, labels: Sequence[SentenceLabel] = (), kind: str | None = None) -> Judgement:
    """Judge ``call`` by ``pack``; ``labels`` are the sentence classifier's, made when the call was heard.

    ``kind`` is what a person says that the call is; else it is told from what is said.
    """
    facts = replace(extract(call, pack), labels=tuple(labels))
    if kind is not None:
        facts = replace(facts, kind=KindOpinion(kind, 1.0, (kind,)))
    case = Case(call, facts, pack)
    settings = {line.check: line.parameters for line in pack.rubric.lines}
    results = {id: run(check, case, settings.get(id)) for id, check in checks().items()}
    titles = {id: check.title for id, check in checks().items()}
    return Judgement(
        call, case.facts, results, score(results, titles, pack.rubric, doubts(call)), provenance(call, pack)
    )


def doubts(call: Call) -> list[str]:
    """What about the recording asks a person to look at it."""
    faults = [issue.message for issue in call.health if issue.severity == "error"]
    return faults if call.utterances else [*faults, "没有听到任何人说话"]


def provenance(call: Call, pack: Pack) -> dict[str, object]:
    """What the judgement depends on, so that it can be repeated."""
    return {
        "asr_model": call.transcript.asr_model,
        "asr_options": dict(call.transcript.asr_options),
        "role_reasons": list(call.role_reasons),
        "lexicon": pack.id,
        "lexicon_version": pack.version,
        "lexicon_sha256": pack.sha256,
        "version": _version(),
    }


@cache
def _version() -> str:
    """Read once: it is looked up in files."""
    return version("tingjian")
