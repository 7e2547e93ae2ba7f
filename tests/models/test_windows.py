"""Turns are packed into windows and found again."""

import numpy as np
import pytest

from models.intervals import Interval
from models.windows import WindowOptions, cut_audio, plan_windows, single_window

RATE = 16_000
QUIET = np.zeros(120 * RATE, np.float32)
OPTIONS = WindowOptions()


def test_neighbours_share_a_window_until_it_is_full() -> None:
    turns = [Interval(1, 5), Interval(7, 12), Interval(13, 20)]
    windows = plan_windows(0, QUIET, turns, OPTIONS)
    assert [[p.turn for p in w.pieces] for w in windows] == [[0, 1], [2]]


def test_long_pause_ends_a_window() -> None:
    windows = plan_windows(0, QUIET, [Interval(1, 3), Interval(7, 9)], OPTIONS)
    assert [[p.turn for p in w.pieces] for w in windows] == [[0], [1]]


def test_window_is_one_stretch_of_the_recording() -> None:
    (window,) = plan_windows(0, QUIET, [Interval(10, 12), Interval(14, 16), Interval(15, 17)], OPTIONS)
    cuts = [piece.cut for piece in window.pieces]
    assert [cut.end for cut in cuts[:-1]] == [cut.start for cut in cuts[1:]]
    assert (cuts[0].start, cuts[-1].end) == (9.5, 17.5)


def test_silent_track_has_no_windows() -> None:
    assert plan_windows(0, QUIET, [], OPTIONS) == []


def test_every_turn_is_in_some_window() -> None:
    turns = [Interval(i * 2.0, i * 2.0 + 1.5) for i in range(50)]
    windows = plan_windows(3, QUIET, turns, OPTIONS)
    assert [p.turn for w in windows for p in w.pieces] == list(range(50))
    assert {p.track for w in windows for p in w.pieces} == {3}


def test_padding_never_reaches_into_the_neighbour() -> None:
    windows = plan_windows(0, QUIET, [Interval(1, 2), Interval(2.1, 3)], OPTIONS)
    first, second = windows[0].pieces
    assert first.cut.end <= second.cut.start


def test_endless_turn_is_split_where_it_is_quiet() -> None:
    rng = np.random.default_rng(1)
    samples = rng.standard_normal(60 * RATE).astype(np.float32)
    samples[20 * RATE : 21 * RATE] = 0
    windows = plan_windows(0, samples, [Interval(0, 40)], OPTIONS)
    spans = [p.speech for w in windows for p in w.pieces]
    assert 20 < spans[0].end < 21
    assert spans[-1].end == 40


def test_times_map_back_to_the_recording() -> None:
    (window,) = plan_windows(0, QUIET, [Interval(10, 12), Interval(14, 17)], OPTIONS)
    in_second = window.speech()[1].start + 1.0
    assert window.recording_time(in_second) == pytest.approx(15.0)
    assert window.recording_time(0.0) == pytest.approx(10.0)


def test_audio_has_the_length_the_window_promises() -> None:
    (window,) = plan_windows(0, QUIET, [Interval(10, 12), Interval(14, 17)], OPTIONS)
    assert len(cut_audio(window, QUIET)) == pytest.approx(window.duration * RATE, abs=2)
    assert single_window(window.pieces[1], 0.5).duration == pytest.approx(4.0)
