from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.pages.views.regions import Region, legend, regions, title_of_gap
from pipeline.domain.times import Interval
from pipeline.judge import judge
from pipeline.record import record_of
from tests.builders import agent, call
from tests.stored_calls import hotline


def result(*spoken, rings=None, answered=None):
    said = [agent("好", float(start), float(end)) for start, end in spoken]
    return record_of(judge(call(*said, rings=rings, answered_at=answered), hotline()))


def kinds(found):
    return [(r.kind, r.start, r.end) for r in found]


def test_silences_also_before_and_after_all_words():
    found = regions(result((4, 6), (5, 5.5), (10, 11)), (), 20.0)
    assert kinds(found) == [("silence", 0, 4), ("silence", 6, 10), ("silence", 11, 20)]
    assert regions(result(), (), 2.0) == ()


def test_ringing_and_music_are_no_silence():
    found = regions(
        result((6, 10), (40, 45), rings=2, answered=6.0), [Interval(12.0, 38.0), Interval(41.0, 42.0)], 45.0
    )
    assert kinds(found) == [("ring", 0, 6), ("music", 12, 38)]
    assert legend(found) == (("ring", "振铃"), ("music", "等待音乐"))


def test_an_announcement_while_it_rings_is_no_ringing():
    assert kinds(regions(result((2, 4), rings=2, answered=6.0), (), 6.0)) == [("ring", 0, 2), ("ring", 4, 6)]
    assert kinds(regions(result((2, 4), answered=6.0), (), 6.0)) == []  # nobody knows whether it rang


def test_a_gap_is_called_after_what_fills_it():
    found = (Region("music", 10.0, 20.0), Region("silence", 20.0, 40.0))
    assert [title_of_gap(found, 9.0, 21.0), title_of_gap(found, 15.0, 40.0), title_of_gap((), 1.0, 5.0)] == [
        "等待音乐",
        "静默",
        "静默",
    ]


times = st.integers(0, 60).map(float)
spans = st.lists(st.tuples(times, times).map(sorted), max_size=6)


@given(spans, spans, times)
def test_regions_never_overlap_each_other_or_speech(spoken, music, answered):
    found = regions(result(*spoken, rings=3, answered=answered), [Interval(*m) for m in music], 60.0)
    taken = [Interval(*s) for s in spoken]
    assert all(Interval(r.start, r.end).overlap(other) == 0.0 for r in found for other in taken)
    assert all(a.end <= b.start for a, b in pairwise(found))
