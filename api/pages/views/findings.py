"""Findings as a reviewer reads them: what was heard, what it was matched with, what people decided about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.pages.views.formats import clock, percent, points
from api.pages.views.names import FORBIDDEN, MATCHES, SEVERITIES, Names, tone_of
from pipeline.domain.finding import INFO, Finding
from pipeline.language import Words, _
from pipeline.review.effective import EffectiveFinding, State
from pipeline.review.slots import FIVE_W

Suggest = Callable[[Finding], str | None]
MOST_EXAMPLES = 3
FATAL = "fatal"
STATUSES = Words(
    {State.CONFIRMED: "已确认", State.REJECTED: "已驳回", State.RECATEGORISED: "已改类", State.ADDED: "人工补充"}
)
STATUS_TONES = {State.CONFIRMED: "bad", State.REJECTED: "process", State.RECATEGORISED: "accent", State.ADDED: "accent"}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One card beside the transcript. ``key`` names it on the page: ``f12`` is the machine's, ``a3`` was added."""

    key: str
    known: Finding  # all of its fields, as it counts or was before it was rejected
    finding_id: int | None
    added_id: int | None
    check: str
    check_title: str
    category: str
    label: str  # the category's title, or the check's
    tone: str
    quote: str
    utterance: int
    char_start: int
    char_end: int
    start: float
    end: float
    clock: str
    passed: bool
    certain: bool
    severity: str
    reason: str
    suggestion: str
    is_wording: bool  # the quoted words themselves are the fault
    match: str
    matched_with: str
    heard_first: str  # what the recogniser wrote before the sound was asked again
    probability: str
    examples: tuple[str, ...]
    state: str  # open | confirmed | rejected | recategorised | added
    decision_id: int | None  # can be taken back
    decided_by: str
    comment: str
    status: str
    status_tone: str
    machine_label: str  # the machine's category where a person changed it
    costs: bool
    points: str  # that it costs, before a veto; empty where nobody can tell
    is_missing: bool  # something was not said: it has no place of its own in the call

    @property
    def is_veto(self) -> bool:
        """Whether it makes the total 0 by itself."""
        return self.known.severity == FATAL and self.costs

    @property
    def is_open(self) -> bool:
        """Whether a reviewer still has to look at it."""
        return not self.passed and self.state == State.OPEN

    @property
    def stands(self) -> bool:
        """Whether it is still held against the agent."""
        return self.state != State.REJECTED if not self.passed else self.state == State.REJECTED


def show_finding(
    finding: EffectiveFinding, names: Names, people: Mapping[int, str], suggest: Suggest | None = None
) -> ShownFinding:
    """``people``: display names by user id; ``suggest`` gives the recommended wording, else it is the finding's own."""
    known, original = finding.known, finding.machine or finding.known
    status, status_tone = _status(finding, original)
    wording = suggest(known) if suggest else known.suggestion
    decision = finding.decision
    judged = original.check == FORBIDDEN and finding.machine is not None
    return ShownFinding(
        key=f"f{finding.id}" if finding.id is not None else f"a{finding.added}",
        known=known,
        finding_id=finding.id,
        added_id=finding.added,
        check=known.check,
        check_title=names.check(known.check),
        category=known.category or "",
        label=_label(known, names),
        tone=tone_of(known.check, known.category, original.passed),
        quote=original.quote,
        utterance=original.utterance,
        char_start=original.char_start,
        char_end=original.char_end,
        start=original.start,
        end=original.end,
        clock=clock(original.start),
        passed=original.passed,
        certain=original.certain,
        severity=SEVERITIES.get(known.severity, ""),
        reason=original.reason,
        suggestion=wording or "",
        is_wording=original.check == FORBIDDEN,
        match=_match(original) if judged else "",
        matched_with=original.phrase or "" if judged else "",
        heard_first=str(original.details.get("heard") or ""),
        probability=percent(_probability(original)) if judged else "",
        examples=_examples(original),
        state=finding.state.value,
        decision_id=decision.id if decision else None,
        decided_by=people.get(decision.user_id or 0, "") if decision else "",
        comment=(decision.comment or "") if decision else "",
        status=status,
        status_tone=status_tone,
        machine_label=_label(original, names) if known.category != original.category else "",
        costs=finding.costs,
        points=points(finding.points) if finding.points else "",
        is_missing=not original.passed and original.check in names.missing,
    )


def _match(finding: Finding) -> str:
    return _("再听确认") if "heard" in finding.details else MATCHES[finding.match]


def in_order(findings: Iterable[ShownFinding]) -> tuple[ShownFinding, ...]:
    """As the call goes; then what was not said."""
    return tuple(sorted(findings, key=lambda f: (f.is_missing, f.start, f.end, f.key)))


def open_ones(findings: Sequence[ShownFinding]) -> int:
    return sum(f.is_open for f in findings)


def _label(finding: Finding, names: Names) -> str:
    if finding.check == FORBIDDEN and finding.category:
        return names.category(finding.category)
    if finding.check == FIVE_W and finding.category:
        return f"{names.check(finding.check)} · {names.slots.get(finding.category, finding.category)}"
    return names.check(finding.check)


def _probability(finding: Finding) -> float:
    given = finding.details.get("probability")
    return given if isinstance(given, float) else finding.confidence


def _examples(finding: Finding) -> tuple[str, ...]:
    """The sentences that the classifier found nearest, each once."""
    given = finding.details.get("examples")
    texts = [str(text) for text in given] if isinstance(given, list | tuple) else []
    return tuple(dict.fromkeys(texts))[:MOST_EXAMPLES]


def _status(finding: EffectiveFinding, original: Finding) -> tuple[str, str]:
    if finding.state is not State.OPEN:
        return STATUSES[finding.state], STATUS_TONES[finding.state]
    if original.passed:
        return _("达标依据"), "good"
    if original.severity == INFO:
        return _("提示，不扣分"), "process"
    return (_("机器判扣分"), "bad") if original.certain else (_("存疑，未扣分"), "doubt")
