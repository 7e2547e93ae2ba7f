"""Agents' words are put right where the sound supports a phrase of the pack, and nowhere else."""

import numpy as np
import pytest

from models.asr import AsrTurn
from models.second_hearing import Question, Sound
from models.whisper import Hearing
from pipeline.domain.call import Role
from pipeline.hearing.calibration import TooFewAnswers, answers, fit
from pipeline.hearing.second_hearing import Belief, ask_the_sound
from pipeline.hearing.transcribe import HeardTurn, utterances
from pipeline.text.alike import Likeness
from tests.stored_calls import hotline

BELIEF = Belief(intercept=0.0, ratio=1.0, distance=-1.0, length=0.5)
WRITTEN = "看牙的事不为我们管"


class Decoder:
    """Supports the phrases that it is given, and remembers what it was asked."""

    def __init__(self, *supported: str) -> None:
        self.supported = supported
        self.asked: list[str] = []

    def log_ratios(self, questions: list[Question]) -> list[float]:
        self.asked += [question.other for question in questions]
        return [2.0 if question.said in self.supported else -20.0 for question in questions]


def turn(text: str, *begins: int) -> HeardTurn:
    """A turn that was heard in pieces, one from each offset on."""
    begins = begins or (0,)
    hearing = Hearing((), 0.0, np.zeros((10, 2), np.float16), 1.0)
    pieces = zip(begins, [*begins[1:], len(text)], strict=True)
    sounds = tuple((start, Sound(hearing, text[start:end])) for start, end in pieces)
    return HeardTurn(0, 0, AsrTurn(1.0, 3.0, text, 0.9, 0.0, -0.2, 1.2, (), (), sounds), 1.0)


def heard(decoder: Decoder, *turns: HeardTurn, role: Role = Role.AGENT) -> list[HeardTurn]:
    return ask_the_sound(turns, [role] * len(turns), hotline(), decoder, BELIEF)


def test_a_supported_phrase_takes_its_place_and_the_first_hearing_is_kept():
    [after] = heard(Decoder("不归我们管"), turn(WRITTEN))
    [said] = utterances([after], [Role.AGENT], 1.0)
    assert said.text == "看牙的事不归我们管"
    [correction] = said.corrections
    assert (correction.written, correction.said) == ("不为我们管", "不归我们管")
    assert said.text[correction.char_start : correction.char_end] == correction.said
    assert correction.ratio == 2.0


def test_without_the_support_of_the_sound_nothing_changes():
    decoder = Decoder()
    [after] = heard(decoder, turn(WRITTEN))
    assert (after.text, after.corrections) == (WRITTEN, ())
    assert "看牙的事不归我们管" in decoder.asked


def test_customers_are_not_listened_for_forbidden_phrases():
    decoder = Decoder("不归我们管")
    [after] = heard(decoder, turn(WRITTEN), role=Role.CUSTOMER)
    assert after.text == WRITTEN
    assert not decoder.asked


def test_of_overlapping_phrases_the_more_probable_stays():
    [after] = heard(Decoder("不归我们管", "不归咱们管", "不怪我们"), turn(WRITTEN))
    assert after.text == "看牙的事不归我们管"
    assert len(after.corrections) == 1


def test_each_piece_of_a_long_turn_is_asked_about_its_own_words():
    decoder = Decoder("不归我们管")
    [after] = heard(decoder, turn("您先别急啊" + WRITTEN, 0, 5))
    assert after.text == "您先别急啊看牙的事不归我们管"
    assert "看牙的事不归我们管" in decoder.asked


def test_a_ready_made_text_is_never_changed():
    [after] = heard(Decoder("不归我们管"), HeardTurn(0, 0, AsrTurn(1.0, 3.0, WRITTEN, 0.9, 0.0, -0.2, 1.2), 1.0))
    assert after.text == WRITTEN


def test_answers_know_what_was_said():
    spoken = [(0.5, 3.0, "看牙的事儿不归我们管。")]
    known = answers([turn(WRITTEN)], spoken, hotline(), Decoder("不归我们管"))
    assert {(likeness.phrase, said) for likeness, _, said in known if said} == {("不归我们管", True)}
    assert any(not said for *_, said in known)


def test_a_calibration_tells_support_from_none():
    rng = np.random.default_rng(1)
    known = [
        (Likeness("不归我们管", 0, 5, d), r, said)
        for said, middle in ((True, 1.0), (False, -9.0))
        for d, r in zip(rng.uniform(0.05, 0.2, 40), rng.normal(middle, 2, 40), strict=True)
    ]
    belief = fit(known)
    assert belief.probability(known[0][0], 1.0) > 0.9 > 0.1 > belief.probability(known[0][0], -9.0)


def test_too_few_misheard_phrases_teach_nothing():
    with pytest.raises(TooFewAnswers, match="2 处"):
        fit([(Likeness("不归我们管", 0, 5, 0.1), 1.0, at < 2) for at in range(30)])
