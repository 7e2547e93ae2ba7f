"""Guards against text that nobody said, and what they must leave alone."""

import pytest

from models.hallucination import Removal, find_loop, is_impossible, reason_to_drop, without_loops

CALM = {"prompts": ["以下是普通话的句子。"], "no_speech_prob": 0.1, "avg_logprob": -0.3}


@pytest.mark.parametrize(
    "text",
    [
        "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
        "字幕由 Amara.org 社群提供",
        "优优独播剧场——YoYo Television Series Exclusive",
    ],
)
def test_subtitles_are_dropped(text: str) -> None:
    assert reason_to_drop(text, **CALM) is Removal.SUBTITLE


@pytest.mark.parametrize(
    "text",
    ["感谢您的来电，祝您工作愉快，再见。", "视频上的字幕组件打不开，麻烦您看一下。", "这跟我没关系，你问问别人吧"],
)
def test_ordinary_speech_stays(text: str) -> None:
    assert reason_to_drop(text, **CALM) is None


def test_leaked_prompt_is_dropped_but_a_short_word_of_it_stays() -> None:
    assert reason_to_drop("以下是普通话的句子", **CALM) is Removal.PROMPT
    assert reason_to_drop("普通话", **CALM) is None


def test_text_in_near_silence_needs_both_signs() -> None:
    doubtful = {"prompts": [], "no_speech_prob": 0.9}
    assert reason_to_drop("嗯", avg_logprob=-1.5, **doubtful) is Removal.SILENCE
    assert reason_to_drop("嗯", avg_logprob=-0.3, **doubtful) is None


def test_loop_is_cut_and_the_rest_handed_back() -> None:
    text, removed = without_loops("好的" + "不知道" * 9 + "再见")
    assert text == "好的不知道不知道再见"
    assert [(r.text, r.reason) for r in removed] == [("不知道" * 7, Removal.LOOP)]


@pytest.mark.parametrize("text", ["对对对，没错", "谢谢谢谢", "幺三八零零零零六六六六", "好好好好，我知道了"])
def test_ordinary_repeats_are_no_loop(text: str) -> None:
    assert find_loop(text) is None


def test_more_text_than_a_mouth_can_say() -> None:
    assert is_impossible("很" * 40, 1.0)
    assert not is_impossible("您好请问有什么可以帮您", 1.5)
