"""The learned decision, trained with an organisation's own reviews as well, and judged on reviews that it has not seen.

It learns from figures alone (see :mod:`pipeline.weighing.features`): no word of a call gets into it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.training.corpus import read_sentences
from models.training.labelled_turns import read_talks
from models.training.turn_decision import Decided, train_decision
from models.training.turn_reader import ReaderTraining
from models.turn_decision import TurnDecision
from pipeline.checks.forbidden_phrases import CERTAIN_FROM, ID
from pipeline.domain.call import Call
from pipeline.errors import TingjianError
from pipeline.judge import pack_for
from pipeline.lexicon import Pack
from pipeline.lexicon_lab.opinions import Opinion, opinions
from pipeline.storage.call_json import load_call
from pipeline.storage.errors import StoreError
from pipeline.storage.tables import CallRow, DecisionRow, FindingRow, JudgementRow, ReviewRow, TranscriptRow
from pipeline.weighing.label import weigh_all
from pipeline.weighing.opinions import TurnJudge
from pipeline.weighing.train import also_misheard, decided_unseen, readings_of

OWN = "reviews"  # the author of what reviewers say
FEWEST_CALLS, FEWEST = 60, 30  # calls; faults that were confirmed, and as many findings that were rejected
HELD_BACK = 3  # one call in so many
RESAMPLED, SURE = 1000, 0.9  # times; share of them in which the new decision must be the better one
Floats = npt.NDArray[np.float64]


class TooFewReviews(TingjianError):
    """Nothing can be learnt, or nobody could tell whether it was right."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A call whose review is finished: what is wrong with which utterance (category), what was rejected, and which
    utterances nobody decided about."""

    call: Call
    faults: dict[int, str]
    rejected: frozenset[int]
    undecided: frozenset[int]

    @property
    def is_held_back(self) -> bool:
        """By the call's id, so that the same calls are held back each time."""
        return int(hashlib.sha256(self.call.id.encode()).hexdigest()[:8], 16) % HELD_BACK == 0


@dataclass(frozen=True, slots=True)
class Trial:
    """How two decisions fare on the same held-back turns. ``better``: share of resamples of calls in which the new one
    is nearer to the truth (log-loss). ``wrongly_certain``: harmless turns that would be accused for certain."""

    calls: int
    turns: int
    faults: int
    loss_old: float
    loss_new: float
    wrongly_certain_old: int
    wrongly_certain_new: int
    better: float

    @property
    def replaces(self) -> bool:
        return self.better >= SURE and self.wrongly_certain_new <= self.wrongly_certain_old


def reviewed_calls(session: Session) -> list[Reviewed]:
    """Every call with a finished review of its judgement in force, as long as its words are kept."""
    finished = select(ReviewRow.judgement_id).where(ReviewRow.state == "finished")
    asked = select(CallRow.id, TranscriptRow.body, JudgementRow.id)
    asked = asked.join(JudgementRow, JudgementRow.id == CallRow.judgement_id)
    asked = asked.join(TranscriptRow, TranscriptRow.id == JudgementRow.transcript_id)
    asked = asked.where(JudgementRow.id.in_(finished), CallRow.personal_deleted_at.is_(None)).order_by(CallRow.id)
    rows = session.execute(asked).all()
    known: dict[str, list[Opinion]] = {}
    for opinion in opinions(session, [row[0] for row in rows]):
        if opinion.check == ID:
            known.setdefault(opinion.call_id, []).append(opinion)
    found = []
    for call_id, body, judgement_id in rows:
        try:
            found.append(_reviewed(load_call(body), known.get(call_id, []), _undecided(session, judgement_id)))
        except StoreError:
            continue  # what can't be read teaches nothing
    return found


def _undecided(session: Session, judgement_id: int) -> frozenset[int]:
    """Utterances with a finding that nobody decided about."""
    decided = select(DecisionRow.finding_id).filter_by(judgement_id=judgement_id)
    open_ = select(FindingRow.utterance).filter_by(judgement_id=judgement_id, check=ID, passed=False)
    open_ = open_.where(FindingRow.id.not_in(decided.where(DecisionRow.finding_id.is_not(None))))
    return frozenset(session.scalars(open_))


