"""The transcriber around a made-up Whisper: shape, retries, removed text, provenance."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from models import asr
from models.asr import Track, WhisperTranscriber
from models.errors import BadSamples
from models.hallucination import Removal
from models.intervals import Interval
from models.whisper import DecodeOptions, Hearing, Hypothesis, TimedText

RATE = 16_000


class FakeWhisper:
    """Answers from a script: the texts of one round for each time it is asked; words start where the script says.

    A text may come with the mean log probability of its tokens: one token a character.
    """

    rounds: ClassVar[list[list[str | tuple[str, float]]]] = []

    def __init__(self, *_: object) -> None:
        self.asked: list[DecodeOptions] = []

    def prompt(self, hint: str) -> list[int]:
        return [len(hint)]

    def hear(self, windows: Sequence[np.ndarray], prompt: Sequence[int], options: DecodeOptions) -> list[Hearing]:
        if not windows:
            return []
        self.asked.append(options)
        texts = self.rounds[min(len(self.asked), len(self.rounds)) - 1][: len(windows)]
        return [self.hearing(*text) if isinstance(text, tuple) else self.hearing(text) for text in texts]

    @staticmethod
    def hearing(text: str, mean_logprob: float = -0.2) -> Hearing:
        said = Hypothesis(tuple(range(len(text))), text, mean_logprob * (len(text) + 1))
        return Hearing((said,), 0.05, np.zeros((1, 1), np.float16), 1.0)

    @staticmethod
    def align(heard: Sequence[Hearing], said: Sequence[Hypothesis]) -> list[tuple[TimedText, ...]]:
        return [
            tuple(TimedText(word, 0.5 + 3.2 * k) for k, word in enumerate(hypothesis.text.split("|")) if word)
            for hypothesis in said
        ]


@pytest.fixture
def transcriber(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> WhisperTranscriber:
    monkeypatch.setattr(asr, "Whisper", FakeWhisper)
    return WhisperTranscriber(tmp_path, hot_words=["硒鼓", "工单"])


def track(*turns: tuple[float, float]) -> Track:
    return Track(np.zeros(60 * RATE, np.float32), tuple(Interval(*turn) for turn in turns))


def test_answer_has_the_shape_of_the_question(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["您好|請講", "喂"]]
    answer = transcriber.transcribe([track((1, 3), (5, 7)), track((8, 9)), track()])
    assert [[turn.text for turn in turns] for turns in answer] == [["您好", "请讲"], ["喂"], []]
    assert (answer[0][1].start, answer[0][1].end) == (5, 7)
    assert 0 < answer[0][0].confidence <= 1


def test_looping_turn_is_decoded_again_another_way(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["不知道" * 12], ["我不知道"]]
    ((turn,),) = transcriber.transcribe([track((1, 5))])
    assert turn.text == "我不知道"
    assert [r.reason for r in turn.removed] == [Removal.LOOP]


def test_turn_that_stays_bad_is_cut_and_the_cut_text_kept(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["不知道" * 12]]
    ((turn,),) = transcriber.transcribe([track((1, 5))])
    assert turn.text == "不知道不知道"
    assert [r.reason for r in turn.removed] == [Removal.LOOP]


def test_invented_subtitles_are_removed_with_their_reason(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["請不吝點贊 訂閱 轉發"]]
    ((turn,),) = transcriber.transcribe([track((1, 5))])
    assert (turn.text, turn.confidence) == ("", 0.0)
    assert turn.removed[0].reason is Removal.SUBTITLE
    assert turn.removed[0].text == "请不吝点赞 订阅 转发"


def test_speech_behind_invented_subtitles_is_recovered(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["请不吝点赞 订阅 转发"], ["跟我没关系"]]
    ((turn,),) = transcriber.transcribe([track((1, 5))])
    assert turn.text == "跟我没关系"
    assert [r.reason for r in turn.removed] == [Removal.SUBTITLE]


def test_unlikely_window_is_heard_at_other_speeds_and_the_hearings_decide(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [[("就是苦刮的", -0.5)], [("就是苦瓜的", -0.4)], [("就是苦瓜的", -0.3)]]
    ((turn,),) = transcriber.transcribe([track((1, 5))])
    assert turn.text == "就是苦瓜的"
    assert [options.tempo for options in transcriber._whisper.asked] == [1.08, 1.0, 0.93]


def test_likely_window_is_heard_once(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [[("您好请讲", -0.1)]]
    transcriber.transcribe([track((1, 2))])
    assert len(transcriber._whisper.asked) == 1


def test_interruption_without_text_of_its_own_does_not_repeat_the_others_words(
    transcriber: WhisperTranscriber,
) -> None:
    FakeWhisper.rounds = [["我再说一遍"], ["再说一遍"]]
    ((first, second),) = transcriber.transcribe([track((1, 5), (3.5, 5))])
    assert (first.text, second.text) == ("我再说一遍", "")


def test_empty_turn_is_decoded_again(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [["好的好的您说啊"], ["请稍等"]]
    ((first, second),) = transcriber.transcribe([track((1, 2.5), (4, 4.5))])
    assert (first.text, second.text) == ("好的好的您说啊", "请稍等")


def test_window_with_too_little_text_is_heard_in_other_ways(transcriber: WhisperTranscriber) -> None:
    FakeWhisper.rounds = [[("每天早晨", -0.1)], [("每天早晨七点半到九点半的直播片段", -0.3)], [("每天早晨", -0.2)]]
    ((turn,),) = transcriber.transcribe([track((1, 6))])
    assert turn.text == "每天早晨七点半到九点半的直播片段"


def test_options_can_be_stored_as_json(transcriber: WhisperTranscriber) -> None:
    stored = json.dumps(transcriber.options, ensure_ascii=False)
    assert "硒鼓" in stored
    assert '"language": "zh"' in stored


def test_wrong_samples_are_refused(transcriber: WhisperTranscriber) -> None:
    with pytest.raises(BadSamples):
        transcriber.transcribe([Track(np.zeros((2, RATE), np.float32), ())])
