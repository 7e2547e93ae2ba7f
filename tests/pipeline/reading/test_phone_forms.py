from __future__ import annotations

import pytest

from pipeline.reading.phone_forms import Heard, belongs, is_complete, likeliest


@pytest.mark.parametrize(
    ("sayings", "meant"),
    [
        ([Heard("3927456081", lead="1")], "13927456081"),  # 幺 heard as 阿姨
        ([Heard("392745608", lead="1", tail="1"), Heard("392745608", lead="1", tail="1")], "13927456081"),
        ([Heard("1594078632"), Heard("159440786320")], "15944078632"),  # a digit lost here, a word taken for one there
        ([Heard("3606129", lead="17"), Heard("1360619", tail="04")], "17360612904"),
        ([Heard("18624019")], "8624019"),  # 是 heard as a digit ahead of a landline number
        ([Heard("13066900417")], "13066900417"),
    ],
)
def test_the_likeliest_number(sayings: list[Heard], meant: str) -> None:
    assert likeliest(sayings) == meant


def test_an_accepted_reading_back_outweighs_what_was_told() -> None:
    assert likeliest([Heard("13927456081"), Heard("13927456087", weight=1.2)]) == "13927456087"


@pytest.mark.parametrize("digits", ["13927456081", "8624019", "07197328864", "02066778899", "4008123456"])
def test_complete(digits: str) -> None:
    assert is_complete(digits)


@pytest.mark.parametrize("digits", ["1392745608", "12345678901", "6102", ""])
def test_incomplete(digits: str) -> None:
    assert not is_complete(digits)


def test_pieces_of_a_number() -> None:
    assert belongs("8632", "15944078632")
    assert not belongs("632", "15944078632")
