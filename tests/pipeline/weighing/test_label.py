"""What is asked about a turn, and what its label tells. The models are stand-ins: nothing is trained here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models.sentence_judge import Opinion
from models.turn_reader import Read
from pipeline.domain.facts import TurnLabel
from pipeline.weighing.label import label
from pipeline.weighing.opinions import TurnJudge
from tests.builders import agent, call, customer
from tests.stored_calls import hotline


class Echo:
    """Sentence judge, reader and decision at once; remembers what it was asked, and finds ``bad`` words to blame."""

    def __init__(self, bad: str = "大概") -> None:
        self.bad = bad
        self.asked: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.rows: list[Mapping[str, float]] = []

    def judge(self, sentences: Sequence[tuple[str, Sequence[str]]], explain: bool = True) -> list[Opinion]:
        self.asked += [text for text, _ in sentences]
        return [
            Opinion(0.9 if self.bad in text else 0.01, {"vague": 0.8, "blame": 0.2}, ("例",)) for text, _ in sentences
        ]

    def read(self, said: Sequence[tuple[str, str]]) -> list[Read]:
        self.said += said
        return [Read(2.0 if self.bad in text else -4.0, {"vague": 1.0}) for text, _ in said]

    def probabilities(self, rows: Sequence[Mapping[str, float]]) -> np.ndarray:
        self.rows += rows
        return np.array([0.9 if row["whole"] > 0 else 0.01 for row in rows])

    def shares(self, rows: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
        return [{"vague": 0.7, "blame": 0.3} for _ in rows]


def labels_of(echo: Echo, *utterances: object) -> tuple[TurnLabel, ...]:
    return label(call(*utterances), TurnJudge(echo, echo, echo), hotline())  # type: ignore[arg-type]


def test_only_the_agents_doubtful_turns_have_labels() -> None:
    found = labels_of(Echo(), customer("大概什么时候？"), agent("您好。请讲。"), agent("大概明天。"))
    assert [(x.utterance, x.probability, x.category) for x in found] == [(2, 0.9, "vague")]
    assert found[0].examples == ("例",)


def test_clauses_are_asked_about_only_where_there_is_a_doubt() -> None:
    echo = Echo()
    labels_of(echo, agent("您好，请讲。"), agent("前面还有一家 大概要晚点，您等等吧。"))
    assert "大概要晚点，" in echo.asked
    assert "您好，" not in echo.asked


def test_passages_cover_the_turn_and_the_worst_comes_first() -> None:
    text = "前面还有一家 大概要晚点，您等等吧。"
    (found,) = labels_of(Echo(), agent(text))
    places = sorted((p.char_start, p.char_end) for p in found.passages)
    assert "".join(text[a:b] for a, b in places) == text
    assert "大概" in text[found.passages[0].char_start : found.passages[0].char_end]


def test_the_reader_hears_what_the_customer_said_before() -> None:
    echo = Echo()
    labels_of(echo, customer("讲得稀烂。"), agent("您说讲得稀烂，我记下了。"))
    assert ("您说讲得稀烂，我记下了。", "讲得稀烂。") in echo.said
    assert echo.rows[0]["taken_up"] > 0


def test_what_is_done_and_what_makes_up_for_it_are_told() -> None:
    (found,) = labels_of(Echo(), agent("大概退不了，不过可以换新的。"))
    assert {"refuse", "hedge_answer"} <= set(found.does)
    assert "alternative" in found.redeems


def test_a_call_without_an_agent_has_no_labels() -> None:
    assert labels_of(Echo(), customer("喂？")) == ()
