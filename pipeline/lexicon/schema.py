"""The shape of every file of a lexicon pack. Unknown fields are faults: they are nearly always typing errors."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

# The categories of the service norm, in the order in which they are shown; a pack may add others.
CATEGORIES = (
    "address",
    "dismissive",
    "vague",
    "impatient",
    "unprofessional",
    "blame",
    "disparaging",
    "overpromise",
    "profanity",
)
Severity = Literal["minor", "major", "fatal"]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("blank")
    return text.strip()


Text = Annotated[str, Field(max_length=500), AfterValidator(_not_blank)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=80)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1, max_length=1000)]


def _only_chinese(text: str) -> str:
    if any(not "\u4e00" <= char <= "\u9fff" for char in text):
        raise PydanticCustomError("not_chinese", "only Chinese characters")
    return text


Characters = Annotated[Text, AfterValidator(_only_chinese)]
Word = Annotated[str, Field(max_length=12), AfterValidator(_not_blank), AfterValidator(_only_chinese)]
Version = Annotated[str, Field(pattern=r"^\S{1,40}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, populate_by_name=True)


class PackInfo(Part):
    """pack.yaml: who the pack belongs to. ``organisations`` are the names an agent may announce.

    ``extends`` names a neighbouring pack: each of its files counts here too, unless this pack has one of that name.
    """

    id: Name
    title: Text
    version: Version
    language: Literal["zh-CN"] = "zh-CN"
    extends: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] | None = None
    organisations: tuple[Text, ...] = ()
    description: str = ""


class EntryForm(Part):
    """What an entry says from a day on; a former one goes on counting for the calls of its days.

    ``whole``: a violation only where it is all that is said in the sentence. A longer text of ``except`` that covers
    a hit cancels it.
    """

    effective_from: date | None = None
    phrases: Texts
    excepted: tuple[Text, ...] = Field(default=(), alias="except")
    whole: bool = False
    severity: Severity | None = None
    reason: Text
    suggestion: Text | None = None


class Entry(EntryForm):
    """One forbidden way of speaking; ``hits`` and ``misses`` are its own tests.

    ``effective_from``: calls of earlier days are judged by what stands under ``former`` (the newest first), or not at
    all by this entry.
    """

    id: Name
    source: str = ""
    hits: Texts
    misses: tuple[Text, ...] = ()
    former: tuple[EntryForm, ...] = ()


class Tally(Part):
    """How often a listed phrase was rightly and wrongly an accusation, as people judged it."""

    fair: Annotated[int, Field(ge=0)] = 0
    unfair: Annotated[int, Field(ge=0)] = 0


class Trust(Part):
    """trust.yaml, written by ``tingjian lexicon trust``: the tally of each entry on labelled calls (``labelled``), and
    in the organisation's own reviews (``reviews``).
    """

    labelled: dict[Name, Tally] = {}
    reviews: dict[Name, Tally] = {}

    def together(self) -> dict[str, Tally]:
        """Both added up."""
        return {
            rule: Tally(fair=sum(t.fair for t in found), unfair=sum(t.unfair for t in found))
            for rule in sorted({*self.labelled, *self.reviews})
            if (found := [part[rule] for part in (self.labelled, self.reviews) if rule in part])
        }


class Traits(Part):
    """What holds for all words of a category, listed or not.

    ``one_fault``: several clauses of a turn are one fault. ``acts`` are what is done in such words, ``redeemed_by``
    what would make up for it: elements of the pack's ``acts/does.yaml`` and ``acts/redeems.yaml``.
    """

    one_fault: bool = False
    acts: tuple[Name, ...] = ()
    redeemed_by: tuple[Name, ...] = ()


class PhraseFile(Part):
    """phrases/<category>.yaml. A category of several files has its ``traits`` in one of them."""

    category: Name
    title: Text
    severity: Severity
    suggestion: Text
    traits: Traits | None = None
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]


class Element(Part):
    """One thing that is to be said: heard where a pattern of ``any`` matches that no pattern of ``unless`` overlaps.

    Where a pattern of ``instead`` is heard, another complete form was used, which has no need of it. What is
    ``measured`` is known from elsewhere and has no patterns.
    """

    title: Text
    any: Annotated[tuple[Text, ...], Field(max_length=1000)] = ()
    measured: bool = False
    unless: tuple[Text, ...] = ()
    instead: tuple[Text, ...] = ()
    suggestion: Text | None = None
    hits: tuple[Text, ...] = ()
    misses: tuple[Text, ...] = ()


class Script(Part):
    """scripts/<name>.yaml (``script: greeting``) or slots/<name>.yaml (``slot: when``).

    ``words`` are vocabulary lists; a pattern inserts one by ``{name}``.
    """

    script: Name | None = None
    slot: Name | None = None
    title: Text
    suggestion: Text | None = None
    elements: Annotated[dict[Name, Element], Field(min_length=1)]
    words: dict[Name, Texts] = {}

    @property
    def name(self) -> str:
        return self.script or self.slot or ""


Speaker = Literal["agent", "customer", "anyone"]
Place = Literal["opening", "closing", "anywhere"]


class Tell(Element):
    """What tells a kind of call from the others, when ``by`` says it in the ``place`` of the call."""

    by: Speaker = "anyone"
    place: Place = "anywhere"


class Demand(Element):
    """One thing that this kind of call asks for. ``never``: it must not be said.

    ``after`` names a tell or a cue of the kind: the demand arises only where that was heard. ``promise``: a promise
    with a time meets it too. What is not ``sure`` is in doubt where it is missing, and costs nothing.
    """

    by: Speaker = "agent"
    place: Place = "anywhere"
    after: Name | None = None
    never: bool = False
    promise: bool = False
    sure: bool = True


class CallKind(Part):
    """kinds/<kind>.yaml: how a kind of call is told, and what is asked of the agent in it.

    ``direction`` is the one that such calls nearly always have. ``unasked`` are checks that this kind does not ask for:
    failing them costs nothing; ``inapplicable`` are those that mean nothing in it. Where it is ``answered_at_once``,
    nothing has to be read back unless something was written down. ``elements`` names, for a check, the
    only elements that it asks for. ``script`` is the kind's own; ``cues`` are heard only so that demands may refer to
    them.
    """

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
    title: Text
    description: str = ""
    direction: Literal["inbound", "outbound"] | None = None
    tells: Annotated[dict[Name, Tell], Field(min_length=1)]
    unasked: tuple[Name, ...] = ()
    inapplicable: tuple[Name, ...] = ()
    answered_at_once: bool = False
    elements: dict[Name, tuple[Name, ...]] = {}
    script: dict[Name, Demand] = {}
    cues: dict[Name, Tell] = {}
    suggestion: Text | None = None
    words: dict[Name, Texts] = {}

    @property
    def name(self) -> str:
        return self.kind


class ConductRule(Element):
    """One thing that an agent must not do, told by what ``said_by`` says, at least ``at_least`` times in one utterance.

    It counts only where the customer has said one of ``before``, and not where ``excuse`` is heard around it. What is
    not ``sure`` costs nothing, unless the customer then says one of ``proof``. ``longest``: an agent's turn of more
    characters is it, whatever is said.
    """

    said_by: Literal["agent", "customer"] = "agent"
    severity: Literal["info", "minor", "major", "fatal"] = "minor"
    sure: bool = True
    at_least: int = Field(default=1, ge=1, le=20)
    before: tuple[Text, ...] = ()
    excuse: tuple[Text, ...] = ()
    proof: tuple[Text, ...] = ()
    longest: int | None = Field(default=None, ge=20, le=2000)


class Conduct(Part):
    """conduct.yaml."""

    title: Text
    rules: Annotated[dict[Name, ConductRule], Field(min_length=1)]
    words: dict[Name, Texts] = {}


class KindWeights(Part):
    """kinds.yaml: how much each sign counts in telling the kind of a call, learnt from labelled dialogues.

    All are log-odds. ``tell`` counts for each tell heard, ``again`` for each utterance more that has one, ``direction``
    where a kind's usual direction is the call's; ``tells`` and ``kinds`` are added to a tell or a kind by name;
    ``traits`` are those of the call's shape (see :mod:`pipeline.facts.kind_shape`) and the tells of all kinds, by kind.
    Below ``sure_from`` (a probability) a kind is unsure; from ``stage_from`` on, another kind is a stage of the call.
    """

    tell: float = 1.5
    again: float = 0.2
    direction: float = 0.8
    tells: dict[str, float] = {}
    kinds: dict[str, float] = {}
    traits: dict[str, dict[str, float]] = {}
    sure_from: float = Field(default=0.5, ge=0, le=1)
    stage_from: float = Field(default=0.2, gt=0, le=1)


class Hearing(Part):
    """hearing.yaml: what helps hearing. ``announcements`` are patterns of what machines say, ``hallucinations``
    of what recognisers write where nobody speaks.

    ``hot_words`` never hold a forbidden phrase: a recogniser hears its hot words where nobody said them.
    """

    hot_words: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    announcements: tuple[Text, ...] = ()
    hallucinations: tuple[Text, ...] = ()


class Grade(Part):
    grade: Text
    at_least: float = Field(ge=0, le=100)


class Deductions(Part):
    """Points (of the 100 of the whole scorecard, like ``weight``) that one finding costs, by its severity."""

    minor: float = Field(default=0, ge=0, le=100)
    major: float = Field(default=0, ge=0, le=100)
    fatal: float = Field(default=0, ge=0, le=100)


class RubricLine(Part):
    """One row of the scorecard. ``parameters`` (``with`` in the file) are the check's keyword-only arguments.

    A failed line loses its findings' ``deductions``, at most ``cap`` (or its whole ``weight``); a line without
    deductions loses the share of its missing elements, or everything. A finding of severity ``fatal`` makes the total 0
    in any line, and so does failing a line that is ``fatal`` and has no deductions. ``suggestion`` is what is
    recommended where a failed finding brings no wording of its own.
    """

    check: Name
    weight: float = Field(ge=0, le=100)
    title: Text | None = None
    parameters: dict[str, object] = Field(default={}, alias="with")
    deductions: Deductions | None = None
    cap: float | None = Field(default=None, ge=0, le=100)
    fatal: bool = False
    suggestion: Text | None = None


class ReviewPolicy(Part):
    """How urgently a call is to be reviewed: points of risk for a veto, for each verdict and finding in doubt, and for
    each failed check; and the share of all calls (0-1) that is reviewed whatever was found."""

    fatal: float = Field(default=100.0, ge=0, le=1000)
    unsure: float = Field(default=10.0, ge=0, le=1000)
    doubtful: float = Field(default=6.0, ge=0, le=1000)
    failed: float = Field(default=4.0, ge=0, le=1000)
    random_share: float = Field(default=0.05, ge=0, le=1)


class Scorable(Part):
    """What must be heard before a call is given a score at all: so many characters said by the agent."""

    agent_characters: int = Field(default=8, ge=1, le=1000)


class PromiseCosts(Part):
    """What the agent's promises cost once their time is over: points (of the 100) for each that was kept ``late`` and
    for each that was ``broken``, at most ``weight``. Kept promises earn it all; what is not due yet counts nothing."""

    weight: float = Field(gt=0, le=100)
    late: float = Field(default=0, ge=0, le=100)
    broken: float = Field(default=0, ge=0, le=100)


class Rubric(Part):
    """rubric.yaml. Without ``promises``, what became of the agent's promises is shown beside the score and costs
    nothing."""

    rubric: Name
    version: Version
    title: Text
    grades: Annotated[tuple[Grade, ...], Field(min_length=1)]
    review: ReviewPolicy = ReviewPolicy()
    scorable: Scorable = Scorable()
    promises: PromiseCosts | None = None
    lines: Annotated[tuple[RubricLine, ...], Field(min_length=1)]


Span = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,3}[mhd]$")]  # minutes, hours or days: 90m, 24h, 3d
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]  # 08:30-17:30


class Deadline(Part):
    """What is owed to the customer ``within`` a time. It arises in a call of one of ``kinds`` in which one of ``signs``
    (elements of slots/cases.yaml) is heard and none of ``unless``; empty: whatever kind, or whatever is said.

    ``working``: only working time counts, and a day is a working day. ``first``: only the first call of a case.
    """

    title: Text
    within: Span
    working: bool = False
    first: bool = False
    kinds: tuple[Name, ...] = ()
    signs: tuple[Name, ...] = ()
    unless: tuple[Name, ...] = ()


class Deadlines(Part):
    """deadlines.yaml: ``hours`` are the working hours of an ordinary week; a day without any is free."""

    hours: dict[Weekday, Hours]
    first_answer: Deadline | None = None
    call_back: Deadline | None = None
    follow_up: Deadline | None = None


class Calendar(Part):
    """calendar.yaml: an organisation's own days, which count before the country's. ``works_as`` names the weekday
    whose hours hold on a day that is worked though it would be free."""

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    works_as: Weekday = "fri"


class FaultType(Part):
    """One type of fault, and how callers tell it."""

    title: Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_not_blank)]
    examples: Annotated[tuple[Text, ...], Field(min_length=3, max_length=500)]


class FaultTypes(Part):
    """faults.yaml: below ``sure_from`` (a probability) none is proposed; ``none`` are examples of what is no fault."""

    sure_from: float = Field(default=0.5, ge=0, le=1)
    none: tuple[Text, ...] = ()
    types: Annotated[tuple[FaultType, ...], Field(min_length=2, max_length=200)]


class CaseWeights(Part):
    """case_weights.yaml: how much each piece of evidence counts in telling what calls belong together, and whether a
    later call takes up a promise; log-odds, learnt from labelled cases. ``common``: n-grams by how usual they are.
    ``continuing``: what tells at the beginning of a call that it takes up an earlier matter.

    From ``link_from`` on (a probability) a call joins a case; from ``propose_from`` on, it is proposed to a person.
    """

    link: dict[str, float] = {}
    done: dict[str, float] = {}
    undone: dict[str, float] = {}
    common: dict[str, float] = {}
    continuing: dict[str, float] = {}
    link_from: float = Field(default=0.6, ge=0, le=1)
    propose_from: float = Field(default=0.2, ge=0, le=1)


class SpokenNames(Part):
    """names.yaml: how names of people who are only mentioned are told, to be masked; slots/who.yaml has the surnames.

    ``given`` are characters of given names; two of ``common_given`` make none. A name follows ``people`` (whose it is),
    ``called`` or ``before``, and ``behind`` goes on after it. Before ``places`` it is no name, nor with a character of
    ``never_inside`` or, at its end, ``never_last``.
    """

    given: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
    common_given: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
    not_surnames: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
    people: Annotated[tuple[Word, ...], Field(max_length=1000)] = ()
    called: Annotated[tuple[Word, ...], Field(max_length=1000)] = ()
    before: Annotated[tuple[Word, ...], Field(max_length=1000)] = ()
    behind: Annotated[tuple[Word, ...], Field(max_length=1000)] = ()
    never_inside: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
    places: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
    not_names: Annotated[tuple[Word, ...], Field(max_length=1000)] = ()
    never_last: Annotated[tuple[Characters, ...], Field(max_length=200)] = ()
