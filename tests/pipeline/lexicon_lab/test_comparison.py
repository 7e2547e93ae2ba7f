"""One call judged twice."""

from dataclasses import replace

from pipeline.judge import judge
from pipeline.lexicon_lab.comparison import Tally, compare
from pipeline.lexicon_lab.opinions import Opinion
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline

SAID = "大概明天才能有人过去吧。"
CALL = call(
    agent(SAID, 1, 4), customer("那今天呢", 15, 17), agent("不归我管，您找别人。", 40, 43), customer("啊", 43, 44)
)
LABELS = (doubted(0, len(SAID), {"vague": 0.95}), doubted(2, 10, {"dismissive": 0.95}))


def test_the_same_judgement_is_no_change_silences_without_a_word_included():
    judged = judge(CALL, hotline(), LABELS)
    places = [f.evidence for result in judged.results.values() for f in result.findings if not f.passed]
    assert any(e.char_start == e.char_end for e in places)
    compared = compare(judged, judge(CALL, hotline(), LABELS))
    assert not compared.changed
    assert compared.findings == ()


def test_every_check_that_fails_anew_is_a_flip_and_the_way_back_mirrors_it():
    silent, heard = judge(CALL, hotline()), judge(CALL, hotline(), LABELS)
    there, back = compare(silent, heard), compare(heard, silent)
    assert [(f.check, f.before, f.after) for f in there.flips] == [(f.check, f.after, f.before) for f in back.flips]
    assert {f.change for f in there.findings} == {"new"}
    assert {f.change for f in back.findings} == {"gone"}
    assert there.score_after == back.score_before < there.score_before


def test_what_people_said_about_the_same_words_is_counted():
    judged = judge(CALL, hotline(), LABELS)
    about = Opinion("c", 1, "forbidden_phrases", 0, 0, 2, right=False, machine=True)
    missed = replace(about, utterance=1, right=True, machine=False)
    met = replace(about, utterance=2, char_end=4, right=True)
    compared = compare(judged, judge(CALL, hotline()), [about, missed, met])
    assert compared.agreement_before == Tally(right=1, wrong=1, known=2, missed=1)
    assert compared.agreement_after == Tally(right=0, wrong=0, known=2, missed=2)
    assert {"rejected", "confirmed"} <= {f.opinion for f in compared.findings}
