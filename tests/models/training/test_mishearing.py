from __future__ import annotations

import pytest

from models.text_features import syllable
from models.training.mishearing import Mishearing

TEXTS = ["运维热线为您服务", "因为系统原因晕了", "请您把地址报给我们登记一下", "是市里的事情", "是市里的试卷"] * 3


@pytest.fixture(scope="module")
def mishearing() -> Mishearing:
    return Mishearing(TEXTS)


def test_the_same_seed_hears_the_same(mishearing: Mishearing) -> None:
    heard = {mishearing.mishear(TEXTS[0] * 5, 0.5, seed=1) for _ in range(3)}
    assert len(heard) == 1
    assert mishearing.mishear(TEXTS[0] * 5, 0.5, seed=2) not in heard


def test_what_is_heard_sounds_alike(mishearing: Mishearing) -> None:
    said = "是市里事情试卷"
    heard = mishearing.mishear(said, 1.0)
    assert heard != said
    assert [syllable(c) for c in heard] == [syllable(c) for c in said]


def test_nothing_is_heard_wrong_at_rate_nought(mishearing: Mishearing) -> None:
    assert mishearing.mishear("是的，市里。", 0.0) == "是的，市里。"


def test_punctuation_and_particles_get_lost(mishearing: Mishearing) -> None:
    heard = mishearing.mishear("是的，市里的，事情的。" * 20, 0.3)
    assert heard.count("，") < 20
    assert heard.count("的") < 60


def test_about_the_given_share_is_misheard(mishearing: Mishearing) -> None:
    said = "是市事试" * 200
    wrong = sum(a != b for a, b in zip(said, mishearing.mishear(said, 0.15), strict=True))
    assert 0.08 < wrong / len(said) < 0.2
