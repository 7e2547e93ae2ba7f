"""Fisher's linear discriminant between two voices, learnt from sums: who is left out costs nothing to leave out.

A voice's mean and spread follow from the sums of its turns. So they are added up once, turn by turn, and a discriminant
that has heard some of the turns only needs no second look at their frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SHRINKAGE = 0.1  # of each voice's spread towards one that is the same in all directions

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Summary:
    """Of so many ``frames``: their sum (features,) and the sum of their products (features, features)."""

    frames: int
    sum: Doubles
    products: Doubles

    def mean(self) -> Doubles:
        """Mean frame (features,)."""
        mean: Doubles = self.sum / self.frames
        return mean

    def spread(self) -> Doubles:
        """Covariance (features, features), shrunk."""
        covariance: Doubles = self.products / self.frames - np.outer(self.mean(), self.mean())
        even = np.eye(len(covariance)) * np.trace(covariance) / len(covariance)
        shrunk: Doubles = (1 - SHRINKAGE) * covariance + SHRINKAGE * even
        return shrunk


@dataclass(frozen=True)
class Heard:
    """The frames of all turns in a row (frames, features), how many each turn has, and its sums."""

    frames: Doubles
    lengths: npt.NDArray[np.int_]
    sums: Doubles
    products: Doubles

    @classmethod
    def of(cls, turns: Sequence[npt.NDArray[np.floating]]) -> Heard:
        """From the frames (frames, features) of each turn, at least one each."""
        doubles = [turn.astype(np.float64) for turn in turns]
        sums, products = [t.sum(axis=0) for t in doubles], [t.T @ t for t in doubles]
        return cls(np.concatenate(doubles), np.array([len(t) for t in turns]), np.stack(sums), np.stack(products))

    def summary(self, chosen: npt.NDArray[np.bool_]) -> Summary:
        """Of the turns that are chosen (turns,)."""
        return Summary(int(self.lengths[chosen].sum()), self.sums[chosen].sum(0), self.products[chosen].sum(0))

    def means(self, values: Doubles) -> Doubles:
        """The mean over each turn (turns,) of a value for each frame (frames,)."""
        starts = np.concatenate(([0], np.cumsum(self.lengths)[:-1]))
        return np.asarray(np.add.reduceat(values, starts) / self.lengths)


@dataclass(frozen=True)
class Discriminant:
    """Log-odds that a frame (features,) is the second voice's: its product with ``weights``, and ``offset``."""

    weights: Doubles
    offset: float


def discriminant(first: Summary, second: Summary) -> Discriminant:
    """Between two voices that are equally likely and, so it is supposed, spread alike."""
    means = np.stack([first.mean(), second.mean()], axis=1)
    directions = np.linalg.solve((first.spread() + second.spread()) / 2, means)
    offsets = -0.5 * (means * directions).sum(axis=0)
    return Discriminant(directions[:, 1] - directions[:, 0], float(offsets[1] - offsets[0]))
