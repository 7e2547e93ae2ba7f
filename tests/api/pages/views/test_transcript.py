from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from api.pages.views.findings import show_finding
from api.pages.views.transcript import show_transcript
from pipeline.review.decisions import Action
from tests.api.pages.views.samples import decision, names, outcome, result, rude


def shown(*decisions):
    findings = [show_finding(f, names(), {}) for f in outcome(*decisions).findings]
    return show_transcript(result().utterances, findings), findings


def test_the_words_of_a_finding_are_a_piece_of_their_own():
    utterances, _ = shown()
    pieces = utterances[2].pieces
    assert [(p.text, p.tone) for p in pieces] == [("这件事", ""), ("不归我管", "dismissive"), ("。", "")]
    assert pieces[1].key == f"f{rude()}"


def test_a_rejected_finding_is_struck():
    utterances, _ = shown(decision(Action.REJECT))
    assert [p.struck for p in utterances[2].pieces] == [False, True, False]


def test_badly_heard_words_are_doubtful():
    assert [u.doubtful for u in shown()[0]] == [False, False, False, True]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=6))
def test_no_character_is_lost_however_marks_overlap(edges):
    _, findings = shown()
    one = next(f for f in findings if f.finding_id == rude())
    marks = [
        replace(one, utterance=0, char_start=min(a, b), char_end=max(a, b), passed=passed) for a, b, passed in edges
    ]
    utterance = show_transcript(result().utterances, marks)[0]
    assert "".join(p.text for p in utterance.pieces) == result().utterances[0].text
    assert [p.start for p in utterance.pieces] == sorted({p.start for p in utterance.pieces})
