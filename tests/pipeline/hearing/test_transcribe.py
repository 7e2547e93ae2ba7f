"""From the recogniser's answers to utterances."""

import pytest

from models.asr import AsrTurn
from pipeline.domain.call import Role
from pipeline.hearing.transcribe import HeardTurn, utterances


def heard(start, end, text, anchors=()):
    return HeardTurn(0, 0, AsrTurn(start, end, text, 0.9, 0.0, -0.2, 1.2, (), anchors), 1.0)


def test_clicks_are_left_out_and_the_rest_is_numbered():
    turns = [heard(0, 0.3, ""), heard(1, 2, ""), heard(3, 3.2, "嗯")]
    spoken = utterances(turns, [Role.AGENT, Role.CUSTOMER, Role.AGENT], 0.9)
    assert [(u.index, u.role, u.text, u.role_confidence) for u in spoken] == [
        (0, Role.CUSTOMER, "", 0.9),
        (1, Role.AGENT, "嗯", 0.9),
    ]


@pytest.mark.parametrize(
    ("anchors", "kept"),
    [
        (((0, 10.0), (2, 11.0)), [10.0, 11.0]),
        (((0, 2.0), (2, 11.0)), [11.0]),
        (((0, 11.0), (2, 10.5)), [11.0]),
        (((2, 10.5), (2, 11.0)), [10.5]),
        (((0, 13.0),), []),
    ],
)
def test_no_character_is_spoken_outside_its_turn(anchors, kept):
    [spoken] = utterances([heard(10, 12, "您好吗", anchors)], [Role.AGENT], 1.0)
    assert [anchor.time for anchor in spoken.anchors] == kept
    assert all(10 <= spoken.time_at(char) <= 12 for char in range(5))
