"""How much a clip shows."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.coaching.window import LONGEST, MARGIN, inside, window
from pipeline.domain.times import Interval
from tests.builders import agent, call, customer

HEARD = call(
    customer("一", 0, 4), agent("二", 5, 8), customer("三", 9, 12), agent("四", 13, 30), customer("五", 31, 60)
)


def test_the_sentence_comes_with_what_is_before_and_after():
    clip = window(HEARD.utterances, Interval(5.5, 6))
    assert clip == Interval(0, 12 + MARGIN)
    assert [u.text for u in inside(HEARD.utterances, clip)] == ["一", "二", "三"]


def test_what_does_not_fit_is_left_out():
    clip = window(HEARD.utterances, Interval(10, 11))
    assert [u.text for u in inside(HEARD.utterances, clip)] == ["二", "三"]
    assert clip.duration <= LONGEST + 2 * MARGIN


def test_of_a_long_speech_only_the_middle_is_cut_out():
    clip = window(HEARD.utterances, Interval(44, 45))
    assert clip.start < 44 < 45 < clip.end
    assert clip.duration <= LONGEST


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0.1, 90)), max_size=12), st.floats(0, 600), st.floats(0, 60))
def test_a_clip_always_holds_the_middle_of_its_sentence_and_never_grows_too_long(spoken, start, length):
    heard = call(*(agent("话", begin, begin + seconds) for begin, seconds in sorted(spoken)))
    clip = window(heard.utterances, Interval(start, start + length))
    assert 0 < clip.duration <= LONGEST + 2 * MARGIN
    assert not heard.utterances or clip.start <= 700
    if any(u.start <= start + length / 2 <= u.end for u in heard.utterances):
        assert clip.start <= start + length / 2 <= clip.end
