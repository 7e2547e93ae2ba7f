"""The labelled sentences: nearly everything personal is hidden, and hardly anything else, kind by kind."""

import pytest

from pipeline.privacy import Kind
from tests.pipeline.privacy.measure import dialogues, measure

RECALL, PRECISION = 0.98, 0.95
SETS = ("sentences.txt", "sentences_fresh.txt")


@pytest.fixture(scope="module")
def tally():
    return measure(SETS[0])


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_is_hidden_and_hardly_anything_else(tally, kind):
    assert tally.recall(kind) >= RECALL, tally.told
    assert tally.precision(kind) >= PRECISION, tally.told


def test_there_are_enough_of_them():
    assert sum(1 for name in SETS for _ in dialogues(name)) >= 200
