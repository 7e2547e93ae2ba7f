"""The lexicon, tried sentences and dry runs."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.parameters import LARGEST_ID, PLAIN, PlainText
from pipeline.lexicon import Pack, Tally
from pipeline.lexicon_lab import Earned, EntryUse, RuleForm, Standing, Trial, yaml_of
from pipeline.statistics.estimate import Estimate
from pipeline.storage.tables import AdoptionRow, JobRow

LONGEST_TEXT, LONGEST_YAML, MOST_CALLS = 500, 20_000, 100_000
Line = Annotated[PlainText, StringConstraints(max_length=600)]
Lines = Annotated[list[Line], Field(max_length=1000)]
_TRUST: dict[str, Any] = {
    "standing": "trusted",
    "trust": 0.71,
    "in_force": 0.68,
    "least": 0.5,
    "labelled": {"fair": 9, "unfair": 1},
    "reviews": {"fair": 7, "unfair": 1},
    "pending": False,
}
_ENTRY: dict[str, Any] = {
    "id": "vague.probably",
    "category": "vague",
    "category_title": "模棱两可",
    "phrases": ["大概", "大概是"],
    "excepted": ["大概什么时候"],
    "whole": False,
    "severity": "minor",
    "reason": "答复不确定",
    "source": "",
    "suggestion": "我马上查清楚，十分钟内给您准确答复。",
    "hits": ["大概明天才能有人过去吧"],
    "misses": ["请问您大概什么时候发现的？"],
    "found": 12,
    "calls": 9,
    "confirmed": 7,
    "rejected": 1,
    "precision": {"n": 8, "value": 0.875, "low": 0.529, "high": 0.978},
    "effective_from": None,
    "trust": _TRUST,
}
_TRIAL: dict[str, Any] = {
    "text": "您好，大概明天才能过去",
    "phrases": [
        {
            "rule": "vague.probably",
            "category": "vague",
            "phrase": "大概",
            "quote": "大概",
            "start": 3,
            "end": 5,
            "match": "exact",
            "score": 1.0,
            "cancelled": None,
            "exception": None,
            "hints": [],
            "reason": "答复不确定",
            "suggestion": "我马上查清楚，十分钟内给您准确答复。",
        }
    ],
    "elements": [
        {
            "part": "scripts",
            "script": "greeting",
            "element": "hello",
            "title": "问候",
            "pattern": "(您|你|大家)好",
            "quote": "您好",
            "start": 0,
            "end": 2,
            "match": "exact",
            "score": 1.0,
        }
    ],
}
_RESULT: dict[str, Any] = {
    "calls": 200,
    "changed_calls": 1,
    "rose": 1,
    "fell": 0,
    "flips": [{"check": "forbidden_phrases", "before": "fail", "after": "pass", "calls": 1}],
}


class LexiconView(BaseModel):
    """The pack in use."""

    id: str
    title: str
    version: str
    sha256: str
    organisations: list[str]
    categories: dict[str, int] = Field(description="类别 → 词条数", examples=[{"vague": 40}])
    scripts: list[str]
    slots: list[str]
    rubric: str
    rubric_version: str

    @classmethod
    def of(cls, pack: Pack) -> LexiconView:
        categories = [entry.category for entry in pack.phrases.values()]
        return cls(
            id=pack.id,
            title=pack.title,
            version=pack.version,
            sha256=pack.sha256,
            organisations=list(pack.organisations),
            rubric=pack.rubric.rubric,
            rubric_version=pack.rubric.version,
            categories={name: categories.count(name) for name in dict.fromkeys(categories)},
            scripts=list(pack.scripts),
            slots=list(pack.slots),
        )


class TrustView(BaseModel):
    """How far an entry is trusted. Below ``least`` it costs nothing and asks for a person; ``stopped``: it was trusted
    until reviewers rejected it too often. ``pending``: judging goes by it once the trust is brought up (daily)."""

    model_config = ConfigDict(json_schema_extra={"example": _TRUST})

    standing: Standing
    trust: float = Field(description="Wilson 区间的下限，有标注的通话和本单位的复核合起来")
    in_force: float = Field(description="今天评分所依据的")
    least: float
    labelled: Tally
    reviews: Tally
    pending: bool

    @classmethod
    def of(cls, earned: Earned) -> TrustView:
        same = ("standing", "least", "labelled", "reviews", "pending")
        return cls(
            **{name: getattr(earned, name) for name in same},
            trust=round(earned.trust, 3),
            in_force=round(earned.in_force, 3),
        )


class EntryView(BaseModel):
    """One forbidden way of speaking: its phrases and examples, how often it was found, and what reviewers said."""

    model_config = ConfigDict(json_schema_extra={"example": _ENTRY})

    id: str
    category: str
    category_title: str
    phrases: list[str]
    excepted: list[str]
    whole: bool
    severity: str
    reason: str
    suggestion: str
    source: str
    hits: list[str]
    misses: list[str]
    found: int = Field(description="现行判定中找到的次数")
    calls: int
    confirmed: int
    rejected: int = Field(description="复核员驳回的次数")
    precision: Estimate
    effective_from: date | None = Field(description="从哪天的通话起这样算；空：一直如此")
    trust: TrustView

    @classmethod
    def of(cls, use: EntryUse) -> EntryView:
        entry = {name: getattr(use.entry, name) for name in use.entry.__dataclass_fields__ if name != "former"}
        return cls(
            **entry,
            found=use.found,
            calls=use.calls,
            confirmed=use.confirmed,
            rejected=use.rejected,
            precision=use.precision,
            trust=TrustView.of(use.earned),
        )


class EntryPage(BaseModel):
    items: list[EntryView]


class TryBody(BaseModel):
    """A sentence that an agent might say."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"text": "大概明天才能有人过去吧"}})

    text: Annotated[PlainText, StringConstraints(max_length=LONGEST_TEXT)]


