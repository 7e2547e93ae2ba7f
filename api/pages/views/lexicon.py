"""The lexicon in words: entries with their use, a tried sentence, what a changed lexicon would change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from api.pages.views.board import Cell, cell
from api.pages.views.charts import Scale
from api.pages.views.formats import moment, points
from api.pages.views.names import MATCHES, SEVERITIES, VERDICT_TONES, VERDICTS, Names, tone_of
from pipeline.language import Words, _, _n, translated
from pipeline.lexicon import Pack, PhraseEntry
from pipeline.lexicon_lab import Earned, EntryUse, Standing, Trial
from pipeline.statistics.estimate import Estimate
from pipeline.storage.tables import FindingRow, JobRow

PARTS = Words({"scripts": "规范用语", "slots": "5W 要素"})
JOB_STATES = Words({"queued": "排队中", "working": "试算中", "done": "已完成", "failed": "没有完成"})
JOB_TONES = {"queued": "process", "working": "accent", "done": "good", "failed": "bad"}
CHANGES, CHANGE_TONES = Words({"new": "新发现", "gone": "不再判"}), {"new": "bad", "gone": "good"}
SHARE = Scale(0.0, 100.0)
STANDINGS = Words({Standing.TRUSTED: "可直接扣分", Standing.LEARNING: "先请人复核", Standing.STOPPED: "已自行停止扣分"})
STANDING_TONES = {Standing.TRUSTED: "good", Standing.LEARNING: "doubt", Standing.STOPPED: "bad"}
REASONS = Words(
    {
        Standing.TRUSTED: "判对的比例有把握达到要求，找到的直接扣分",
        Standing.LEARNING: "判对的次数还不够多，找到的先请人复核，不扣分",
        Standing.STOPPED: "复核人驳回得太多，找到的先请人复核，不再扣分",
    }
)
QUICK, USUAL = 200, 2000  # calls of a dry run


@dataclass(frozen=True, slots=True)
class ShownTrust:
    """Whether the entry may cost points by itself, and why."""

    title: str
    tone: str
    stopped: bool
    value: str
    least: str
    labelled: str
    reviews: str
    why: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One forbidden way of speaking in the list."""

    id: str
    title: str
    more: int  # further phrases of the same entry
    category: str
    tone: str
    severity: str
    found: int
    calls: int
    confirmed: int
    rejected: int
    precision: Cell
    trust: ShownTrust


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the entry's own tests, and whether the rules find it as they should."""

    text: str
    as_expected: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A place where the entry was found, within its sentence."""

    before: str
    quote: str
    after: str
    call_id: str
    call_name: str
    match: str
    confidence: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    line: EntryLine
    phrases: tuple[str, ...]
    excepted: tuple[str, ...]
    hits: tuple[Example, ...]
    misses: tuple[Example, ...]
    reason: str
    suggestion: str
    whole: bool
    category: str
    text: str  # as YAML, to edit
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class TriedPhrase:
    entry: str
    category: str
    tone: str
    quote: str
    phrase: str
    match: str
    is_exact: bool
    score: str
    stands: bool
    why: str
    hints: tuple[str, ...]
    suggestion: str


@dataclass(frozen=True, slots=True)
class TriedElement:
    part: str
    title: str
    quote: str
    pattern: str
    match: str


@dataclass(frozen=True, slots=True)
class Tried:
    text: str
    pieces: tuple[tuple[str, str], ...]  # text and tone
    phrases: tuple[TriedPhrase, ...]
    elements: tuple[TriedElement, ...]


@dataclass(frozen=True, slots=True)
class ShownJob:
    id: int
    what: str
    state: str
    tone: str
    at: str
    by: str
    share: float
    progress: str
    running: bool
    waiting: bool  # no worker has begun: can be taken back
    failure: str
    outcome: str
    scope: str  # which calls


@dataclass(frozen=True, slots=True)
class Scope:
    """How many calls a dry run may cover: an option of the form; an empty value is all of them."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What changes in one call."""

    call_id: str
    name: str
    before: str
    after: str
    rises: bool
    flips: tuple[tuple[str, str, str], ...]  # check, verdict before, after
    findings: tuple[tuple[str, str, str, str], ...]  # word, tone, label, quote


