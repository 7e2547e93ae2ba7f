"""``tingjian cases learn``: how much each piece of evidence counts in linking calls and in judging promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress
from math import log
from pathlib import Path
from typing import TypeVar

import numpy as np
import yaml

from models.fault_types import FaultClassifier
from models.training.choices import Choice, fit_answers, fit_choices
from models.training.continuing import learn_continuing
from models.training.fault_types import train_faults
from models.training.labelled_turns import read_talks
from pipeline.cases.continuing import continuing, cues_of
from pipeline.cases.evidence import Candidate, Owed, log_odds, measure, shares
from pipeline.cases.fulfilment import Outcome, Owing, Weights, features, outcome
from pipeline.cases.linking import is_excluded
from pipeline.cases.traits import Told, Traits, grams, signs_of_text, traits_of, weighed
from pipeline.cli.console import say
from pipeline.domain.call import Direction
from pipeline.domain.promise import PromiseKind, PromiseState, state_at
from pipeline.domain.record import Record
from pipeline.evaluation.cases import House, LabelledCall, LabelledPromise, Score, call_of, pair_score, read_houses
from pipeline.judge import judge
from pipeline.lexicon import CaseWeights, Pack, load_pack
from pipeline.record import record_of
from pipeline.weighing.faults import described, examples_of, told_type

T = TypeVar("T")

FILE = "case_weights.yaml"
HEAD = "# 通话归案、承诺兑现的依据各占多少分量（对数几率），由有标注的案件学得：tingjian cases learn。请勿手改。\n"
SHORT_TALK, FEWEST = 5, 3  # turns; calls in which an n-gram that is usual occurs
PENALTY, BIAS = 0.3, 0.05
# About how much a piece of evidence is worth before anything was learnt, as log-odds; 0 is not listed.
LINK_PRIOR = {
    "bias": -2.0,
    "same_order": 3.0,
    "said_number": 1.0,
    "same_number": 0.7,
    "same_name": 0.7,
    "same_unit": 0.5,
    "refers_back": 1.0,
    "best_content": 1.0,
    "content": 0.5,
    "opening": 0.5,
    "new_matter": -1.0,
    "same_fault": 0.7,
    "name_said": 1.0,
    "other_unit": -0.7,
    "fixed_before": -1.5,
    "mentions_before": 0.3,
    "other_fault": -0.7,
    "gap": -0.5,
    "other_project": -1.5,
    "unprompted": -1.5,
    "continues": 0.5,
}
DONE_PRIOR = {
    "bias": -2.0,
    "contact_only_outbound": 3.0,
    "contact_outbound": 1.0,
    "done": 2.5,
    "told_when": 1.0,
    "undone_not_done": -2.0,
    "not_next": -0.5,
    "chased": -1.0,
    "solved": 0.5,
}
UNDONE_PRIOR = {
    "bias": -3.0,
    "undone_inbound": 2.0,
    "undone_not_done": 1.5,
    "past_due_inbound": 0.5,
    "done": -1.5,
    "told_when": -1.0,
    "chased": 1.5,
    "before_due": -1.5,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A labelled house, read: its calls in the order in which they were made, with the traits of each."""

    house: House
    calls: tuple[LabelledCall, ...]
    traits: Mapping[str, Traits]
    cues: Mapping[str, frozenset[str]]

    def by(self, continuing_weights: Mapping[str, float]) -> Known:
        """The same, as it is read by other weights of how calls begin."""
        traits = {
            id: replace(own, continues=continuing(self.cues[id], continuing_weights)) for id, own in self.traits.items()
        }
        return replace(self, traits=traits)


def learn_command(folder: Path, houses: Sequence[Path]) -> int:
    """Write the pack's weights; tells how right they are on houses of authors that were not learnt from."""
    pack = load_pack(folder)
    known_houses = [house for path in houses for house in read_houses(path)]
    if not known_houses:
        say("没有找到有标注的案件（*.yaml）")
        return 2
    records = {one.house: records_of(one, pack) for one in known_houses}
    common = usual_grams(known_houses)
    learning = replace(pack, case_weights=pack.case_weights.model_copy(update={"common": common}))
    known = [read(one, records[one.house], learning) for one in known_houses]
    if len(known) > 1:
        taught = _taught_by_others(known, lambda others: learnt(others, learning))
        _tell(measured(learning, [(one.by(weights.continuing), weights) for one, weights in taught]))
    weights = learnt(known, learning)
    content = yaml.safe_dump(weights.model_dump(), allow_unicode=True, sort_keys=True, width=10_000)
    (folder / FILE).write_text(HEAD + content, encoding="utf-8")
    say(f"已写入 {folder / FILE}（{sum(len(one.calls) for one in known)} 通电话）")
    return 0


def _taught_by_others(known: Sequence[Known], teach: Callable[[Sequence[Known]], T]) -> Iterable[tuple[Known, T]]:
    """Each house with what the houses of other authors teach; those of one author are taught once."""
    taught: dict[tuple[str, ...], T] = {}
    for one in known:
        others = _of_others(one, known)
        names = tuple(other.house.house for other in others)
        if names not in taught:
            taught[names] = teach(others)
        yield one, taught[names]


