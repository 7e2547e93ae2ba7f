"""The discriminant from sums is scikit-learn's from frames."""

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from models.discriminant import SHRINKAGE, Heard, discriminant


@pytest.fixture(scope="module")
def turns() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    mixed = rng.standard_normal((5, 5))
    return [
        (rng.standard_normal((length, 5)) @ mixed + turn % 2).astype(np.float32)
        for turn, length in enumerate((1, 40, 30, 25, 60, 9))
    ]


def test_like_scikit_learn(turns: list[np.ndarray]) -> None:
    labels = np.arange(len(turns)) % 2
    heard = Heard.of(turns)
    found = discriminant(heard.summary(labels == 0), heard.summary(labels == 1))
    known = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE, priors=[0.5, 0.5])
    frames = np.concatenate(turns).astype(float)
    known.fit(frames, np.repeat(labels, [len(t) for t in turns]))
    np.testing.assert_allclose(frames @ found.weights + found.offset, known.decision_function(frames), rtol=1e-6)


def test_means_are_those_of_each_turn(turns: list[np.ndarray]) -> None:
    heard = Heard.of(turns)
    assert heard.means(heard.frames[:, 2]) == pytest.approx([t[:, 2].mean() for t in turns], rel=1e-5)


def test_turns_left_out_are_not_heard(turns: list[np.ndarray]) -> None:
    summary = Heard.of(turns).summary(np.array([False, True, False, False, True, False]))
    known = np.concatenate([turns[1], turns[4]]).astype(float)
    assert summary.frames == 100
    assert summary.mean() == pytest.approx(known.mean(0))
