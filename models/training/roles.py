"""Trains the role classifier on the labelled sentences: a few seconds on one core, repeatable to the last bit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.role_classifier import RoleClassifier, RoleExample, train_roles
from models.training.corpus import CUSTOMER, Sentence, read_sentences

# The corpus is made for finding violations. Most calls hold few of them, so they count little here; a violating agent
# sounds much like an angry customer. Sentences written as a customer's count more than the scraps that agents answer to.
VIOLATION_WEIGHT, CUSTOMER_WEIGHT = 0.3, 3.0


def train() -> RoleClassifier:
    """The role classifier trained on the whole corpus."""
    return train_roles(list(role_examples(read_sentences())))


def role_examples(sentences: Iterable[Sentence]) -> Iterator[RoleExample]:
    """Each sentence, and what the other side said before it."""
    for sentence in sentences:
        is_agent = sentence.label != CUSTOMER
        yield RoleExample(sentence.text, is_agent, _weight(sentence))
        if sentence.before:
            yield RoleExample(sentence.before, not is_agent)


def _weight(sentence: Sentence) -> float:
    if sentence.label == CUSTOMER:
        return CUSTOMER_WEIGHT
    return VIOLATION_WEIGHT if sentence.is_violation else 1.0