def _of_others(one: Known, known: Sequence[Known]) -> list[Known]:
    """The houses of other authors; where there is only one author, the other houses."""
    others = [other for other in known if _author(other) != _author(one)]
    return others or [other for other in known if other is not one]


def _author(known: Known) -> str:
    """k1 of the house k1-03."""
    return known.house.house.rpartition("-")[0]


def measure_command(folder: Path, houses: Sequence[Path]) -> int:
    """Tell how right the pack's weights are on labelled houses."""
    pack = load_pack(folder)
    known_houses = [house for path in houses for house in read_houses(path)]
    known = [read(one, records_of(one, pack), pack) for one in known_houses]
    _tell(measured(pack, [(one, pack.case_weights) for one in known]))
    return 0


def records_of(house: House, pack: Pack) -> dict[str, Record]:
    return {call.id: record_of(judge(call_of(house, call), pack)) for call in house.calls}


def read(house: House, records: Mapping[str, Record], pack: Pack) -> Known:
    """Every call with its traits; the fault type is the classifier's, as for calls without one in the manifest."""
    judge_faults = pack.once(_fault_classifier)
    traits = {}
    for call in house.calls:
        record = records[call.id]
        told = told_type(judge_faults, described(record), pack)[0] if judge_faults else None
        facts = Told(house.moment(call.started_at), call.customer_number, None, call.order_id, call.project, told)
        traits[call.id] = traits_of(record, facts, pack)
    outbound = {call.id: call.direction is Direction.OUTBOUND for call in house.calls}
    cues = {id: cues_of(record.utterances, outbound[id]) for id, record in records.items()}
    return Known(house, tuple(sorted(house.calls, key=lambda call: call.started_at)), traits, cues)


def _fault_classifier(pack: Pack) -> FaultClassifier | None:
    examples = examples_of(pack)
    return train_faults(examples) if examples else None


def usual_grams(houses: Iterable[House]) -> dict[str, float]:
    """How much pairs of sounds that occur in several calls still tell, 0-1; those not listed tell most."""
    calls = [[text for _, text in talk.turns] for talk in read_talks() if len(talk.turns) > SHORT_TALK]
    calls += [[turn.say for turn in call.turns] for house in houses for call in house.calls]
    counts = Counter(gram for texts in calls for gram in set().union(*map(grams, texts)))
    whole = log(len(calls))
    return {gram: round(log(len(calls) / n) / whole, 2) for gram, n in sorted(counts.items()) if n >= FEWEST}


def learnt(known: Sequence[Known], pack: Pack) -> CaseWeights:
    """The weights that fit these houses best. How a call begins is told to linking as it would be of a stranger's call:
    by what other authors teach."""
    taught = _taught_by_others(known, lambda others: learn_continuing(_beginnings(others)))
    link = _fit_link([choice for one, weights in taught for choice in _choices(one.by(weights))])
    done, undone = _fit_promises([row for house in known for row in _promise_rows(house, pack)])
    fitted = {"link": link, "done": done, "undone": undone, "continuing": learn_continuing(_beginnings(known))}
    return pack.case_weights.model_copy(update=fitted)


def _beginnings(known: Iterable[Known]) -> list[tuple[frozenset[str], bool]]:
    """How each call begins, and whether its case has an earlier call."""
    found = []
    for house in known:
        open_cases: set[str] = set()
        for call in house.calls:
            found.append((house.cues[call.id], call.case in open_cases))
            open_cases |= {call.case} if call.case else set()
    return found


def _choices(known: Known) -> Iterable[tuple[list[dict[str, float]], int | None]]:
    """Each call with the cases that there were when it came: their evidence, and which of them is the right one."""
    groups: dict[str, list[LabelledCall]] = {}
    for call in known.calls:
        candidates = [_candidate(known, number, own) for number, own in enumerate(groups.values())]
        names = list(groups)
        own = known.traits[call.id]
        allowed = [not is_excluded(own, candidate) for candidate in candidates]
        candidates, names = list(compress(candidates, allowed)), list(compress(names, allowed))
        if candidates:
            right = names.index(call.case) if call.case in names else None
            yield [measure(known.traits[call.id], c, [r for r in candidates if r is not c]) for c in candidates], right
        groups.setdefault(call.case or call.id, []).append(call)


def _candidate(known: Known, number: int, calls: Sequence[LabelledCall]) -> Candidate:
    moment = known.house.moment
    owed = [Owed(moment(call.started_at), moment(p.due)) for call in calls for p in call.promises]
    return Candidate(number, tuple((call.id, known.traits[call.id]) for call in calls), tuple(owed))


def _fit_link(choices: Sequence[tuple[list[dict[str, float]], int | None]]) -> dict[str, float]:
    names = sorted({name for rows, _ in choices for row in rows for name in row})
    prior, penalties = _start(names, LINK_PRIOR)
    found = fit_choices([Choice(_table(rows, names), right) for rows, right in choices], prior, penalties)
    return _named(names, found)


