"""Of the texts that were heard, the one is chosen that the hearings agree on and that is made of words."""

import numpy as np

from models.choice import ChoiceOptions, choose
from models.whisper import Hearing, Hypothesis
from models.wording import log_probabilities

OPTIONS = ChoiceOptions()


def heard(*texts: tuple[str, float]) -> Hearing:
    """Texts and the logarithms of their probabilities, one token a character."""
    hypotheses = tuple(Hypothesis(tuple(range(len(t))), t, logprob) for t, logprob in texts)
    return Hearing(hypotheses, 0.02, np.zeros((1, 1), np.float16), 1.0)


def test_words_win_over_characters_that_only_sound_alike() -> None:
    assert choose([heard(("种苦刮", -1.0), ("种苦瓜", -1.3))], OPTIONS).said.text == "种苦瓜"


def test_sound_wins_where_it_is_clear() -> None:
    assert choose([heard(("种苦刮", -1.0), ("种苦瓜", -9.0))], OPTIONS).said.text == "种苦刮"


def test_text_that_all_hearings_know_wins_over_one_that_a_single_hearing_likes() -> None:
    first = heard(("她在家", -2.0), ("他在家", -2.1))
    second = heard(("他在家", -1.5), ("它在家", -4.0))
    assert choose([first, second], OPTIONS).said.text == "他在家"


def test_fragment_is_no_answer_though_it_is_probable() -> None:
    assert (
        choose([heard(("我想问一下这个月的账单", -6.0), ("我", -0.1))], OPTIONS).said.text == "我想问一下这个月的账单"
    )


def test_hearing_that_leaves_words_out_does_not_win() -> None:
    whole = heard(("今天天气怎么样九月一日停机", -9.0))
    part = heard(("今天天气怎么样", -0.5))
    assert choose([part, whole], OPTIONS).said.text == "今天天气怎么样九月一日停机"


def test_sentence_written_again_and_again_does_not_win() -> None:
    looping = heard(("外滩名店" * 4, -0.5))
    assert choose([looping, heard(("外滩名店", -3.0))], OPTIONS).said.text == "外滩名店"


def test_marks_and_traditional_characters_are_no_difference() -> None:
    first = heard(("請講。", -1.0), ("请将", -1.2))
    second = heard(("请讲", -1.0), ("请将", -3.0))
    assert choose([first, second], OPTIONS).said.text in ("請講。", "请讲")


def test_digits_are_words_like_their_numerals() -> None:
    assert log_probabilities("35") == log_probabilities("三五")
    assert log_probabilities("，VPN。") == (0.0, 0.0)
