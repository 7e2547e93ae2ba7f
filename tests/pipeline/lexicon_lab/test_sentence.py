"""Which rules a sentence meets, and what cancels them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon_lab import try_sentence
from pipeline.lexicon_lab.sentence import ALONE, DOUBTFUL, NOT_WHOLE
from tests.stored_calls import hotline


def phrases(text):
    return {m.entry.id: m for m in try_sentence(text, hotline()).phrases}


def test_a_phrase_is_found_where_it_stands():
    found = phrases("嗯，大概明天才能有人过去吧")["vague.probably"]
    assert (found.quote, found.match, found.cancelled) == ("大概", "exact", None)
    assert "嗯，大概明天才能有人过去吧"[found.start : found.end] == "大概"


def test_an_exception_cancels_and_is_named():
    found = phrases("请问您大概什么时候发现的？")["vague.probably"]
    assert (found.exception, found.cancelled) == ("大概什么时候", "被例外「大概什么时候」取消")


def test_a_phrase_that_counts_only_alone_says_so():
    whole = next(e for e in hotline().phrases.values() if e.whole)
    found = phrases(f"您刚才问的{whole.phrases[0]}这个事情我记下来了")
    assert found[whole.id].cancelled == NOT_WHOLE


def test_a_mishearing_is_found_by_its_sound():
    found = try_sentence("这个事情不龟我管", hotline()).phrases
    assert any(m.match == "sound" and m.score < 1 for m in found)


def test_the_use_in_the_clause_is_told():
    alone = try_sentence("这个，大概，明天", hotline()).phrases
    assert any(ALONE in m.hints for m in alone)
    assert any(DOUBTFUL in m.hints for m in try_sentence("您刚才说大概，是吗？", hotline()).phrases)


def test_elements_of_scripts_are_found_too():
    elements = try_sentence("您好，请问有什么可以帮您？", hotline()).elements
    assert {("greeting", "hello"), ("greeting", "offer_help")} <= {(e.script, e.element) for e in elements}


@pytest.mark.parametrize("text", ["", "。？！", "\n\n", "abc", "大" * 5000])
def test_any_text_can_be_tried(text):
    assert try_sentence(text, hotline()).text == text


@given(st.text(max_size=60))
def test_what_stands_is_what_the_checks_see_and_offsets_fit(text):
    trial = try_sentence(text, hotline())
    standing = {(m.entry.id, m.start, m.end) for m in trial.phrases if m.cancelled is None}
    assert standing == {(h.key, h.start, h.end) for h in hotline().phrase_matcher.find(text)}
    assert all(text[m.start : m.end] == m.quote for m in (*trial.phrases, *trial.elements))


@pytest.mark.parametrize("id", sorted(hotline().phrases)[::9])
def test_every_example_of_an_entry_meets_it(id):
    for text in hotline().phrases[id].hits:
        assert id in phrases(text)
