from __future__ import annotations

import pytest

from pipeline.text.usage import clause_around, is_reported_or_asked, is_said_alone


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("要是修不了，师傅会带一台新的。", "修不了", True),
        ("如果不行的话您再打来。", "不行", True),
        ("您刚才说不清楚该找谁。", "不清楚", True),
        ("您大概是几点发现的？", "大概", True),
        ("就这一台不行吗", "不行", True),
        ("这个修不了。", "修不了", False),
        ("大概明天吧。您几点下班？", "大概", False),
        ("我跟您说明一下，可能要晚点。", "可能", False),
    ],
)
def test_asked_supposed_or_quoted(text: str, phrase: str, expected: bool) -> None:
    start = text.index(phrase)
    assert is_reported_or_asked(text, start, start + len(phrase)) is expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [("五点啊，难说呀。", "难说", True), ("这很难说啊，对吧。", "难说", False), ("难说", "难说", False)],
)
def test_said_alone(text: str, phrase: str, expected: bool) -> None:
    start = text.index(phrase)
    assert is_said_alone(text, start, start + len(phrase)) is expected


def test_a_clause_ends_at_punctuation() -> None:
    assert clause_around("好的，可能，明天", 3, 5) == (3, 5)
