"""Every labelled call and pair is well formed, and there are enough of them by enough authors."""

from __future__ import annotations

from models.training.corpus import read_sentences
from models.training.labelled_turns import AGENT, misheard, read_talks, turn_files
from models.training.mishearing import Mishearing

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


def test_the_faults_of_a_misheard_talk_stand_in_it() -> None:
    mishearing = Mishearing(s.text for s in read_sentences())
    for talk in read_talks()[::20]:
        heard = misheard(talk, mishearing, 0.3)
        assert [(f.turn, f.category) for f in heard.faults] == [(f.turn, f.category) for f in talk.faults]
        assert all(f.phrase in heard.turns[f.turn][1] for f in heard.faults)
        assert [role for role, _ in heard.turns] == [role for role, _ in talk.turns]


def test_without_mishearings_a_talk_stays_as_it_is() -> None:
    mishearing = Mishearing(s.text for s in read_sentences())
    assert all(misheard(talk, mishearing, 0.0) == talk for talk in read_talks()[::20])
