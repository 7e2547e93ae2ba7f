from __future__ import annotations

import pytest

from pipeline.reading.numbers import digit_runs, numeral


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("我电话幺三九,二七四五,六零八幺.", "13927456081"),
        ("139,2745,6081", "13927456081"),
        ("幺三九,27,四五,流零八幺", "13927456081"),  # 六 heard as 流
        ("八六二,四零幺九", "8624019"),
        ("分机六幺零二,八楼财务部", "6102"),  # the last digit counts floors
        ("零八三七,六六二,五零幺九", "08376625019"),
    ],
)
def test_reads_digits_said_one_by_one(said: str, digits: str) -> None:
    assert [run.digits for run in digit_runs(said)] == [digits]


def test_a_sound_alike_at_the_edge_is_only_a_possible_reading() -> None:
    (run,) = digit_runs("是要八六五三零二七七四九")
    assert run.digits == "8653027749"
    assert "18653027749" in run.readings()


@pytest.mark.parametrize("said", ["我想问一下", "没有了", "您稍等", "一点儿反应都没有"])
def test_words_are_no_digits(said: str) -> None:
    assert digit_runs(said) == []


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三十五", 35),
        ("十", 10),
        ("一百零五", 105),
        ("两", 2),
        ("半", 0.5),
        ("15", 15),
        ("二零二六", 2026),
        ("一万二千", 12000),
    ],
)
def test_numerals(said: str, value: float) -> None:
    assert numeral(said) == value


@pytest.mark.parametrize("said", ["", "几", "点"])
def test_no_value(said: str) -> None:
    assert numeral(said) is None


def test_digits_said_as_a_count() -> None:
    """三个零 is 000, in a number and by itself."""
    assert [run.digits for run in digit_runs("幺三七,三个零,四一,两个六二")] == ["1370004166" + "2"]
    assert digit_runs("我要一个号码") == []
