"""However a pattern and a text are made, matching them stays cheap; what people write stays allowed."""

import time

import pytest

from pipeline.text.patterns import MOST_SEQUENCES, PatternError, PatternMatcher, unfold


@pytest.mark.parametrize(
    "pattern",
    [
        "坏…999好",
        "坏…61好",
        "坏…60坏…60坏…60坏",
        "坏…60…60…60坏",
        "(" * 200 + "坏" + ")" * 200,
        "(" * 400,
        "(a|b)" * 12,
        "|".join(["(a|b)" * 11] * 4),
    ],
)
def test_patterns_that_multiply_are_refused_in_words(pattern):
    with pytest.raises(PatternError):
        unfold(pattern)


def test_an_inserted_list_counts_once_for_each_of_its_words():
    words = {"w": tuple(f"词{i}" for i in range(1000))}
    assert len(unfold("好{w}", words).ways) == 1000
    for pattern in ("{w}|{w}|{w}|{w}", "{w}{w}"):
        with pytest.raises(PatternError, match=str(MOST_SEQUENCES)):
            unfold(pattern, words)


def test_words_said_over_and_over_cost_no_more_than_their_length():
    matcher = PatternMatcher({"bad": ["坏…30坏…30坏…30坏…30坏"]})
    short, long = ("坏" * n for n in (500, 2000))
    began = time.process_time()
    assert matcher.find(short)
    middle = time.process_time()
    assert matcher.find(long)
    assert time.process_time() - middle < 8 * (middle - began) + 0.5
    assert middle - began < 10


def test_the_longest_way_is_still_found_among_repetitions():
    (hit,) = PatternMatcher({"ask": ["请…4问…4您…4好"]}).find("请请问问您您好好")
    assert hit.quote == "请请问问您您好好"


def test_a_text_that_is_heard_exactly_is_so_beside_one_that_is_only_like_it():
    hits = PatternMatcher({"help": ["可以…4帮助您"]}).find("可以帮助您，可以帮住您")
    assert [(h.quote, h.kind.value) for h in hits] == [("可以帮助您", "exact"), ("可以帮住您", "sound")]
