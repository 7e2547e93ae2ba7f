from __future__ import annotations

import pytest

from pipeline.lexicon import Pack
from pipeline.reading.cues import cues_of


@pytest.mark.parametrize(
    ("heard", "mended"),
    [
        ("我是门诊二楼而刻的护士", "我是门诊二楼儿科的护士"),
        ("三十分中之内到", "三十分钟之内到"),
        ("我们的扫描件传部上去", "我们的扫描件传不上去"),
    ],
)
def test_sound_alikes_of_listed_words_are_mended(pack: Pack, heard: str, mended: str) -> None:
    assert cues_of(pack).mended(heard) == mended


@pytest.mark.parametrize("heard", ["就是颜色不一样", "积分好像少了一大截", "真是的", "九点四十左右", "网上签收了"])
def test_other_words_stay(pack: Pack, heard: str) -> None:
    assert cues_of(pack).mended(heard) == heard


def test_a_pack_is_compiled_once(pack: Pack) -> None:
    assert cues_of(pack) is cues_of(pack)
