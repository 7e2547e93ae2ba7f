"""The decisions of the check, with opinions given by the test: no classifier is trained here."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.checks.case import Case
from pipeline.checks.forbidden_phrases import forbidden_phrases
from pipeline.domain.call import Utterance
from pipeline.domain.facts import Facts, SentenceLabel
from pipeline.domain.finding import Finding, MatchKind
from pipeline.lexicon import Pack, PhraseEntry
from tests.builders import agent, call, customer
from tests.pipeline.checks.judging import shipped
from tests.pipeline.facts.shipped import slots_only


def entry(id: str, category: str, *phrases: str, severity: str = "minor") -> PhraseEntry:
    return PhraseEntry(id, category, category, phrases, (), False, severity, "理由", "建议")


@pytest.fixture(scope="module")
def pack() -> Pack:
    entries = [
        entry("vague.maybe", "vague", "可能", "差不多"),
        entry("dismissive.not_mine", "dismissive", "不归我管", "去找别人"),
        entry("dismissive.no_way", "dismissive", "也没办法"),
        entry("blame.who", "blame", "谁让你拆的"),
        entry("blame.broken", "blame", "是你弄坏的"),
        entry("vague.late", "vague", "大约"),
        entry("overpromise.ease", "overpromise", "放一百个心"),
        entry("overpromise.never", "overpromise", "以后不会再坏"),
        entry("address.buddy", "address", "哥们儿"),
        entry("address.brother", "address", "哥"),
        entry("profanity.worst", "profanity", "你个王八蛋", severity="fatal"),
    ]
    return replace(slots_only(), phrases={e.id: e for e in entries}, traits=shipped().traits)


def judged(pack: Pack, spoken: Utterance, *opinions: tuple[str, float], category: str = "blame") -> list[Finding]:
    """Findings where the judge gives each of the stretches its probability."""
    text = spoken.text
    labels = [
        SentenceLabel(1, text.index(part), text.index(part) + len(part), {category: p, "vague": 0.0}, ("像这句",))
        for part, p in opinions
    ]
    return list(forbidden_phrases(Case(call(customer("喂，不归我管。"), spoken), Facts(labels=tuple(labels)), pack)))


def test_a_listed_phrase_with_support_is_found_where_it_was_said(pack: Pack) -> None:
    (found,) = judged(pack, agent("这个不归我管。"), ("这个不归我管。", 0.9))
    assert (found.category, found.phrase, found.evidence.quote, found.rule) == (
        "dismissive", "不归我管", "不归我管", "dismissive.not_mine")  # fmt: skip
    assert found.evidence.start < found.evidence.end
    assert found.certain
    assert found.suggestion == "建议"


def test_a_harmless_sentence_clears_a_listed_word(pack: Pack) -> None:
    assert judged(pack, agent("可能需要您配合一下。"), ("可能需要您配合一下。", 0.1)) == []


def test_a_question_clears_a_short_word_that_a_statement_does_not(pack: Pack) -> None:
    assert judged(pack, agent("您那边可能吗？"), ("您那边可能吗？", 0.6)) == []
    assert len(judged(pack, agent("这可能要晚点。"), ("这可能要晚点。", 0.55))) == 1


def test_between_clear_and_certain_a_finding_is_unsure(pack: Pack) -> None:
    (found,) = judged(pack, agent("这可能要晚点。"), ("这可能要晚点。", 0.5))
    assert not found.certain


def test_without_a_list_the_judge_alone_accuses_when_it_is_sure(pack: Pack) -> None:
    assert judged(pack, agent("谁让你乱动的。"), ("谁让你乱动的。", 0.5)) == []
    (found,) = judged(pack, agent("谁让你乱动的。"), ("谁让你乱动的。", 0.9))
    assert (found.match, found.category, found.rule) == (MatchKind.SIMILAR, "blame", None)
    assert "像这句" in found.reason
    assert found.phrase == found.evidence.quote == "谁让你乱动的"


def test_what_the_organisation_does_not_forbid_is_no_fault(pack: Pack) -> None:
    assert judged(pack, agent("这机器真差劲。"), ("这机器真差劲。", 0.99), category="disparaging") == []


def test_the_judge_must_be_surer_where_the_recogniser_was_not(pack: Pack) -> None:
    assert judged(pack, agent("谁让你乱动的。", confidence=0.4), ("谁让你乱动的。", 0.8)) == []


def test_two_faults_of_a_sentence_are_two_findings(pack: Pack) -> None:
    text = "这个不归我管，我也没办法。"
    opinions = ((text, 0.95), ("这个不归我管，", 0.9), ("我也没办法。", 0.9))
    assert [f.phrase for f in judged(pack, agent(text), *opinions)] == ["不归我管", "也没办法"]


def test_two_wordings_of_one_entry_in_a_sentence_are_one_fault(pack: Pack) -> None:
    text = "这个不归我管，你去找别人。"
    opinions = ((text, 0.95), ("这个不归我管，", 0.9), ("你去找别人。", 0.9))
    assert len(judged(pack, agent(text), *opinions)) == 1


def test_the_weak_half_of_a_sentence_is_no_second_fault(pack: Pack) -> None:
    text = "这个不归我管，差不多得了。"
    opinions = ((text, 0.9), ("这个不归我管，", 0.95), ("差不多得了。", 0.3))
    assert [f.phrase for f in judged(pack, agent(text), *opinions)] == ["不归我管"]


def test_a_rude_word_hides_no_other_fault(pack: Pack) -> None:
    text = "哥们儿，谁让你乱动的。"
    found = judged(pack, agent(text), (text, 0.95), ("哥们儿，", 0.9), ("谁让你乱动的。", 0.95))
    assert [f.category for f in found] == ["address", "blame"]


def test_an_oath_colours_its_sentence_but_is_one_fault(pack: Pack) -> None:
    text = "你个王八蛋，又是那个阀门。"
    found = judged(pack, agent(text), (text, 0.97), ("你个王八蛋，", 0.99), ("又是那个阀门。", 0.9))
    assert [f.category for f in found] == ["profanity"]


def test_an_assurance_in_several_clauses_is_one_promise(pack: Pack) -> None:
    text = "您放一百个心，我保证以后不会再坏。"
    found = judged(pack, agent(text), (text, 0.99), ("您放一百个心，", 0.95), ("我保证以后不会再坏。", 0.99))
    assert len(found) == 1


def test_bad_hearing_or_doubtful_roles_make_unsure(pack: Pack) -> None:
    for doubt in ({"confidence": 0.3}, {"role_confidence": 0.4}):
        (found,) = judged(pack, agent("这个不归我管。", **doubt), ("这个不归我管。", 0.99))
        assert not found.certain


def test_what_only_sounds_alike_is_never_fatal(pack: Pack) -> None:
    exact, sound = agent("你个王八蛋。"), agent("你各王八但。")
    assert judged(pack, exact, ("你个王八蛋。", 0.99))[0].severity == "fatal"
    (found,) = judged(pack, sound, ("你各王八但。", 0.99))
    assert (found.match, found.severity) == (MatchKind.SOUND, "major")


def test_the_customer_and_unlabelled_calls_are_left_alone(pack: Pack) -> None:
    assert list(forbidden_phrases(Case(call(customer("这不归我管，可能吧。")), Facts(), pack))) == []
    assert judged(pack, agent("这可能要晚点。")) == []


def test_a_longer_phrase_by_sound_beats_a_part_of_it() -> None:
    entries = [entry("dismissive.no", "dismissive", "不行"), entry("impatient.rule", "impatient", "不行这是规定")]
    pack = replace(slots_only(), phrases={e.id: e for e in entries})
    (found,) = judged(pack, agent("太晚了 不行这时规定"), ("太晚了 不行这时规定", 0.9))
    assert (found.category, found.phrase, found.match) == ("impatient", "不行这是规定", MatchKind.SOUND)


def test_a_lone_syllable_that_was_hardly_heard_tells_nothing() -> None:
    pack = replace(slots_only(), phrases={"profanity.fool": entry("profanity.fool", "profanity", "傻")})
    assert judged(pack, agent("傻", confidence=0.8), ("傻", 0.99), category="profanity")
    assert not judged(pack, agent("傻", confidence=0.4), ("傻", 0.5), category="profanity")


def test_digits_are_no_sound_alikes() -> None:
    pack = replace(slots_only(), phrases={"profanity.dick": entry("profanity.dick", "profanity", "鸡巴")})
    assert judged(pack, agent("分机803，"), ("分机803，", 0.58), category="vague") == []


def test_a_scolding_in_several_clauses_is_one_fault_two_excuses_are_two(pack: Pack) -> None:
    scolded = judged(pack, agent("谁让你拆的，是你弄坏的。"), ("谁让你拆的，", 0.9), ("是你弄坏的。", 0.9))
    assert len(scolded) == 2  # two sentences to the judge
    whole = ("谁让你拆的，是你弄坏的。", 0.9)
    assert len(judged(pack, agent(whole[0]), whole, ("谁让你拆的，", 0.9), ("是你弄坏的。", 0.9))) == 1
    whole = ("不归我管，我也没办法。", 0.9)
    assert len(judged(pack, agent(whole[0]), whole, ("不归我管，", 0.9), ("我也没办法。", 0.9))) == 2


@pytest.mark.parametrize(("said", "faults"), [("三点半差不多吧前面还有一家大约四点", 2), ("差不多大约三点半", 1)])
def test_short_phrases_far_apart_are_two_faults_though_no_comma_was_heard(pack: Pack, said: str, faults: int) -> None:
    assert len(judged(pack, agent(said), (said, 0.9))) == faults


def test_a_rude_syllable_inside_a_clause_may_be_a_part_of_any_word(pack: Pack) -> None:
    assert judged(pack, agent("请问您哥在家吗"), ("请问您哥在家吗", 0.6)) == []
    assert len(judged(pack, agent("哥，您先别急"), ("哥，您先别急", 0.6))) == 1


def test_what_somebody_else_said_is_told_and_not_said(pack: Pack) -> None:
    told = agent("师傅跟您说不归我管，是他不对。")
    assert judged(pack, told, ("师傅跟您说不归我管，是他不对。", 0.5)) == []


def test_the_judge_alone_hardly_finds_an_oath_and_nothing_in_a_misheard_syllable(pack: Pack) -> None:
    assert judged(pack, agent("你忙去吧"), ("你忙去吧", 0.94), category="profanity") == []
    assert judged(pack, replace(agent("傻"), confidence=0.37), ("傻", 0.99)) == []
