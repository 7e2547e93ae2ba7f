"""To which case a call belongs: candidates are found by indexed keys, compared, and the most probable one is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from pipeline.cases.evidence import Candidate, Evidence, Owed, log_odds, measure, shares, weigh
from pipeline.cases.traits import Traits, keys
from pipeline.domain.promise import PromiseKind
from pipeline.language import N_
from pipeline.lexicon import CaseWeights
from pipeline.storage.tables import CallKeyRow, CallRow, CallTraitsRow, CaseLinkRow, CaseRow, PromiseRow

WINDOW = timedelta(days=60)  # calls further apart belong to one case only where other systems say so
MOST_BY_KEY, MOST_CALLS, MOST_CASES, MOST_OF_CASE = 40, 30, 12, 12
VALUE = {"case": 100.0, "order": 50.0, "number": 4.0, "digits": 4.0, "name": 2.0, "unit": 1.5, "gram": 1.0}
CERTAIN = {"case": N_("其他系统给出的案件号相同"), "order": N_("其他系统给出的工单号相同")}
PLACING = ("link", "accept", "split", "merge")  # actions that put a call into a case
SHOWN = 6  # pieces of evidence that are kept


@dataclass(frozen=True, slots=True)
class Choice:
    """The most probable case of a call, how probable it is (0-1), and what speaks for it."""

    number: int
    probability: float
    evidence: tuple[Evidence, ...]
    nearest: str  # the call of the case that is most alike


def keep_traits(session: Session, call_id: str, traits: Traits) -> None:
    """Those of an earlier judgement are replaced: they say the same of another reading."""
    for table in (CallKeyRow, CallTraitsRow):
        session.execute(delete(table).where(table.call_id == call_id))
    session.add(CallTraitsRow(call_id=call_id, at=traits.at, body=traits.as_json()))
    rows = [{"call_id": call_id, "kind": kind, "value": value, "at": traits.at} for kind, value in keys(traits)]
    if rows:
        session.execute(insert(CallKeyRow), rows)
    session.flush()


def place(session: Session, call: CallRow, traits: Traits, weights: CaseWeights) -> int:
    """Put a call that is in no case yet into one, or begin its own; returns the case's number.

    Where it is in doubt, the call gets a case of its own, and the other one is proposed.
    """
    choice = choose(traits, candidates(session, call.id, traits), weights)
    if choice is not None and choice.probability >= weights.link_from:
        _note(session, call, choice.number, "link", choice)
        return choice.number
    number = new_case(session, call)
    if choice is not None and choice.probability >= weights.propose_from:
        _note(session, call, choice.number, "propose", choice)
    return number


def new_case(session: Session, call: CallRow, action: str = "link", user_id: int | None = None) -> int:
    """A case of its own for ``call``."""
    row = CaseRow()
    session.add(row)
    session.flush()
    session.add(CaseLinkRow(call_id=call.id, case_number=row.number, action=action, evidence=[], created_by=user_id))
    call.case_number = row.number
    return row.number


def choose(traits: Traits, found: Sequence[Candidate], weights: CaseWeights) -> Choice | None:
    """None where there is no candidate at all. What other systems say is certain."""
    for kind in CERTAIN:
        for candidate in found:
            if _same(kind, traits, candidate):
                return Choice(candidate.number, 1.0, (Evidence(kind, 1.0, 0.0, CERTAIN[kind]),), candidate.calls[-1][0])
    possible = [candidate for candidate in found if not is_excluded(traits, candidate)]
    measured = [_measure(traits, c, [r for r in possible if r is not c]) for c in possible]
    likely = shares([log_odds(row, weights.link) for row in measured])
    if not likely:
        return None
    best = max(range(len(likely)), key=likely.__getitem__)
    evidence = tuple(weigh(measured[best], weights.link))[:SHOWN]
    return Choice(possible[best].number, round(likely[best], 3), evidence, possible[best].calls[-1][0])


def _measure(traits: Traits, candidate: Candidate, rivals: Sequence[Candidate]) -> dict[str, float]:
    """The later call is held against the earlier ones: recordings do not always come in their order."""
    before = tuple(pair for pair in candidate.calls if pair[1].at <= traits.at)
    if before:
        return measure(traits, Candidate(candidate.number, before, candidate.owed), rivals)
    return measure(candidate.traits[0], Candidate(candidate.number, (("", traits),)), [])


def _same(kind: str, traits: Traits, candidate: Candidate) -> bool:
    name = f"{kind}_id"
    own = getattr(traits, name)
    return own is not None and any(getattr(t, name) == own for t in candidate.traits)


def is_excluded(traits: Traits, candidate: Candidate) -> bool:
    """Another case or another customer's project, as other systems say."""
    cases = {t.case_id for t in candidate.traits if t.case_id}
    projects = {t.project for t in candidate.traits if t.project}
    return bool((traits.case_id and cases) or (traits.project and projects and traits.project not in projects))