def _reviewed(call: Call, known: Sequence[Opinion], undecided: frozenset[int]) -> Reviewed:
    faults = {one.utterance: one.category for one in known if one.right and one.category}
    rejected = frozenset(one.utterance for one in known if not one.right and one.utterance not in faults)
    return Reviewed(call, faults, rejected, undecided - set(faults))


def relearn(calls: Sequence[Reviewed], judge: TurnJudge, pack: Pack) -> tuple[TurnDecision, Trial]:
    """A decision that has learnt from the calls that are not held back, and how it fares on those that are, against
    that of ``judge``. Takes minutes. Raises TooFewReviews."""
    check_enough(calls)
    own = [(one, rows_of(one, judge, pack)) for one in calls]
    base = _base_rows(judge, pack)
    learnt = [row for one, rows in own if not one.is_held_back for row in rows]
    new = train_decision([*base, *learnt])
    return new, compare(judge.decision, new, [rows for one, rows in own if one.is_held_back and rows])


def check_enough(calls: Sequence[Reviewed]) -> None:
    """Raises TooFewReviews, saying of what there is too little."""
    faults, rejected = (sum(len(getattr(one, name)) for one in calls) for name in ("faults", "rejected"))
    back = [one for one in calls if one.is_held_back]
    few_back = min(sum(len(one.faults) for one in back), sum(len(one.rejected) for one in back))
    if len(calls) < FEWEST_CALLS or min(faults, rejected) < FEWEST or few_back < FEWEST // (2 * HELD_BACK):
        raise TooFewReviews(
            f"复核还太少，学了也没法知道对不对：复核完的通话 {len(calls)} 通（至少 {FEWEST_CALLS}），"
            f"确认的禁语 {faults} 处、驳回的 {rejected} 处（各至少 {FEWEST}，留出检验的通话里也要有）。仍用原来的判断"
        )


def rows_of(one: Reviewed, judge: TurnJudge, pack: Pack) -> list[Decided]:
    """The agent's turns of a call as figures, with what the reviewers say of them."""
    [weighed] = weigh_all([one.call], judge, pack_for(one.call, pack))
    return [
        Decided(turn.row, one.faults.get(turn.setting.spoken.index, ""), OWN)
        for turn in weighed
        if turn.setting.spoken.index not in one.undecided
    ]


def _base_rows(judge: TurnJudge, pack: Pack) -> list[Decided]:
    """What the decision that comes along has learnt from."""
    read = read_sentences()
    talks = also_misheard(read_talks(), read)
    readings = [reading for talk in talks for reading in readings_of(talk)]
    return list(decided_unseen(pack, judge.sentences, talks, ReaderTraining(read, readings)))


def compare(old: TurnDecision, new: TurnDecision, calls: Sequence[Sequence[Decided]]) -> Trial:
    """Both on the same turns, grouped by call: a call's turns are no independent proofs."""
    rows = [row for own in calls for row in own]
    truth = np.array([bool(row.category) for row in rows])
    chances = [decision.probabilities([row.row for row in rows]) for decision in (old, new)]
    losses = [_losses(chance, truth) for chance in chances]
    groups = np.repeat(np.arange(len(calls)), [len(own) for own in calls])
    gains: Floats = np.bincount(groups, losses[0] - losses[1], minlength=len(calls)).astype(np.float64)
    certain = [int(((chance >= CERTAIN_FROM) & ~truth).sum()) for chance in chances]
    return Trial(
        len(calls),
        len(rows),
        int(truth.sum()),
        float(losses[0].mean()),
        float(losses[1].mean()),
        wrongly_certain_old=certain[0],
        wrongly_certain_new=certain[1],
        better=_share_of_better(gains),
    )


def _losses(chances: Floats, truth: npt.NDArray[np.bool_]) -> Floats:
    kept = np.clip(np.where(truth, chances, 1 - chances), 1e-4, 1.0)
    result: Floats = -np.log(kept)
    return result


def _share_of_better(gains: Floats) -> float:
    """In how many resamples of the calls the new decision gains on the old one."""
    chosen = np.random.default_rng(0).integers(0, len(gains), (RESAMPLED, len(gains)))
    return float((gains[chosen].sum(axis=1) > 0).mean())