@dataclass(frozen=True, slots=True)
class DryRun:
    job: ShownJob
    calls: int
    changed: int
    rose: int
    fell: int
    mean_change: str
    fatal: str
    flips: tuple[tuple[str, str, str, str, str, int], ...]  # check, before, tone, after, tone, calls
    rules: tuple[tuple[str, int, int], ...]
    precision: tuple[Cell, Cell] | None
    recall: tuple[Cell, Cell] | None
    listed: tuple[ShownChange, ...]
    notes: tuple[str, ...]


def show_entry(use: EntryUse, names: Names) -> EntryLine:
    e = use.entry
    return EntryLine(
        e.id,
        e.phrases[0],
        len(e.phrases) - 1,
        names.category(e.category),
        tone_of("forbidden_phrases", e.category),
        SEVERITIES.get(e.severity, e.severity),
        use.found,
        use.calls,
        use.confirmed,
        use.rejected,
        cell(use.precision, SHARE, "%", 100.0, 0),
        show_trust(use.earned),
    )


def show_trust(earned: Earned) -> ShownTrust:
    tallies = (earned.labelled, earned.reviews)
    labelled, reviews = (_("对 %(fair)s，错 %(unfair)s", fair=t.fair, unfair=t.unfair) for t in tallies)
    why = REASONS[earned.standing]
    why = _("%(why)s。最迟明天起这样评分", why=why) if earned.pending else why
    return ShownTrust(
        STANDINGS[earned.standing],
        STANDING_TONES[earned.standing],
        earned.standing is Standing.STOPPED,
        f"{earned.trust:.0%}",
        f"{earned.least:.0%}",
        labelled,
        reviews,
        why,
    )


def show_entry_page(use: EntryUse, pack: Pack, found: Iterable[tuple[FindingRow, str, str]], names: Names) -> EntryPage:
    """``found``: findings with the name and the words of their call, one utterance a line."""
    e = use.entry

    def heard(text: str) -> bool:
        return any(hit.key == e.id for hit in pack.phrase_matcher.find(text))

    return EntryPage(
        show_entry(use, names),
        e.phrases,
        e.excepted,
        tuple(Example(t, heard(t)) for t in e.hits),
        tuple(Example(t, not heard(t)) for t in e.misses),
        e.reason,
        e.suggestion,
        e.whole,
        e.category,
        entry_yaml(e),
        tuple(_found(*one) for one in found),
    )


def _found(row: FindingRow, call_name: str, words: str) -> Found:
    lines = words.split("\n")
    said = lines[row.utterance] if row.utterance < len(lines) else ""
    fits = said[row.char_start : row.char_end] == row.quote
    before, after = (said[: row.char_start], said[row.char_end :]) if fits else ("", "")
    return Found(
        before, row.quote, after, row.call_id, call_name, MATCHES.get(row.match, row.match), f"{row.confidence:.0%}"
    )


def entry_yaml(e: PhraseEntry) -> str:
    """The entry as it would stand in its file."""
    fields = {
        "id": e.id,
        "phrases": list(e.phrases),
        "except": list(e.excepted),
        "whole": e.whole,
        "severity": e.severity,
        "reason": e.reason,
        "suggestion": e.suggestion,
        "hits": list(e.hits),
        "misses": list(e.misses),
    }
    kept = {name: value for name, value in fields.items() if value not in ([], False, "")}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)


def show_trial(trial: Trial, names: Names) -> Tried:
    phrases = tuple(
        TriedPhrase(
            m.entry.id,
            names.category(m.entry.category),
            tone_of("forbidden_phrases", m.entry.category),
            m.quote,
            m.phrase,
            MATCHES[m.match],
            m.match == "exact",
            f"{m.score:.0%}",
            m.cancelled is None,
            m.cancelled or m.entry.reason,
            m.hints,
            m.entry.suggestion,
        )
        for m in trial.phrases
    )
    elements = tuple(TriedElement(PARTS[m.part], m.title, m.quote, m.pattern, MATCHES[m.match]) for m in trial.elements)
    return Tried(trial.text, tuple(_pieces(trial, phrases)), phrases, elements)


