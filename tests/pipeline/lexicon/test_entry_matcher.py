"""Which forbidden phrases stand, and which an exception excuses."""

import pytest

from pipeline.lexicon.pack import EntryMatcher, PhraseEntry

ENTRY = PhraseEntry(
    "dismissive.not_clear",
    "dismissive",
    "推脱",
    ("不清楚",),
    ("您…2不清楚", "您好…问得不清楚"),
    False,
    "minor",
    "理由",
    "建议",
)


@pytest.fixture(scope="module")
def matcher() -> EntryMatcher:
    return EntryMatcher([ENTRY])


@pytest.mark.parametrize("text", ["您要是不清楚，我来查。", "您好，是我问得不清楚。", "给我说说您不清楚的地方。"])
def test_an_exception_excuses_what_is_said_of_the_customer(matcher: EntryMatcher, text: str) -> None:
    assert matcher.find(text) == ()


@pytest.mark.parametrize("text", ["您好，不清楚。", "我跟您说，不清楚。", "告诉你啊不清楚。"])
def test_who_is_only_spoken_to_excuses_nothing(matcher: EntryMatcher, text: str) -> None:
    assert [hit.quote for hit in matcher.find(text)] == ["不清楚"]
