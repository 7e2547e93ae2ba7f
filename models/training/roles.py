"""Trains the role classifier on the labelled sentences: a few seconds on one core, repeatable to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.role_classifier import RoleClassifier, RoleExample, train_roles
from models.training.corpus import CUSTOMER, Sentence, read_sentences

# The corpus is made for finding violations, of which most calls hold few; and a violating agent sounds like an angry
# customer. What was said ``before`` a sentence is left out: scraps that taught more of topics than of roles.
VIOLATION_WEIGHT = 0.6


def train() -> RoleClassifier:
    """The role classifier trained on the whole corpus."""
    return train_roles(list(role_examples(read_sentences())))


def role_examples(sentences: Iterable[Sentence]) -> Iterator[RoleExample]:
    """Each sentence with its side."""
    for sentence in sentences:
        weight = VIOLATION_WEIGHT if sentence.is_violation else 1.0
        yield RoleExample(sentence.text, sentence.label != CUSTOMER, weight)
