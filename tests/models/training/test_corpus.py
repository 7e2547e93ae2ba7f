from __future__ import annotations

from collections import Counter
from pathlib import Path

from models.training.corpus import CUSTOMER, HARMLESS, read_sentences

CATEGORIES = {
    "address",
    "dismissive",
    "vague",
    "impatient",
    "unprofessional",
    "blame",
    "disparaging",
    "overpromise",
    "profanity",
}


def test_every_sentence_is_labelled_and_said_once() -> None:
    sentences = read_sentences()
    assert {s.label for s in sentences} == {*CATEGORIES, HARMLESS, CUSTOMER}
    assert all(s.text.strip() == s.text != "" for s in sentences)


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter(s.label for s in read_sentences())
    assert min(counts[c] for c in CATEGORIES) >= 150
    assert counts[HARMLESS] >= sum(counts[c] for c in CATEGORIES) * 0.8


def test_a_sentence_is_not_both_harmless_and_a_violation_in_the_same_context() -> None:
    labels: dict[tuple[str, str], set[bool]] = {}
    for sentence in read_sentences():
        labels.setdefault((sentence.text, sentence.before), set()).add(sentence.is_violation)
    assert [said for said, seen in labels.items() if len(seen) > 1] == []


def test_other_files_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "own.tsv"
    file.write_text('label\tsentence\tbefore\nok\t"引号"照抄\t\n', encoding="utf-8")
    assert [(s.label, s.text) for s in read_sentences([file])] == [("ok", '"引号"照抄')]
