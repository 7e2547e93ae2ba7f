"""What the decoder's answers mean, learnt from labelled calls: for each model its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from models.second_hearing import SecondHearing
from pipeline.errors import TingjianError
from pipeline.hearing.second_hearing import Belief, figures, possible
from pipeline.hearing.transcribe import HeardTurn
from pipeline.lexicon import Pack
from pipeline.text.alike import Likeness
from pipeline.text.normalise import spelling

SHARED = 0.3  # share of a turn that an agent's labelled words must overlap, to be what was said in it
FOLDS = 5
FEWEST = 5  # phrases that were said and misheard, and others: fewer teach nothing

Spoken = tuple[float, float, str]
"""(start, end, text): what the agent said, by the label, in seconds."""

Answer = tuple[Likeness, float, bool]
"""A likeness, the decoder's ratio for it, and whether the phrase was said."""


class TooFewAnswers(TingjianError):
    """The labelled calls hold too few misheard phrases to learn from."""

    def __init__(self, said: int) -> None:
        super().__init__(f"标注的通话里只有 {said} 处听写有误的规则用语，至少需要 {FEWEST} 处才能校准")


def answers(
    turns: Sequence[HeardTurn], spoken: Sequence[Spoken], pack: Pack, recogniser: SecondHearing
) -> list[Answer]:
    """What the sound of one call tells about everything that resembles a phrase in the agent's turns."""
    said = [(n, spelling("".join(text for *_, text in own))) for n, own in enumerate(_own(turns, spoken)) if own]
    asked = [(p, truth) for n, truth in said for p in possible(n, turns[n], pack)]
    ratios = recogniser.log_ratios([p.question for p, _ in asked])
    written = {n: spelling(turns[n].text) for n, _ in said}
    return [
        (p.likeness, ratio, p.likeness.phrase in truth and p.likeness.phrase not in written[p.turn])
        for (p, truth), ratio in zip(asked, ratios, strict=True)
    ]


def _own(turns: Sequence[HeardTurn], spoken: Sequence[Spoken]) -> Iterable[list[Spoken]]:
    """What the agent said in each turn, in its order."""
    for turn in turns:
        least = SHARED * (turn.end - turn.start)
        yield [one for one in spoken if min(turn.end, one[1]) - max(turn.start, one[0]) > least]


def fit(known: Sequence[Answer]) -> Belief:
    """The logistic regression that tells them best; raises TooFewAnswers."""
    from sklearn.linear_model import LogisticRegression

    truth = [said for *_, said in known]
    if min(sum(truth), len(truth) - sum(truth)) < FEWEST:
        raise TooFewAnswers(sum(truth))
    table = np.array([figures(likeness, ratio) for likeness, ratio, _ in known])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(table, truth)
    ratio, distance, length = (round(float(w), 4) for w in model.coef_[0])
    return Belief(round(float(model.intercept_[0]), 4), ratio, distance, length)


def unseen(calls: Sequence[Sequence[Answer]]) -> list[tuple[float, bool]]:
    """(probability, said) of every answer, by a belief that was fitted on other calls; raises TooFewAnswers."""
    found = []
    for fold in range(FOLDS):
        belief = fit([answer for n, own in enumerate(calls) if n % FOLDS != fold for answer in own])
        found += [
            (belief.probability(likeness, ratio), said) for own in calls[fold::FOLDS] for likeness, ratio, said in own
        ]
    return found


def save(belief: Belief, path: Path) -> None:
    """Keep a belief where :func:`pipeline.hearing.second_hearing.belief_in` looks for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(belief), indent=1) + "\n", encoding="utf-8")
