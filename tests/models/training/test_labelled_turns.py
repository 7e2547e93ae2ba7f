"""Every labelled call and pair is well formed, and there are enough of them by enough authors."""

from __future__ import annotations

from models.training.corpus import read_sentences
from models.training.labelled_turns import AGENT, read_talks, turn_files

CATEGORIES = {s.label for s in read_sentences() if s.is_violation}
FEWEST_PAIRS, FEWEST_CALLS, FEWEST_AUTHORS = 600, 140, 7


def test_faults_are_what_the_agent_says() -> None:
    wrong = [
        f"{talk.id} {fault}"
        for talk in read_talks()
        for fault in talk.faults
        if fault.turn >= len(talk.turns)
        or talk.turns[fault.turn][0] != AGENT
        or fault.phrase not in talk.turns[fault.turn][1]
        or fault.category not in CATEGORIES
        or fault.severity not in {"minor", "major", "fatal"}
    ]
    assert wrong == []


def test_of_a_pair_one_side_alone_is_at_fault() -> None:
    pairs = [talk for talk in read_talks() if talk.pair]
    assert len(pairs) >= 2 * FEWEST_PAIRS
    assert [talk.id for talk in pairs if bool(talk.faults) != talk.id.endswith("-harmful")] == []


def test_ids_are_unique_and_authors_are_many() -> None:
    talks = read_talks()
    assert len({talk.id for talk in talks}) == len(talks)
    assert len(turn_files()) >= FEWEST_AUTHORS
    assert sum(not talk.pair for talk in talks) >= FEWEST_CALLS
