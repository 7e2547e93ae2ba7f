from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sound import Syllable, cost, folded, heard, readings, syllable

CHARACTERS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def between(a: str, b: str) -> float:
    return cost(syllable(a), syllable(b))


@pytest.mark.parametrize(
    ("pinyin", "initial", "final"),
    [
        ("shǎo", "sh", "-au"),
        ("yuàn", "-", "van"),
        ("yùn", "-", "ven"),
        ("wéi", "-", "uei"),
        ("jué", "j", "ve-"),
        ("lǜ", "l", "v--"),
        ("zhī", "zh", "'--"),
        ("yòu", "-", "ieu"),
        ("ér", "-", "-er"),
        ("xiōng", "x", "veN"),
    ],
)
def test_syllables_are_taken_apart(pinyin: str, initial: str, final: str) -> None:
    assert syllable(pinyin)[:2] == (initial, final)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("zhāng", "zāng"),
        ("chī", "cī"),
        ("shān", "sān"),
        ("nín", "lín"),
        ("rán", "lán"),
        ("fēi", "hēi"),
        ("ān", "āng"),
        ("bēn", "bēng"),
        ("yīn", "yīng"),
        ("guān", "guāng"),
        ("yún", "yín"),
        ("nǚ", "nǐ"),
        ("bō", "buō"),
    ],
)
def test_usual_confusions_are_cheap_and_fold_alike(a: str, b: str) -> None:
    assert 0 <= between(a, b) <= 0.3
    assert folded(syllable(a)) == folded(syllable(b))


def test_costs_grow_with_the_difference() -> None:
    assert between("shì", "shì") == 0
    assert between("shì", "shí") < between("shì", "sì") + 0.05 < between("yùn", "yuàn") < between("dān", "de")
    assert between("mā", "xióng") == 1


@given(CHARACTERS, CHARACTERS)
def test_a_cost_lies_between_nothing_and_one_and_has_no_direction(a: str, b: str) -> None:
    one, other = readings(a)[0], readings(b)[0]
    assert 0 <= cost(one, other) <= 1
    assert cost(one, other) == cost(other, one)
    if cost(one, other) == 0:
        assert one[:2] == other[:2]


def test_digits_sound_like_their_names() -> None:
    assert readings("7") == readings("七")
    assert {r.initial + r.final for r in readings("1")} == {"-i--", "-iau"}


def test_letters_sound_like_nothing_else() -> None:
    assert readings("w") == (Syllable("w", "---"),)


@given(st.text(max_size=30))
def test_keys_run_parallel_to_the_characters(text: str) -> None:
    sound = heard(text)
    assert len(sound.keys) == len(sound.normal.text)
