"""Evidence is learnt where it tells right from wrong, and to take nothing is learnt too."""

from __future__ import annotations

from models.training.evidence import Group, fit_answers, fit_groups
from pipeline.facts.choosing import Candidate, Model, choose

NAMED, OTHER = {"any": 1.0, "after=我叫": 1.0}, {"any": 1.0, "after=今天": 1.0}


def test_the_right_candidate_is_learnt_and_none_where_none_is() -> None:
    groups = [Group([NAMED, OTHER], frozenset({0}))] * 6 + [Group([OTHER], frozenset())] * 6
    model = Model(fit_groups(groups, 0.1), 0.5)
    said = [Candidate("王芳", 3, NAMED), Candidate("天气", 4, OTHER)]
    assert choose(said, model).candidate == said[0]
    assert choose(said[1:], model).candidate is None
    assert choose(said[1:], model).best == said[1]


def test_a_doubtful_choice_says_how_doubtful() -> None:
    model = Model({"any": 0.0}, 0.6)
    chosen = choose([Candidate("王芳", 3, {"any": 1.0})], model)
    assert (chosen.candidate, round(chosen.confidence, 2)) == (None, 0.5)


def test_yes_and_no() -> None:
    model = Model(fit_answers([(NAMED, True), (OTHER, False)] * 5, 0.1), 0.5)
    assert model.probability(NAMED) > 0.8 > 0.2 > model.probability(OTHER)
