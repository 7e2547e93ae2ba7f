"""The language model: what is written often is likelier, what never was is possible, and a context's chances add up."""

import numpy as np
import pytest

from models.training.wording import count
from models.wording import ALPHABET, Followers, WordingModel, log_probabilities


@pytest.fixture
def small(tmp_path):
    """A model of a few sentences."""
    np.savez_compressed(tmp_path / "wording.npz", allow_pickle=False, **count("请您稍等。请您稍等。您稍后再打。"))
    return WordingModel(tmp_path / "wording.npz")


def test_what_was_read_is_likelier_than_its_characters_in_another_order(small) -> None:
    assert small.log_probability("请您稍等") > small.log_probability("稍您请等")


def test_two_characters_before_tell_more_than_one(small) -> None:
    assert small.log_probability("请您稍等") - small.log_probability("请您稍后") > 0.5


def test_what_was_never_read_is_possible(small) -> None:
    assert np.isfinite(small.log_probability("龘龘"))


def test_stretches_are_apart(small) -> None:
    assert small.log_probability("请您，稍等") == small.log_probability("请您") + small.log_probability("稍等")


def test_chances_of_all_that_may_follow_add_up_to_one() -> None:
    followers = Followers(np.array([5 << 13 | 7, 5 << 13 | 9]), np.array([3, 1]))
    characters = np.arange(ALPHABET)
    shares = followers.smoothed(np.full(ALPHABET, 5), characters, np.full(ALPHABET, 1 / ALPHABET))
    assert shares.sum() == pytest.approx(1.0)
    assert shares[7] > shares[9] > shares[8] > 0


@pytest.mark.parametrize(("said", "heard"), [("种苦瓜", "种苦刮"), ("请您保持电话畅通", "请您保持电话常通")])
def test_models_that_come_along_prefer_what_people_say(said: str, heard: str) -> None:
    assert all(a > b for a, b in zip(log_probabilities(said), log_probabilities(heard), strict=True))