class TriedMatch(BaseModel):
    """A listed phrase that was heard. `cancelled` says why it does not count, or is null."""

    rule: str
    category: str
    phrase: str
    quote: str
    start: int
    end: int
    match: Literal["exact", "sound"]
    score: float
    cancelled: str | None
    exception: str | None
    hints: list[str]
    reason: str
    suggestion: str


class TriedElement(BaseModel):
    """An element of a script or slot that was heard."""

    part: Literal["scripts", "slots"]
    script: str
    element: str
    title: str
    pattern: str
    quote: str
    start: int
    end: int
    match: Literal["exact", "sound"]
    score: float


class TrialView(BaseModel):
    """What the rules find. Whether it is a violation in a call, a trial tells: `POST /lexicon/trials`."""

    model_config = ConfigDict(json_schema_extra={"example": _TRIAL})

    text: str
    phrases: list[TriedMatch]
    elements: list[TriedElement]

    @classmethod
    def of(cls, trial: Trial) -> TrialView:
        same = ("phrase", "quote", "start", "end", "match", "score", "cancelled", "exception", "hints")
        phrases = [
            TriedMatch(
                rule=m.entry.id,
                category=m.entry.category,
                reason=m.entry.reason,
                suggestion=m.entry.suggestion,
                **{name: getattr(m, name) for name in same},
            )
            for m in trial.phrases
        ]
        elements = [TriedElement(**{n: getattr(e, n) for n in TriedElement.model_fields}) for e in trial.elements]
        return cls(text=trial.text, phrases=phrases, elements=elements)


class Rule(BaseModel):
    """A rule as fields, no YAML: the same checks as a file of the pack, all faults at once.

    Without ``id`` it is a new rule. An empty ``severity`` or ``suggestion`` is the category's.
    """

    model_config = ConfigDict(extra="forbid")

    category: Annotated[PlainText, StringConstraints(max_length=80)]
    id: Annotated[PlainText, StringConstraints(max_length=80)] = ""
    phrases: Lines = []
    excepted: Lines = []
    whole: bool = False
    severity: Literal["", "minor", "major", "fatal"] = ""
    reason: Line = ""
    suggestion: Line = ""
    hits: Lines = []
    misses: Lines = []

    def form(self) -> RuleForm:
        return RuleForm(
            self.category,
            self.id,
            tuple(self.phrases),
            tuple(self.excepted),
            self.whole,
            self.severity,
            self.reason,
            self.suggestion,
            tuple(self.hits),
            tuple(self.misses),
        )


class EditedEntry(BaseModel):
    """One entry as YAML; it takes the place of the one with its id, or is added to its category."""

    model_config = ConfigDict(extra="forbid")

    category: Annotated[PlainText, StringConstraints(max_length=64)]
    yaml: Annotated[PlainText, StringConstraints(max_length=LONGEST_YAML)]


