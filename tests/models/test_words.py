from __future__ import annotations

import pytest

from models.words import _tokenizer, words


def test_words_are_those_of_the_dictionary_and_make_up_the_text() -> None:
    assert words("我又不是导航") == ["我", "又", "不是", "导航"]
    assert words("") == []


def test_nothing_is_written_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    _tokenizer.cache_clear()
    words("这不归我们管")
    assert capfd.readouterr() == ("", "")
