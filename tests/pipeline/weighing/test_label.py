from __future__ import annotations

from collections.abc import Sequence

from models.sentence_judge import Opinion
from pipeline.domain.facts import TurnLabel
from pipeline.weighing.label import label
from tests.builders import agent, call, customer
from tests.pipeline.facts.shipped import slots_only


class Echo:
    """A judge that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def judge(self, sentences: Sequence[tuple[str, Sequence[str]]]) -> list[Opinion]:
        self.asked += [text for text, _ in sentences]
        return [Opinion(0.5, {"vague": 0.8, "blame": 0.2}, ("例",)) for _ in sentences]


def labels_of(*utterances: object) -> tuple[TurnLabel, ...]:
    return label(call(*utterances), Echo(), slots_only())  # type: ignore[arg-type]


def test_only_the_agent_is_labelled() -> None:
    found = labels_of(customer("你们怎么搞的。"), agent("您好。请讲。"))
    assert [(x.utterance, x.char_start, x.char_end) for x in found] == [(1, 0, 3), (1, 3, 6)]


def test_probabilities_are_of_both_together() -> None:
    found = labels_of(agent("大概明天。"))[0]
    assert found.probabilities == {"vague": 0.4, "blame": 0.1}
    assert found.examples == ("例",)


def test_clauses_lie_inside_their_sentence_and_pauses_cut_too() -> None:
    text = "前面还有一家 可能要晚点，您等等吧。"
    found = labels_of(agent(text))
    assert (found[0].char_start, found[0].char_end) == (0, len(text))
    assert "".join(text[x.char_start : x.char_end] for x in found[1:]) == text


def test_a_call_without_an_agent_has_no_labels() -> None:
    assert labels_of(customer("喂？")) == ()
