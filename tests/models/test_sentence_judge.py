"""The judge trained on a small corpus: what it tells, and that it can be kept and repeated."""

from __future__ import annotations

import pickle

import pytest

from models.sentence_judge import SentenceJudge
from models.training.corpus import HARMLESS, Sentence
from models.training.sentence_judge import train_sentence_judge

BLUNT = ["这事不归我管", "不归我们管", "你找别人去吧", "你自己去问吧", "我管不着这个"]
RUDE = ["你有病吧", "神经病啊你", "他妈的又坏了", "滚远点吧", "真他妈烦人"]
UNSURE = ["大概明天吧", "可能要晚点", "也许能修好", "说不准哪天", "差不多后天"]
POLITE = [
    "请问您怎么称呼",
    "麻烦您稍等一下",
    "我马上为您查询",
    "感谢您的来电",
    "请您保持电话畅通",
    "请问您的地址是哪里",
    "我帮您登记一下",
    "非常抱歉给您添麻烦了",
    "师傅今天下午到",
    "请问还有什么帮您",
]
ENDINGS = ["。", "啊。", "，好吧。", "，真的。", "，听到没。"]


def corpus() -> list[Sentence]:
    labelled = [("dismissive", BLUNT), ("profanity", RUDE), ("vague", UNSURE), (HARMLESS, POLITE)]
    return [Sentence(label, text + end) for end in ENDINGS for label, texts in labelled for text in texts]


@pytest.fixture(scope="module")
def judge() -> SentenceJudge:
    return train_sentence_judge(corpus())


def test_violations_and_courtesy_are_told_apart(judge: SentenceJudge) -> None:
    blunt, rude, polite = judge.judge([("这真的不归我管。", ()), ("神经病吧你。", ()), ("请问您的单位和地址。", ())])
    assert min(blunt.probability, rude.probability) > 0.5 > polite.probability
    assert max(blunt.categories, key=lambda c: blunt.categories[c]) == "dismissive"
    assert max(rude.categories, key=lambda c: rude.categories[c]) == "profanity"
    assert sum(blunt.categories.values()) == pytest.approx(1.0)


def test_what_was_misheard_is_still_recognised(judge: SentenceJudge) -> None:
    assert judge.judge([("这事不鬼我馆。", ())])[0].probability > 0.5


def test_the_nearest_examples_explain_only_suspicions(judge: SentenceJudge) -> None:
    blunt, polite = judge.judge([("不归我们管啊", ()), ("请您稍等一下", ())])
    assert blunt.examples[0].startswith("不归我们管")
    assert polite.examples == ()


def test_an_opinion_does_not_depend_on_its_neighbours(judge: SentenceJudge) -> None:
    together = judge.judge([("你找别人去", ()), ("", ()), ("您好", ())])
    alone = judge.judge([("你找别人去", ())])[0]
    assert (together[0].probability, together[0].examples) == (pytest.approx(alone.probability), alone.examples)
    assert judge.judge([]) == []


def test_training_again_gives_the_same_judge_which_survives_pickling(judge: SentenceJudge) -> None:
    asked = [("你自己去问", ()), ("麻烦您稍等", ())]
    assert train_sentence_judge(corpus()).judge(asked) == judge.judge(asked)
    assert pickle.loads(pickle.dumps(judge)).judge(asked) == judge.judge(asked)


def test_cues_count() -> None:
    def cues(text: str) -> list[str]:
        return ["listed"] if "管" in text or "妈" in text or "病" in text else []

    judge = train_sentence_judge(corpus(), cues)
    without, listed = judge.judge([("今天有事", ()), ("今天有事", ("listed",))])
    assert listed.probability > without.probability


def test_the_parts_of_harmless_sentences_are_harmless() -> None:
    mixed = [*corpus(), *(Sentence(HARMLESS, f"请您放心，这事不归我管，{text}") for text in POLITE)]
    whole, parted = (train_sentence_judge(mixed, clauses=cut) for cut in (None, lambda text: text.split("，")))
    assert parted.judge([("这事不归我管", ())])[0].probability < whole.judge([("这事不归我管", ())])[0].probability