def show_job(job: JobRow, by: str, zone: ZoneInfo) -> ShownJob:
    word, tone = JOB_STATES[job.state], JOB_TONES[job.state]
    share = 1.0 if job.state == "done" else job.done / job.total if job.total else 0.0
    progress = _("%(done)s / %(total)s 通", done=job.done, total=job.total) if job.total else ""
    found = job.result or {}
    running = job.state in ("queued", "working")
    told = "changed_calls" in found
    outcome = _("%(changed_calls)s / %(calls)s 通会变", **found) if told else ""
    return ShownJob(
        job.id,
        what_of(job.arguments),
        word,
        tone,
        moment(job.created_at, zone),
        by,
        share,
        progress,
        running,
        job.state == "queued",
        translated(job.failure_reason or ""),
        outcome,
        scope_of(job.arguments.get("calls")),
    )


def scope_of(calls: int | None) -> str:
    return _n("最近 %(num)s 通", f"{calls:,}") if calls else _("全部通话")


def scopes(stored: int) -> tuple[Scope, ...]:
    """What to offer with so many calls in the store: a quick look, a good one, all; never more than USUAL at once
    unless somebody asks for it."""
    fitting = [n for n in (QUICK, USUAL) if n < stored]
    chosen = USUAL if USUAL in fitting else None
    newest = tuple(Scope(str(n), scope_of(n), n == chosen) for n in fitting)
    return (*newest, Scope("", _n("全部 %(num)s 通", f"{stored:,}"), chosen is None))


def what_of(arguments: Mapping[str, Any]) -> str:
    """What was changed, in words."""
    change = arguments.get("change", arguments)
    if "entry" in change:
        first = next((line for line in str(change["entry"].get("yaml", "")).splitlines() if "id:" in line), "")
        return _("修改词条 %(id)s", id=first.split("id:", 1)[-1].strip())
    return _("整个词库 %(name)s", name=change["installed"]) if "installed" in change else _("上传的词库")


def show_dry_run(
    job: ShownJob,
    found: Mapping[str, Any],
    call_names: Mapping[str, str],
    quote: Callable[[str, int, int, int], str],
    names: Names,
) -> DryRun:
    """``quote`` tells the words of a call at an utterance's offsets."""
    change = found["score_change"]["value"]
    before, after = found["fatal_before"], found["fatal_after"]
    flips = tuple(
        (
            names.check(f["check"]),
            VERDICTS[f["before"]],
            VERDICT_TONES[f["before"]],
            VERDICTS[f["after"]],
            VERDICT_TONES[f["after"]],
            f["calls"],
        )
        for f in found["flips"]
    )
    return DryRun(
        job,
        found["calls"],
        found["changed_calls"],
        found["rose"],
        found["fell"],
        "–" if change is None else f"{change:+.1f}",
        f"{before} → {after}",
        flips,
        tuple((r["rule"], r["new"], r["gone"]) for r in found["rules"]),
        _pair(found, "precision"),
        _pair(found, "recall"),
        tuple(_change(c, call_names, quote, names) for c in found["listed"]),
        tuple(map(translated, found["notes"])),
    )


def _pair(found: Mapping[str, Any], name: str) -> tuple[Cell, Cell] | None:
    both = [Estimate(**found[f"{name}_{when}"]) for when in ("before", "after")]
    if not any(e.n for e in both):
        return None
    before, after = (cell(e, SHARE, "%", 100.0, 0) for e in both)
    return before, after


def _change(
    one: Mapping[str, Any], call_names: Mapping[str, str], quote: Callable[[str, int, int, int], str], names: Names
) -> ShownChange:
    id = one["call_id"]
    flips = tuple((names.check(f["check"]), VERDICTS[f["before"]], VERDICTS[f["after"]]) for f in one["flips"])
    findings = tuple(
        (
            CHANGES[s["change"]],
            CHANGE_TONES[s["change"]],
            names.category(s["category"]) or names.check(s["check"]),
            quote(id, s["utterance"], s["char_start"], s["char_end"]),
        )
        for s in one["findings"]
    )
    return ShownChange(
        id,
        call_names.get(id, id[:8]),
        points(one["score_before"]),
        points(one["score_after"]),
        one["score_after"] > one["score_before"],
        flips,
        findings,
    )


def _pieces(trial: Trial, phrases: Sequence[TriedPhrase]) -> Iterable[tuple[str, str]]:
    """The sentence, cut at the edges of what stands."""
    at = 0
    for match, shown in zip(trial.phrases, phrases, strict=True):
        if shown.stands and match.start >= at:
            yield trial.text[at : match.start], ""
            yield trial.text[match.start : match.end], shown.tone
            at = match.end
    yield trial.text[at:], ""
