"""Window text goes to the turn that said it."""

import numpy as np

from models.choice import Chosen
from models.intervals import Interval
from models.turn_text import share_out, split_between
from models.whisper import Hearing, Hypothesis, TimedText
from models.windows import Piece, Window

SPEECH = [Interval(0.2, 2.0), Interval(2.6, 4.0)]


def texts(shares: list[list[TimedText]]) -> list[str]:
    return ["".join(item.text for item in share) for share in shares]


def test_word_whose_attention_starts_in_the_pause_belongs_to_the_next_turn() -> None:
    timed = [
        TimedText("好", 0.2),
        TimedText("的", 1.0),
        TimedText("，", 2.0),
        TimedText("你", 2.1),
        TimedText("说", 3.0),
    ]
    assert texts(split_between(timed, SPEECH)) == ["好的，", "你说"]


def test_last_word_stretched_over_the_pause_stays() -> None:
    timed = [TimedText("好", 0.2), TimedText("的", 1.2), TimedText("你", 2.6), TimedText("说", 3.0)]
    assert texts(split_between(timed, SPEECH)) == ["好的", "你说"]


def test_text_never_goes_back_to_an_earlier_turn() -> None:
    timed = [TimedText("甲", 3.0), TimedText("乙", 3.2), TimedText("丙", 3.4)]
    assert texts(split_between(timed, SPEECH)) == ["", "甲乙丙"]


HEARING = Hearing((), 0.0, np.zeros((400, 2), np.float16), 1.0)


def test_anchors_point_into_the_text_and_the_recording() -> None:
    pieces = tuple(Piece(0, k, Interval(s, s + 2), Interval(s - 0.2, s + 2.2)) for k, s in enumerate((10.0, 50.0)))
    window = Window(pieces)
    timed = (TimedText(" 請", 0.2), TimedText("問", 1.0), TimedText("您", 2.7), TimedText("好", 3.5))
    first, second = share_out(window, HEARING, Chosen(Hypothesis((), "請問您好", -0.2), -0.2, 0.01), timed)
    assert (first.text, second.text) == ("请问", "您好")
    assert first.anchors[1] == (1, 10.8)
    assert second.anchors[0][0] == 0
    assert 50.0 <= second.anchors[0][1] <= 50.2
