"""What sounds like a phrase is found wherever it stands, and what is written like it is not."""

import numpy as np
import pytest

from pipeline.text.alike import SoundAlikes
from pipeline.text.sound import cost, distances, usual_sound

PHRASES = ["不归我们管", "别占着线", "凑合用用吧"]


def found(text: str, farthest: float = 0.25) -> set[tuple[str, str]]:
    return {(one.phrase, text[one.start : one.end]) for one in SoundAlikes(PHRASES, farthest).find(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("妈，看牙的事不为我们管。", ("不归我们管", "不为我们管")),
        ("后面还有电话呢，你别站着线了。", ("别占着线", "别站着线")),
    ],
)
def test_misheard_phrases_are_found(text, expected):
    assert found(text) == {expected}


@pytest.mark.parametrize("text", ["", "嗯", "看牙的事不归我们管", "不归。我们管", "请问有什么可以帮您"])
def test_what_needs_no_question(text):
    """Written as the phrase, divided between sentences, too short, or unlike all of them."""
    assert not found(text)


def test_the_nearer_the_likeness_the_smaller_the_distance():
    near, far = (SoundAlikes(["凑合用用吧"], 0.9).find(text)[0].distance for text in ("凑合涌用吧", "做何用用吧"))
    assert 0 < near < far < 0.5


def test_distances_are_the_costs_of_the_pairs():
    sounds = [usual_sound(c) for c in "妈看牙的事不为我们管女绿西二四安a8"]
    assert np.allclose(distances(sounds), [[cost(a, b) for b in sounds] for a in sounds])
