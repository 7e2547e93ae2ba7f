from __future__ import annotations

import pytest

from pipeline.reading.times import time_expressions


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("就刚才,下午两点一刻左右吧", "刚才,下午两点一刻左右"),
        ("上个礼拜六吧", "上个礼拜六"),
        ("三十分钟之内到现场", "三十分钟之内"),
        ("今天十四点到十六点之间", "今天十四点到十六点之间"),
        ("打国庆节过后吧", "国庆节过后"),
        ("这个月三号.第一回", "这个月三号"),
        ("14:00-16:00之间", "14:00-16:00之间"),
    ],
)
def test_finds_the_whole_expression(said: str, text: str) -> None:
    assert [time.text for time in time_expressions(said)] == [text]


@pytest.mark.parametrize("said", ["二号收银台", "点一下确定", "一点儿反应都没有", "石桥弄九号", "一千五百分", "知道了"])
def test_what_is_no_time(said: str) -> None:
    assert time_expressions(said) == []


def test_reads_the_parts() -> None:
    (time,) = time_expressions("后天下午三点半")
    assert (time.day, time.part, time.clock) == (2, "下午", 210)
    (week,) = time_expressions("下星期三上午九点")
    assert (week.week, week.clock) == ((1, 2), 540)
    (limit,) = time_expressions("一个半小时之内")
    assert (limit.duration, limit.deadline) == ((1.5, "hour"), True)


def test_a_misheard_point_before_half_past() -> None:
    (time,) = time_expressions("我在三电半之前给您回电话")
    assert time.clock == 210
