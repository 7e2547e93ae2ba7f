"""The calls that kinds are learnt from are whole, and some of every kind."""

from collections import Counter

from models.training.labelled_kinds import read_kinds

KINDS = 14
FEWEST = 7  # calls of a kind


def test_every_call_has_its_words_and_its_kind():
    calls = read_kinds()
    assert len({call.id for call in calls}) == len(calls)
    assert {call.direction for call in calls} == {"inbound", "outbound"}
    for call in calls:
        assert {role for role, _ in call.turns} == {"agent", "customer"}, call.id


def test_there_are_enough_of_every_kind_by_more_than_one_author():
    calls = read_kinds()
    counts = Counter(call.kind for call in calls)
    assert len(counts) == KINDS
    assert min(counts.values()) >= FEWEST
    assert len({call.author for call in calls}) >= 5
