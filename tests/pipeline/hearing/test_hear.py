"""What recognisers write where nobody speaks is no part of a call, by the pack's own list too."""

from models.asr import AsrTurn
from pipeline.hearing.hear import without_invented
from pipeline.hearing.transcribe import HeardTurn, removed
from tests.stored_calls import hotline


def turn(text: str) -> HeardTurn:
    return HeardTurn(0, 0, AsrTurn(1.0, 3.0, text, 0.9, 0.0, -0.2, 1.2), 1.0)


def test_invented_text_is_taken_out_and_kept_apart():
    left = without_invented(turn("请不吝点赞订阅转发打赏"), hotline())
    assert left.text == ""
    assert [(r.text, r.reason) for r in removed([left])] == [("请不吝点赞订阅转发打赏", "hallucination")]


def test_what_was_said_stays():
    said = turn("打印机又卡纸了，麻烦派人来看看")
    assert without_invented(said, hotline()) is said
