"""Rings are counted, other tones are not, and the answer is put where the signal says."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.audio.cadence import Cadence
from pipeline.audio.ring_tone import RingBack, find_ring_back
from tests.pipeline.audio import media
from tests.pipeline.audio.media import Signal


def rings_in(signal: Signal, cadence: Cadence | None = None) -> RingBack:
    return find_ring_back(signal[None], cadence or Cadence())


def line(signal: Signal, level: float = 0.004) -> Signal:
    return signal + media.noise(len(signal) / media.RATE, level)


@pytest.mark.parametrize("rings", [1, 2, 3, 5, 6])
def test_whole_bursts(rings: int) -> None:
    answered = 5 * rings - 3
    found = rings_in(line(media.ring_back(40, answered)))
    assert found.rings == len(found.tones) == rings
    assert found.answered_at == pytest.approx(answered, abs=0.1)


@pytest.mark.parametrize(("answered", "rings"), [(0.7, 1), (5.3, 2), (10.6, 3), (15.25, 4)])
def test_a_pick_up_cuts_the_burst(answered: float, rings: int) -> None:
    found = rings_in(line(media.ring_back(40, answered)))
    assert found.rings == rings
    assert found.answered_at == pytest.approx(answered, abs=0.05)


@pytest.mark.parametrize("snr_db", [15, 6])
def test_noise(snr_db: int) -> None:
    found = rings_in(line(media.ring_back(40, 17), 0.127 / 10 ** (snr_db / 20)))
    assert found.rings == 4
    assert found.answered_at == pytest.approx(17, abs=0.1)


@pytest.mark.parametrize("hertz", [430, 470])
def test_tolerance_of_frequency(hertz: float) -> None:
    assert rings_in(line(media.ring_back(30, 7, hertz=hertz))).rings == 2


@pytest.mark.parametrize("hertz", [350, 520, 1000])
def test_other_frequencies(hertz: float) -> None:
    assert rings_in(line(media.ring_back(30, 7, hertz=hertz))).rings == 0


@pytest.mark.parametrize(("on", "off"), [(0.35, 0.35), (0.7, 0.7), (0.1, 0.1), (1, 1), (30, 0.1)])
def test_other_cadences_of_the_same_tone(on: float, off: float) -> None:
    assert rings_in(line(media.ring_back(30, 30, on=on, off=off))) == RingBack(0, 0.0)


@pytest.mark.parametrize(("hertz", "length"), [(450, 0.2), (440, 0.5), (1400, 1.0)])
def test_a_beep_is_no_ring(hertz: float, length: float) -> None:
    found = rings_in(line(media.ring_back(20, length, hertz=hertz) + 0.5 * media.babble(20)))
    assert (found.rings, found.answered_at) == (0, 0.0)


@pytest.mark.parametrize("signal", [media.melody(40), media.babble(40), media.noise(40, 0.05), np.zeros(640_000)])
def test_no_tone_at_all(signal: Signal) -> None:
    assert rings_in(signal.astype(np.float32)) == RingBack(0, 0.0)


def test_soft_speech_over_the_rings() -> None:
    speech = 0.3 * media.babble(40)
    assert rings_in(line(media.ring_back(40, 17) + speech)).rings == 4


def test_a_covered_burst_is_counted_by_its_place() -> None:
    signal = line(media.ring_back(40, 12))
    signal[5 * media.RATE : 6 * media.RATE] += media.noise(1, 0.5)
    assert rings_in(signal).rings == 3


def test_recording_begins_within_a_burst() -> None:
    signal = line(media.ring_back(40, 12))[round(0.6 * media.RATE) :]
    found = rings_in(signal)
    assert found.rings == 3
    assert found.answered_at == pytest.approx(11.4, abs=0.1)


def test_the_answer_is_not_after_the_first_words() -> None:
    signal = line(media.ring_back(20, 2))
    signal[round(1.4 * media.RATE) :] += media.babble(18.6)
    assert rings_in(signal).answered_at == pytest.approx(1.4, abs=0.15)


def test_the_line_noise_changes_with_the_answer() -> None:
    signal = line(media.ring_back(40, 7), 1e-5)
    picked_up = round(8.6 * media.RATE)
    signal[picked_up:] += media.noise(40, 0.01)[: len(signal) - picked_up]
    assert rings_in(signal).answered_at == pytest.approx(8.6, abs=0.15)


def test_rings_of_a_transfer_are_kept_apart() -> None:
    found = rings_in(line(np.concatenate([0.5 * media.babble(70), media.ring_back(12, 12)])))
    assert (found.rings, found.answered_at, len(found.later_tones)) == (0, 0.0, 3)


def test_the_channel_that_hears_the_tone_counts() -> None:
    found = find_ring_back(np.stack([media.noise(30), line(media.ring_back(30, 12))]))
    assert found.rings == 3


def test_another_cadence_as_data() -> None:
    time = media.seconds(40).astype(np.float64)
    both = 0.1 * (np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time))
    signal = (both * (time % 6 < 2) * (time < 14)).astype(np.float32)
    assert rings_in(line(signal), Cadence(frequencies=(440, 480), on=2, off=4)).rings == 3
    assert rings_in(line(signal)).rings == 0


def test_nothing_to_hear() -> None:
    assert find_ring_back(np.zeros((1, 100), np.float32)) == RingBack(0, 0.0)
