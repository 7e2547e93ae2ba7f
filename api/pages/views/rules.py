"""Rules that are written on a page: the form, what it finds in stored calls, what was adopted."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from api.pages.views.formats import moment
from api.pages.views.names import SEVERITIES, Names
from pipeline.language import Words, _
from pipeline.lexicon import Pack
from pipeline.lexicon_lab import RuleForm, as_exception
from pipeline.lexicon_lab.occurrences import HITS, Outcome
from pipeline.lexicon_lab.opinions import Opinion
from pipeline.storage.tables import AdoptionRow

OUTCOMES = Words(
    {
        Outcome.COSTS: "算，扣分",
        Outcome.DOUBT: "找到，先请人复核",
        Outcome.OTHER: "别的规则已经算了",
        Outcome.EXCEPTED: "例外，不算",
        Outcome.NOT_WHOLE: "不是整句，不算",
        Outcome.HARMLESS: "结合上下文，不算",
    }
)
OUTCOME_TONES = {
    Outcome.COSTS: "bad",
    Outcome.DOUBT: "doubt",
    Outcome.OTHER: "process",
    Outcome.EXCEPTED: "good",
    Outcome.NOT_WHOLE: "good",
    Outcome.HARMLESS: "good",
}
AROUND = 40  # characters shown before and after the phrase


@dataclass(frozen=True, slots=True)
class Offer:
    """What adopting would write; ``hindered`` says why it can't be adopted now, or is empty."""

    file: str
    today: str
    hindered: str


@dataclass(frozen=True, slots=True)
class ShownForm:
    """The form with what is written in it; lists are one text a line."""

    id: str
    category: str
    category_title: str
    phrases: str
    excepted: str
    whole: bool
    severity: str
    reason: str
    suggestion: str
    hits: str
    misses: str
    severities: tuple[tuple[str, str], ...]
    category_suggestion: str


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place where a phrase was said, within its sentence."""

    call_id: str
    call_name: str
    utterance: int
    before: str
    quote: str
    after: str
    outcome: str
    tone: str
    exception: str


@dataclass(frozen=True, slots=True)
class ShownPlaces:
    """Where the rule's phrases were said: what it finds, and what it leaves alone."""

    rule: str
    said: int
    hits: tuple[ShownPlace, ...]
    misses: tuple[ShownPlace, ...]
    counts: tuple[tuple[str, str, int], ...]  # title, tone, number
    listed: int


@dataclass(frozen=True, slots=True)
class ShownRejection:
    """A sentence in which reviewers rejected the rule, and what of it could be an exception (or empty)."""

    call_id: str
    call_name: str
    before: str
    quote: str
    after: str
    sentence: str
    exception: str


@dataclass(frozen=True, slots=True)
class ShownAdoption:
    id: int
    version: int
    rule: str
    category: str
    new: bool
    effective: str
    by: str
    at: str
    comment: str
    undone: str  # who and when; empty: it counts
    last: bool
    lines: tuple[tuple[str, str], ...]  # of the YAML: "+", "-" or " ", and the line
    dry_run: int | None


def show_form(form: RuleForm, pack: Pack, names: Names) -> ShownForm:
    kind = pack.kinds[form.category]
    own = SEVERITIES.get(kind.severity, kind.severity)
    severities = (
        ("", _("随类别（%(severity)s）", severity=own)),
        *((s, SEVERITIES[s]) for s in ("minor", "major", "fatal")),
    )
    return ShownForm(
        form.id,
        form.category,
        names.category(form.category),
        "\n".join(form.phrases),
        "\n".join(form.excepted),
        form.whole,
        form.severity,
        form.reason,
        form.suggestion,
        "\n".join(form.hits),
        "\n".join(form.misses),
        severities,
        kind.suggestion,
    )


def show_places(
    found: Mapping[str, Any], call_names: Mapping[str, str], said: Callable[[str, int], str]
) -> ShownPlaces | None:
    """``found``: the result of a dry run, ``said``: an utterance of a call. None where no single rule was tried."""
    if not found.get("rule"):
        return None
    places = [_place(one, call_names, said) for one in found["places"]]
    hit = {str(outcome) for outcome in HITS}
    both = list(zip(found["places"], places, strict=True))
    most = sorted(found["outcomes"].items(), key=lambda pair: -pair[1])
    counts = tuple((OUTCOMES[Outcome(name)], OUTCOME_TONES[Outcome(name)], n) for name, n in most)
    return ShownPlaces(
        found["rule"],
        sum(found["outcomes"].values()),
        tuple(p for one, p in both if one["outcome"] in hit),
        tuple(p for one, p in both if one["outcome"] not in hit),
        counts,
        len(places),
    )


def _place(one: Mapping[str, Any], call_names: Mapping[str, str], said: Callable[[str, int], str]) -> ShownPlace:
    text, start, end = said(one["call_id"], one["utterance"]), one["char_start"], one["char_end"]
    before, after = text[:start], text[end:]
    return ShownPlace(
        one["call_id"],
        call_names.get(one["call_id"], one["call_id"][:8]),
        one["utterance"],
        before if len(before) <= AROUND else f"…{before[-AROUND:]}",
        text[start:end] or _("（已删除）"),
        after if len(after) <= AROUND else f"{after[:AROUND]}…",
        OUTCOMES[Outcome(one["outcome"])],
        OUTCOME_TONES[Outcome(one["outcome"])],
        one.get("exception") or "",
    )


def show_rejection(one: Opinion, text: str, call_names: Mapping[str, str]) -> ShownRejection | None:
    """``text`` is the whole utterance; None where it is gone."""
    if not text:
        return None
    start, end = one.char_start, one.char_end
    return ShownRejection(
        one.call_id,
        call_names.get(one.call_id, one.call_id[:8]),
        text[:start][-AROUND:],
        text[start:end],
        text[end:][:AROUND],
        text.strip(),
        as_exception(text, start, end) or "",
    )


def show_adoptions(
    rows: Sequence[AdoptionRow], last: AdoptionRow | None, people: Mapping[int, str], names: Names, zone: ZoneInfo
) -> list[ShownAdoption]:
    """``people``: display names by user id."""

    def by(user_id: int | None) -> str:
        return people.get(user_id or 0, "")

    def undone(row: AdoptionRow) -> str:
        at = moment(row.undone_at, zone) if row.undone_at else ""
        return _("%(by)s 于 %(at)s 撤销", by=by(row.undone_by), at=at) if at else ""

    return [
        ShownAdoption(
            row.id,
            row.version,
            row.rule,
            names.category(row.category),
            row.before is None,
            _("%(day)s 起的通话", day=row.effective_from) if row.effective_from else _("今后评分的所有通话"),
            by(row.created_by),
            moment(row.created_at, zone),
            row.comment or "",
            undone(row),
            last is not None and row.id == last.id,
            _difference(row.before or "", row.after),
            row.dry_run_id,
        )
        for row in rows
    ]


def _difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The lines that differ, with their neighbours."""
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[2:]
    return tuple((line[:1], line[1:]) for line in lines if not line.startswith("@@"))
