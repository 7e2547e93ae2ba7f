"""The role classifier: how agents speak and how customers speak, also when misheard."""

import pickle

import pytest

from models.role_classifier import RoleClassifier, RoleExample, ngrams, train_roles
from models.training.corpus import Sentence, read_sentences, sentence_files
from models.training.roles import role_examples

AGENT = ["您好，这里是报修热线，请问有什么可以帮您？", "请您留一个联系电话好吗？", "好的，我帮您登记。"]
CUSTOMER = ["喂，你好，我家停水了。", "你们什么时候能来人啊？", "行，那你快点儿。"]


@pytest.fixture(scope="module")
def classifier() -> RoleClassifier:
    """Trained on the plain sentences alone, which takes less than a second."""
    files = [f for f in sentence_files() if f.stem.startswith("plain")]
    return train_roles(list(role_examples(read_sentences(files))))


def test_tells_the_sides_apart(classifier):
    assert classifier.voice_log_odds(AGENT) > 1
    assert classifier.voice_log_odds(CUSTOMER) < -1


def test_each_text_by_itself(classifier):
    odds = classifier.agent_log_odds([AGENT[0], CUSTOMER[1]])
    assert odds[0] > 0 > odds[1]
    assert odds == [classifier.voice_log_odds([AGENT[0]]), classifier.voice_log_odds([CUSTOMER[1]])]


def test_misheard_words_still_sound_like_the_agent(classifier):
    assert classifier.voice_log_odds(["请闻有什么可一邦您", "请您流一个连系电画"]) > 0.5


def test_punctuation_and_width_do_not_matter(classifier):
    assert classifier.voice_log_odds(["好的,我帮您登记ＡＢ"]) == classifier.voice_log_odds(["好的，我帮您登记。ab"])


@pytest.mark.parametrize("texts", [[], [""], ["……"], ["\N{SNOWMAN}"]])
def test_nothing_said_tells_nothing(classifier, texts):
    assert classifier.voice_log_odds(texts) == 0.0


def test_saying_the_same_again_adds_little(classifier):
    assert classifier.voice_log_odds(AGENT * 50) < 2 * classifier.voice_log_odds(AGENT)


def test_training_is_repeatable_and_the_result_can_be_kept():
    examples = [RoleExample(t, True) for t in AGENT * 3] + [RoleExample(t, False) for t in CUSTOMER * 3]
    first, second = train_roles(examples), train_roles(examples)
    assert first == second
    assert pickle.loads(pickle.dumps(first)) == first


def test_both_sides_count_equally_however_many_sentences():
    agent, customer = [*AGENT, "好的"] * 9, [*CUSTOMER, "好的"] * 3
    classifier = train_roles([RoleExample(t, True) for t in agent] + [RoleExample(t, False) for t in customer])
    assert abs(classifier.voice_log_odds(["好的"])) < 0.5


def test_violations_are_the_agents_and_count_less():
    sentences = [Sentence("blame", "怪谁呢", "坏了"), Sentence("ok", "您好"), Sentence("customer", "喂")]
    rude, plain, customer = role_examples(sentences)
    assert (rude.is_agent, plain.is_agent, customer.is_agent) == (True, True, False)
    assert rude.weight < plain.weight == customer.weight


def test_ngrams_mark_the_edges_and_hear_alike():
    assert ngrams("你，好") == ["你", "好", "^你", "你好", "好$", "^ li", "li hao", "hao $"]
    assert set(ngrams("师")) & set(ngrams("斯")) == {"^ si", "si $"}