def candidates(session: Session, call_id: str, traits: Traits) -> list[Candidate]:
    """The cases of the calls that share most with this one, the latest first among equals."""
    points: Counter[str] = Counter()
    for kind, value in keys(traits):
        for other in session.scalars(_sharing(kind, value, traits.at)):
            points[other] += VALUE[kind]  # type: ignore[assignment]
    points.pop(call_id, None)
    best = [other for other, _ in points.most_common(MOST_CALLS)]
    numbers = list(dict.fromkeys(_cases_of(session, best)))[:MOST_CASES]
    return [one for number in numbers if (one := candidate_of(session, number, call_id)) is not None]


def _sharing(kind: str, value: str, at: datetime):  # type: ignore[no-untyped-def]
    shared = select(CallKeyRow.call_id).where(CallKeyRow.kind == kind, CallKeyRow.value == value)
    if kind not in CERTAIN:
        shared = shared.where(CallKeyRow.at.between(at - WINDOW, at + WINDOW))
    return shared.order_by(CallKeyRow.at.desc()).limit(MOST_BY_KEY)


def _cases_of(session: Session, call_ids: Sequence[str]) -> Iterable[int]:
    rows = session.execute(select(CallRow.id, CallRow.case_number).where(CallRow.id.in_(call_ids)))
    numbers = {id: number for id, number in rows if number is not None}
    return [numbers[id] for id in call_ids if id in numbers]


def candidate_of(session: Session, number: int, without: str = "") -> Candidate | None:
    """A case as linking looks at it: its latest calls; None where it has none but ``without``."""
    own = select(CallTraitsRow).join(CallRow, CallRow.id == CallTraitsRow.call_id)
    own = own.where(CallRow.case_number == number, CallRow.id != without)
    rows = list(session.scalars(own.order_by(CallTraitsRow.at.desc()).limit(MOST_OF_CASE)))
    if not rows:
        return None
    owed = select(PromiseRow.made_at, PromiseRow.due_at).where(
        PromiseRow.case_number == number, PromiseRow.kind == PromiseKind.PROMISE, PromiseRow.gone_at.is_(None)
    )
    promises = tuple(Owed(made, due) for made, due in session.execute(owed.limit(MOST_CALLS)))
    return Candidate(number, tuple((row.call_id, Traits.of_json(row.body)) for row in reversed(rows)), promises)


def is_placed_by_person(session: Session, call_id: str) -> bool:
    """Whether a person has said where a call belongs: then the machine moves it no more."""
    placed = select(CaseLinkRow.created_by).where(CaseLinkRow.call_id == call_id, CaseLinkRow.action.in_(PLACING))
    return session.scalars(placed.order_by(CaseLinkRow.id.desc()).limit(1)).first() is not None


def size_of(session: Session, number: int) -> int:
    return session.scalar(select(func.count()).select_from(CallRow).where(CallRow.case_number == number)) or 0


def _note(session: Session, call: CallRow, number: int, action: str, choice: Choice) -> None:
    link = CaseLinkRow(
        call_id=call.id,
        case_number=number,
        action=action,
        other_call_id=choice.nearest,
        open=action == "propose",
        probability=choice.probability,
        evidence=[piece.as_json() for piece in choice.evidence],
    )
    session.add(link)
    if action == "link":
        call.case_number = number
    session.flush()