def _fit_promises(rows: Sequence[tuple[dict[str, float], bool, bool]]) -> tuple[dict[str, float], dict[str, float]]:
    names = sorted({name for row, _, _ in rows for name in row})
    table = _table([row for row, _, _ in rows], names)
    fitted = []
    for prior, answers in ((DONE_PRIOR, [d for _, d, _ in rows]), (UNDONE_PRIOR, [u for _, _, u in rows])):
        start, penalties = _start(names, prior)
        fitted.append(_named(names, fit_answers(table, np.array(answers, dtype=float), start, penalties)))
    return fitted[0], fitted[1]


def _start(names: Sequence[str], prior: Mapping[str, float]) -> tuple[np.ndarray, np.ndarray]:
    start = np.array([*(prior.get(name, 0.0) for name in names), prior["bias"]])
    return start, np.array([PENALTY] * len(names) + [BIAS])


def _table(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> np.ndarray:
    return np.array([[*(row.get(name, 0.0) for name in names), 1.0] for row in rows])


def _named(names: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    return {name: round(float(w), 2) for name, w in zip([*names, "bias"], weights, strict=True)}


def _promise_rows(known: Known, pack: Pack) -> Iterable[tuple[dict[str, float], bool, bool]]:
    """Each promise and the next call of its case: what speaks for it, and whether it was done, or was not."""
    for call in known.calls:
        for promise in call.promises:
            later = later_calls(known, call)
            if later:
                state = promise.state
                owing = owing_of(promise, call, known, pack)
                yield features(owing, later[0][1], 0), state in ("kept", "late"), state == "broken"


def later_calls(known: Known, call: LabelledCall) -> list[tuple[str, Traits]]:
    if call.case is None:
        return []
    place = known.calls.index(call)
    return [(c.id, known.traits[c.id]) for c in known.calls[place + 1 :] if c.case == call.case]


def owing_of(promise: LabelledPromise, call: LabelledCall, known: Known, pack: Pack) -> Owing:
    made = known.house.moment(call.started_at)
    text = weighed([promise.text], pack.case_weights.common)
    return Owing(PromiseKind.PROMISE, made, known.house.moment(promise.due), signs_of_text(promise.text, pack), text)


@dataclass(frozen=True, slots=True)
class Measured:
    """How right linking and the states of promises are, and what is wrong."""

    links: Score
    states: tuple[int, int]  # right, all
    mistakes: tuple[str, ...]


def measured(pack: Pack, trials: Sequence[tuple[Known, CaseWeights]]) -> Measured:
    """Every house judged by its weights: links as they would be made, states by the true links."""
    there = found = right = good = whole = 0
    mistakes: list[str] = []
    for known, weights in trials:
        groups = linked(known, weights)
        score = pair_score([call.case for call in known.house.calls], [groups[c.id] for c in known.house.calls])
        there, found, right = there + score.there, found + score.found, right + score.right
        mistakes.append(f"{known.house.house}：归案 F1 {score.f1:.3f}")
        for call, promise, state in states(known, weights, pack):
            whole += 1
            good += state == promise.state
            if state != promise.state:
                mistakes.append(f"{call.id}「{promise.text}」应为 {promise.state}，判为 {state}")
    return Measured(Score(there, found, right), (good, whole), tuple(mistakes))


def linked(known: Known, weights: CaseWeights) -> dict[str, int]:
    """The group of each call, as linking makes them one after the other."""
    groups: list[list[LabelledCall]] = []
    for call in known.calls:
        candidates = [_candidate(known, number, own) for number, own in enumerate(groups)]
        candidates = [one for one in candidates if not is_excluded(known.traits[call.id], one)]
        rows = [measure(known.traits[call.id], c, [r for r in candidates if r is not c]) for c in candidates]
        sure = shares([log_odds(row, weights.link) for row in rows])
        best = max(range(len(sure)), key=sure.__getitem__, default=None)
        if best is not None and sure[best] >= weights.link_from:
            groups[candidates[best].number].append(call)
        else:
            groups.append([call])
    return {call.id: number for number, group in enumerate(groups) for call in group}


def states(
    known: Known, weights: CaseWeights, pack: Pack
) -> Iterable[tuple[LabelledCall, LabelledPromise, PromiseState]]:
    now = known.house.moment(known.house.now)
    for call in known.calls:
        for promise in call.promises:
            found: Outcome = outcome(
                owing_of(promise, call, known, pack), later_calls(known, call), Weights(weights.done, weights.undone)
            )
            due: datetime = known.house.moment(promise.due)
            yield call, promise, state_at(now, due_at=due, taken_up_at=found.taken_up_at, denied=bool(found.denied_by))


def _tell(found: Measured) -> None:
    for mistake in found.mistakes:
        say(mistake)
    good, whole = found.states
    say(f"归案：F1 {found.links.f1:.3f}（{found.links}）；承诺状态：{good} / {whole}")
