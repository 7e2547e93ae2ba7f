"""The call page: everything that a reviewer needs to judge one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.pages.views.card import ShownCard, show_card
from api.pages.views.cases import PromiseLine
from api.pages.views.facts import ShownFacts, show_facts
from api.pages.views.findings import ShownFinding, Suggest, in_order, open_ones, show_finding
from api.pages.views.formats import clock, moment
from api.pages.views.names import DIRECTIONS, REVIEW_STATES, Names
from api.pages.views.notes import Thread
from api.pages.views.regions import Region, legend, regions
from api.pages.views.transcript import ShownUtterance, show_transcript, with_heard
from pipeline.domain.facts import UNSURE
from pipeline.domain.record import CallSummary, Record
from pipeline.domain.times import Interval
from pipeline.language import _
from pipeline.review.effective import Effective

LONG_CALL = 225.0  # seconds


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who works on the call. ``version`` goes with every decision, so that nobody overwrites another."""

    mine: bool = False
    holder: str = ""  # another reviewer who holds it
    until: str = ""
    version: int = 0
    finished: bool = False
    comment: str = ""
    last_decision: int | None = None  # of this person in this review: what U takes back


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: str
    what: str
    by: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What the store says of the call beside its judgement."""

    id: str
    name: str
    agent_id: str | None
    team: str | None
    queue: str | None
    direction: str | None
    started_at: datetime | None
    duration: float | None
    review_state: str
    has_audio: bool
    audit_sample: bool = False
    published_version: int = 0  # that the agent sees now
    withdrawn: bool = False  # the last version was taken back


@dataclass(frozen=True, slots=True)
class ShownKind:
    """What kind of call it is. ``machine`` is the title of what the machine had thought, where a person corrected it;
    ``choices`` are the ids and titles of all kinds."""

    id: str = ""
    title: str = ""
    sure: str = ""
    machine: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCall:
    id: str
    name: str
    facts_line: tuple[str, ...]
    duration: float
    clock: str
    state: str
    state_title: str
    has_audio: bool
    channels: int
    agent_channel: int
    random: bool
    findings: tuple[ShownFinding, ...]
    open: int
    utterances: tuple[ShownUtterance, ...]
    regions: tuple[Region, ...]
    card: ShownCard
    facts: ShownFacts
    categories: tuple[tuple[str, str], ...]
    countable: tuple[tuple[str, str], ...]  # other checks that lose points by finding
    claim: Claimed
    history: tuple[Event, ...]
    receipt: tuple[tuple[str, str], ...]
    kind: ShownKind = ShownKind()
    published_version: int = 0
    withdrawn: bool = False
    notes: tuple[Thread, ...] = ()
    case: int | None = None
    promises: tuple[PromiseLine, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether the waveform needs an overview beside the part that is played."""
        return self.duration > LONG_CALL

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The kinds of regions on the waveform."""
        return legend(self.regions)

    @property
    def problems(self) -> tuple[ShownFinding, ...]:
        return tuple(f for f in self.findings if not f.passed)

    @property
    def proofs(self) -> tuple[ShownFinding, ...]:
        return tuple(f for f in self.findings if f.passed)


def show_call(
    facts: CallFacts,
    record: Record,
    effective: Effective,
    names: Names,
    zone: ZoneInfo,
    claim: Claimed | None = None,
    history: tuple[Event, ...] = (),
    people: Mapping[int, str] | None = None,
    suggest: Suggest | None = None,
    countable: tuple[str, ...] = (),
    music: tuple[Interval, ...] = (),
    heard: Mapping[int, tuple[str, str]] | None = None,
) -> ShownCall:
    """``effective``: what counts after people's decisions.

    ``people``: display names by user id; ``suggest``: the recommended wording, else the findings' own;
    ``countable``: checks other than the forbidden phrases that lose points by finding; ``music``: where it plays;
    ``heard``: words and role that the machine had heard, by utterance, where a person corrected them.
    """
    findings = in_order(show_finding(f, names, people or {}, suggest) for f in effective.findings)
    duration = facts.duration or max((u.end for u in record.utterances), default=0.0)
    quiet = regions(record, music, duration)
    return ShownCall(
        id=facts.id,
        name=facts.name,
        facts_line=_facts_line(facts, zone),
        duration=duration,
        clock=clock(duration),
        state=facts.review_state,
        state_title=REVIEW_STATES[facts.review_state],
        has_audio=facts.has_audio,
        channels=record.call.channels or 1,
        agent_channel=record.call.agent_channel or 0,
        random=facts.audit_sample,
        findings=findings,
        open=open_ones(findings),
        utterances=with_heard(show_transcript(record.utterances, findings, quiet), heard or {}),
        regions=quiet,
        card=show_card(effective, names),
        facts=show_facts(record, effective.slots, names, zone, people),
        categories=tuple(names.categories.items()),
        countable=tuple((c, names.check(c)) for c in countable),
        claim=claim or Claimed(),
        history=history,
        receipt=receipt_of(record),
        kind=show_kind(record.call, names),
        published_version=facts.published_version,
        withdrawn=facts.withdrawn,
    )


def show_kind(call: CallSummary, names: Names) -> ShownKind:
    if call.kind is None:
        return ShownKind()
    sure = f"{call.kind_confidence:.0%}" if call.kind_confidence is not None and not call.kind_machine else ""
    choices = tuple((id, title) for id, title in names.kinds.items() if id != UNSURE)
    machine = names.kind(call.kind_machine) if call.kind_machine else ""
    return ShownKind(call.kind, names.kind(call.kind), sure, machine, choices)


def receipt_of(record: Record) -> tuple[tuple[str, str], ...]:
    """What the score depends on, so that it can be repeated."""
    source, card = record.provenance, record.scorecard
    rows = (
        (_("录音 SHA-256"), record.call.sha256),
        (_("编码"), _codec(record.call)),
        (_("识别模型"), source.asr_model),
        (_("词库"), f"{source.lexicon} {source.lexicon_version}"),
        (_("词库 SHA-256"), source.lexicon_sha256),
        (_("评分表"), f"{card.rubric} {card.rubric_version}"),
        (_("程序版本"), source.version),
    )
    return tuple((title, str(value)) for title, value in rows if value)


def _codec(call: CallSummary) -> str:
    if not call.codec:
        return ""
    channels = _("双声道") if call.channels == 2 else _("单声道")
    return f"{call.codec} · {call.sampling_rate} Hz · {channels}"


def _facts_line(facts: CallFacts, zone: ZoneInfo) -> tuple[str, ...]:
    shown = (
        DIRECTIONS.get(facts.direction or "", ""),
        _("坐席 %(agent_id)s", agent_id=facts.agent_id) if facts.agent_id else _("坐席未知"),
        facts.team or "",
        facts.queue or "",
        moment(facts.started_at, zone) if facts.started_at else "",
        clock(facts.duration) if facts.duration else "",
    )
    return tuple(text for text in shown if text)
