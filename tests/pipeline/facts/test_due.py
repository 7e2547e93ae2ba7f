from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.facts.due import due
from pipeline.reading.times import time_expressions

STARTED = datetime.fromisoformat("2026-10-12T09:00:00+08:00")  # a Monday


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("三十分钟之内", "PT30M"),
        ("一个半小时之内", "PT90M"),
        ("三个工作日内", "P3D"),
        ("明天上午十一点半", "2026-10-13T11:30:00+08:00"),
        ("晚上八点之前", "2026-10-12T20:00:00+08:00"),
        ("三点半之前", "2026-10-12T15:30:00+08:00"),  # nobody visits at half past three in the night
        ("后天", "2026-10-14"),
        ("下星期三上午九点", "2026-10-21T09:00:00+08:00"),
        ("明天下班之前", "2026-10-13T18:00:00+08:00"),
    ],
)
def test_due(said: str, moment: str) -> None:
    assert due(time_expressions(said)[0], STARTED, ends={"下班": 18 * 60}) == moment


def test_the_agreed_day_is_taken_over() -> None:
    assert due(time_expressions("三点半")[0], STARTED, day=1) == "2026-10-13T15:30:00+08:00"


def test_without_the_start_of_the_call_only_durations_are_known() -> None:
    assert due(time_expressions("明天上午十点")[0], None) is None
    assert due(time_expressions("两小时内")[0], None) == "PT2H"


def test_a_day_that_does_not_exist_is_not_guessed_into_another_month() -> None:
    assert due(time_expressions("二月三十号")[0], STARTED) == "2026-10-12"
