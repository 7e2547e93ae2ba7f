"""The record of a judgement: what is kept of a judged call, and shown. Its fields are those of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.call import Call, Correction, Direction, HealthIssue, RemovedText, Role, Utterance
from pipeline.domain.facts import Commitment, Facts, FieldEvidence, Slot, Ticket
from pipeline.domain.finding import CheckResult, Finding, Verdict
from pipeline.domain.metrics import Metrics
from pipeline.domain.scorecard import Scorecard
from pipeline.domain.times import Seconds

SCHEMA = 1
NOBODY_SPOKE = "没有听到任何人说话"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a judgement depends on, so that it can be repeated."""

    asr_model: str = ""
    asr_options: Mapping[str, object] = field(default_factory=dict)
    role_reasons: tuple[str, ...] = ()
    lexicon: str
    lexicon_version: str
    lexicon_sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One call, judged once: the whole of it, as it is at hand while it is judged."""

    call: Call
    facts: Facts
    results: Mapping[str, CheckResult]
    scorecard: Scorecard
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSummary:
    """What the recording and the telephone system say of a call, and what kind it is; None where nobody knows.

    ``kind_machine`` is what the machine had thought, where a person has said what kind it is.
    """

    id: str
    recording: str | None = None
    sha256: str | None = None
    duration: Seconds | None = None
    channels: int | None = None
    sampling_rate: int | None = None
    codec: str | None = None
    agent_id: str | None = None
    team: str | None = None
    queue: str | None = None
    direction: Direction
    agent_channel: int | None = None
    started_at: str | None = None
    kind: str | None = None
    kind_confidence: float | None = None
    kind_stages: tuple[str, ...] = ()
    kind_machine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenText:
    """An utterance without the times of its characters."""

    index: int
    role: Role
    channel: int = 0
    start: Seconds
    end: Seconds
    text: str
    confidence: float = 1.0
    role_confidence: float = 1.0
    corrections: tuple[Correction, ...] = ()

    def as_utterance(self) -> Utterance:
        return Utterance(
            self.index,
            self.role,
            self.start,
            self.end,
            self.text,
            self.channel,
            self.confidence,
            self.role_confidence,
            (),
            self.corrections,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCheck:
    """The verdict of one check; its findings stand beside it in the record."""

    check: str
    verdict: Verdict
    reason: str
    utterances: tuple[int, ...] = ()
    elements: Mapping[str, bool] = field(default_factory=dict)
    observed: float | int | None = None
    unasked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that is kept of one judgement, in the order of the contract."""

    schema: int = SCHEMA
    call: CallSummary
    utterances: tuple[SpokenText, ...]
    removed: tuple[RemovedText, ...]
    health: tuple[HealthIssue, ...] = ()
    metrics: Metrics
    five_w: Mapping[str, Slot]
    commitments: tuple[Commitment, ...]
    ticket: Ticket
    ticket_evidence: Mapping[str, FieldEvidence] = field(default_factory=dict)
    checks: tuple[JudgedCheck, ...]
    findings: tuple[Finding, ...]
    scorecard: Scorecard
    provenance: Provenance

    def results(self) -> dict[str, CheckResult]:
        """The results of all checks with their findings, by check id, in their order."""
        own: dict[str, list[Finding]] = {}
        for found in self.findings:
            own.setdefault(found.check, []).append(found)
        return {
            c.check: CheckResult(
                c.check,
                c.verdict,
                c.reason,
                tuple(own.get(c.check, ())),
                c.elements,
                c.utterances,
                c.observed,
                c.unasked,
            )
            for c in self.checks
        }

    def texts(self) -> dict[int, str]:
        """What was said, by the number of the utterance."""
        return {u.index: u.text for u in self.utterances}

    def spoken(self, utterance: int) -> SpokenText | None:
        """The utterance of this number; None once the words are deleted."""
        return self.utterances[utterance] if utterance < len(self.utterances) else None

    def doubts(self) -> list[str]:
        """What about the recording asks a person to look at it."""
        return doubts_about(self.health, bool(self.utterances))


def doubts_about(health: tuple[HealthIssue, ...], anybody_spoke: bool) -> list[str]:
    """What about a recording asks a person to look at it."""
    faults = [issue.message for issue in health if issue.severity == "error"]
    return faults if anybody_spoke else [*faults, NOBODY_SPOKE]
