"""Finds the checks, one a file, and runs them so that one crash or one doubt never spoils the others."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

import pipeline.checks
from pipeline.checks.case import Case
from pipeline.domain.finding import CheckResult, Finding, Verdict

log = logging.getLogger(__name__)
CheckFunction = Callable[..., CheckResult | Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the registry knows it. ``parameters`` validates what the rubric may set; the failed findings of one
    that ``tells_missing`` are about what was not said."""

    id: str
    title: str
    judge: CheckFunction
    parameters: type[BaseModel]
    needs_audio: bool
    needs_role: bool
    tells_missing: bool = False


_registered: dict[str, Check] = {}


def check(
    id: str, *, title: str, needs_audio: bool = False, needs_role: bool = True, tells_missing: bool = False
) -> Callable[[CheckFunction], CheckFunction]:
    """Register ``judge(case, *, parameter=default, …)`` under the contract's check id.

    It returns a :class:`CheckResult`, or yields findings: then no failed finding means PASS. ``needs_audio`` checks do
    not apply to ready-made transcripts; ``needs_role`` checks turn FAIL into UNSURE where it is unclear who spoke.
    """

    def register(judge: CheckFunction) -> CheckFunction:
        if id in _registered and _registered[id].judge.__module__ != judge.__module__:
            raise ValueError(f"two checks are called {id!r}")
        _registered[id] = Check(id, title, judge, _parameters(id, judge), needs_audio, needs_role, tells_missing)
        return judge

    return register


def _parameters(id: str, judge: CheckFunction) -> type[BaseModel]:
    """A pydantic model of the keyword-only arguments, so that a rubric's typing errors are found when it is loaded."""
    fields = {
        name: (parameter.annotation, parameter.default)
        for name, parameter in inspect.signature(judge, eval_str=True).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    return create_model(f"{id}_parameters", __config__=ConfigDict(extra="forbid"), **fields)  # type: ignore[call-overload, no-any-return]


@cache
def checks() -> Mapping[str, Check]:
    """Every check by id: the modules of :mod:`pipeline.checks` are imported once."""
    for module in pkgutil.iter_modules(pipeline.checks.__path__):
        importlib.import_module(f"pipeline.checks.{module.name}")
    return dict(sorted(_registered.items()))


_known: dict[tuple[type[BaseModel], str], dict[str, Any]] = {}
_MOST_KNOWN = 256


def _arguments(parameters: type[BaseModel], settings: Mapping[str, object]) -> dict[str, Any]:
    """The keyword arguments of a check: what the rubric sets, else the defaults; validated once, not for each call."""
    key = parameters, repr(settings)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = parameters.model_validate(settings).model_dump()
    return _known[key]


def run(
    check: Check, case: Case, settings: Mapping[str, object] | None = None, suggestion: str | None = None
) -> CheckResult:
    """The check's result; a crash becomes ERROR, a doubt about roles UNSURE. Never raises for a call's content.

    ``suggestion`` is the rubric's wording for failed findings that bring none of their own.
    """
    if check.needs_audio and not case.call.has_audio:
        return CheckResult(check.id, Verdict.NOT_APPLICABLE, "没有录音，无法测量")
    if not case.demands.applies(check.id):
        return CheckResult(check.id, Verdict.NOT_APPLICABLE, "这类通话不适用本项")
    try:
        result = _as_result(check.id, check.judge(case, **_arguments(check.parameters, settings or {})))
    except ValidationError:
        raise
    except Exception as error:  # one crashed check must not cost the others their result
        log.error("check %s crashed on call %s: %s", check.id, case.call.id, type(error).__name__)
        return CheckResult(check.id, Verdict.ERROR, "该项检查出错，请联系管理员")
    result = _advised(result, suggestion) if suggestion else result
    return _excused(_doubt_roles(result, case) if check.needs_role else result, case)


def _excused(result: CheckResult, case: Case) -> CheckResult:
    """What this kind of call does not ask for does not count against the agent."""
    if case.demands.asks(result.check) or result.verdict not in (Verdict.FAIL, Verdict.UNSURE):
        return result
    kept = tuple(f for f in result.findings if f.passed)
    return replace(result, verdict=Verdict.NOT_APPLICABLE, findings=kept, reason="这类通话不要求本项")


def _as_result(id: str, outcome: CheckResult | Iterable[Finding]) -> CheckResult:
    if isinstance(outcome, CheckResult):
        return outcome
    findings = tuple(outcome)
    failed = [f for f in findings if f.failed]
    verdict = Verdict.FAIL if any(f.certain for f in failed) else Verdict.UNSURE if failed else Verdict.PASS
    reason = {Verdict.PASS: "未发现问题", Verdict.UNSURE: f"{len(failed)} 处存疑，待人工复核"}
    return CheckResult(
        id,
        verdict,
        reason.get(verdict, f"发现 {len(failed)} 处问题"),
        findings,
        utterances=tuple(sorted({f.utterance for f in findings})),
    )


def _advised(result: CheckResult, suggestion: str) -> CheckResult:
    findings = tuple(replace(f, suggestion=suggestion) if f.failed and not f.suggestion else f for f in result.findings)
    return replace(result, findings=findings)


def _doubt_roles(result: CheckResult, case: Case, sure: float = 0.6) -> CheckResult:
    """A failed verdict becomes UNSURE where it is not clear which voice is the agent's."""
    if result.verdict is not Verdict.FAIL or case.certainty_of_roles >= sure:
        return result
    findings = tuple(replace(f, certain=False) for f in result.findings)
    return replace(
        result, verdict=Verdict.UNSURE, findings=findings, reason=f"无法确定说话人角色，待人工复核：{result.reason}"
    )