class DryRunBody(BaseModel):
    """Which changed pack to try: one rule as fields or as YAML, files by name, or an installed pack; and over which
    calls."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "entry": {
                    "category": "vague",
                    "yaml": "id: vague.new\nphrases: [八九不离十]\nreason: 不确定\nhits: [八九不离十是断网]",
                },
                "calls": 1000,
            }
        },
    )

    rule: Rule | None = None
    entry: EditedEntry | None = None
    files: dict[PlainText, PlainText] | None = Field(None, max_length=200)
    installed: Annotated[PlainText, StringConstraints(max_length=40)] | None = None
    since: Annotated[PlainText, StringConstraints(max_length=40)] | None = None
    until: Annotated[PlainText, StringConstraints(max_length=40)] | None = None
    calls: int | None = Field(None, ge=1, le=MOST_CALLS, description="最近的多少通；不填为全部")

    @model_validator(mode="after")
    def _one_change(self) -> DryRunBody:
        if sum(change is not None for change in (self.rule, self.entry, self.files, self.installed)) != 1:
            raise ValueError("rule、entry、files、installed 中要填且只填一项")
        return self

    def arguments(self, pack: Pack, lexicons: Path) -> dict[str, Any]:
        """As :func:`pipeline.jobs.dry_run.run_dry_run` takes them; raises LexiconError for a rule with faults."""
        given = self.model_dump(mode="json", exclude_none=True, exclude={"rule"})
        if self.rule is not None:
            given["entry"] = {"category": self.rule.category, "yaml": yaml_of(self.rule.form(), pack, lexicons)}
        change = {name: given.pop(name) for name in ("entry", "files", "installed") if name in given}
        return given | {"change": change}


class DryRunView(BaseModel):
    """A dry run. ``result`` lists what changes: verdicts, scores, findings with the words they are about."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 8,
                "state": "done",
                "what": "词条 vague.probably",
                "done": 200,
                "total": 200,
                "failure_reason": None,
                "created_by": 1,
                "created_at": "2026-03-02T08:00:00Z",
                "finished_at": "2026-03-02T08:01:00Z",
                "result": _RESULT,
            }
        }
    )

    id: int
    state: Literal["queued", "working", "done", "failed"]
    what: str
    done: int
    total: int | None
    failure_reason: str | None
    created_by: int | None
    created_at: datetime
    finished_at: datetime | None
    result: dict[str, Any] | None


_ADOPTION: dict[str, Any] = {
    "id": 4,
    "version": 4,
    "rule": "vague.kan_tian_yi",
    "category": "vague",
    "file": "phrases/vague.yaml",
    "before": None,
    "after": "id: vague.kan_tian_yi\nphrases: [看天意]\n…",
    "effective_from": "2026-03-02",
    "dry_run_id": 8,
    "comment": None,
    "created_by": 1,
    "created_at": "2026-03-02T08:00:00Z",
    "undone_by": None,
    "undone_at": None,
    "last": True,
}


class NewAdoption(BaseModel):
    """A dry run whose rule is to count. ``effective_from``: calls of earlier days go on being judged as before; today
    where it is left out. What is ``at_once`` counts for every call that is judged from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"dry_run": 8, "effective_from": "2026-03-02"}}
    )

    dry_run: int = Field(ge=1, le=LARGEST_ID)
    effective_from: date | None = None
    at_once: bool = False
    comment: Annotated[PlainText, StringConstraints(max_length=500, strip_whitespace=True)] | None = None


class AdoptionView(BaseModel):
    """A rule that somebody adopted: its YAML before (null: it is new) and after. ``last``: it may be taken back."""

    model_config = ConfigDict(json_schema_extra={"example": _ADOPTION})

    id: int
    version: int
    rule: str
    category: str
    file: str
    before: str | None
    after: str
    effective_from: date | None
    dry_run_id: int | None
    comment: str | None
    created_by: int
    created_at: datetime
    undone_by: int | None
    undone_at: datetime | None
    last: bool = False

    @classmethod
    def of(cls, row: AdoptionRow, last: bool = False) -> AdoptionView:
        same = {name: getattr(row, name) for name in cls.model_fields if name != "last"}
        return cls(**same, last=last)


class AdoptionPage(BaseModel):
    """The newest first. ``faults``: what is wrong with the files as they are now; meanwhile the pack before is used."""

    items: list[AdoptionView]
    writable: bool = Field(description="本服务能否写入词库文件夹")
    faults: list[str]


class TrialBody(BaseModel):
    """What an agent might say, and what the customer said before."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"text": "大概明天才能有人过去吧", "before": "什么时候能修好？"}}
    )

    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT, strip_whitespace=True), PLAIN]
    before: Annotated[PlainText, StringConstraints(max_length=LONGEST_TEXT, strip_whitespace=True)] = ""


class FullTrialView(BaseModel):
    """A sentence judged by a worker as in a call. Its words and the result are deleted once they were told."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 9,
                "state": "done",
                "failure_reason": None,
                "result": {
                    "probability": 0.93,
                    "least": 0.05,
                    "findings": [{"category": "vague", "rule": "vague.probably", "quote": "大概", "costs": True}],
                },
            }
        }
    )

    id: int
    state: Literal["queued", "working", "done", "failed"]
    failure_reason: str | None
    result: dict[str, Any] | None

    @classmethod
    def of(cls, job: JobRow) -> FullTrialView:
        return cls(**{name: getattr(job, name) for name in cls.model_fields})
