"""What becomes of the decision about a turn: place, category, certainty, severity, and the reason in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.checks.case import Case
from pipeline.checks.forbidden_phrases import forbidden_phrases
from pipeline.domain.call import Correction, Utterance
from pipeline.domain.facts import Facts, Passage, TurnLabel
from pipeline.domain.finding import Finding, MatchKind
from pipeline.lexicon import Kind, Pack, PhraseEntry
from pipeline.lexicon.schema import Tally, Traits, Trust
from tests.builders import agent, call, customer
from tests.stored_calls import hotline

KINDS = ("vague", "dismissive", "blame", "profanity", "overpromise")


def entry(id: str, *phrases: str, severity: str = "minor", source: str = "D") -> PhraseEntry:
    category = id.split(".")[0]
    return PhraseEntry(id, category, category, phrases, (), False, severity, "理由", "建议", source)


@pytest.fixture(scope="module")
def pack() -> Pack:
    entries = [
        entry("vague.maybe", "可能", "差不多"),
        entry("dismissive.not_mine", "不归我管", "去找别人"),
        entry("blame.who", "谁让你拆的"),
        entry("profanity.worst", "你个王八蛋", "有病", severity="fatal"),
        entry("dismissive.new", "您另请高明", source=""),
    ]
    kinds = {c: Kind(f"类别{c}", "major", "通用建议") for c in KINDS}
    traits = {c: Traits(acts=("refuse",), redeemed_by=("reason", "alternative")) for c in KINDS}
    return replace(hotline(), phrases={e.id: e for e in entries}, kinds=kinds, traits=traits, earned=Trust())


def judged(
    pack: Pack,
    spoken: Utterance,
    *passages: tuple[str, float],
    probability: float = 0.95,
    before: str = "喂？",
    category: str = "dismissive",
    **more: object,
) -> list[Finding]:
    """Findings in a turn with this opinion; ``passages`` are parts of it with the log-odds of their wording."""
    text = spoken.text
    places = tuple(Passage(text.index(part), text.index(part) + len(part), odds) for part, odds in passages)
    shares = {category: 0.7, **{c: 0.3 / (len(KINDS) - 1) for c in KINDS if c != category}}
    label = TurnLabel(1, probability, shares, places or (Passage(0, len(text), 3.0),), **more)  # type: ignore[arg-type]
    return list(forbidden_phrases(Case(call(customer(before), spoken), Facts(labels=(label,)), pack)))


def test_a_listed_phrase_is_found_where_it_was_said(pack: Pack) -> None:
    (found,) = judged(pack, agent("这个不归我管。"))
    assert (found.category, found.phrase, found.quote, found.rule, found.match) == (
        "dismissive",
        "不归我管",
        "不归我管",
        "dismissive.not_mine",
        MatchKind.EXACT,
    )
    assert found.start < found.end
    assert found.certain
    assert found.suggestion == "建议"


@pytest.mark.parametrize(("probability", "certain"), [(0.97, True), (0.7, False)])
def test_words_that_were_heard_again_say_so(pack: Pack, probability: float, certain: bool) -> None:
    """With what was written first; they cost points only where the sound leaves little doubt."""
    again = Correction(2, 6, "不归我管", "不为我管", 1.5, probability)
    (found,) = judged(pack, replace(agent("这个不归我管。"), corrections=(again,)), probability=0.99)
    assert (found.quote, found.match, found.certain) == ("不归我管", MatchKind.SOUND, certain)
    assert (found.details["heard"], found.details["support"]) == ("不为我管", 1.5)


def test_words_heard_again_elsewhere_change_nothing(pack: Pack) -> None:
    again = Correction(0, 2, "这个", "着个", 1.5, 0.7)
    (found,) = judged(pack, replace(agent("这个不归我管。"), corrections=(again,)))
    assert (found.match, found.certain, "heard" in found.details) == (MatchKind.EXACT, True, False)


def test_a_turn_that_is_probably_harmless_is_not_accused(pack: Pack) -> None:
    assert judged(pack, agent("这个不归我管。"), probability=0.4) == []


def test_between_shown_and_certain_a_finding_asks_a_person(pack: Pack) -> None:
    (found,) = judged(pack, agent("这个不归我管。"), probability=0.7)
    assert not found.certain


def test_a_likeness_alone_is_shown_and_never_certain(pack: Pack) -> None:
    (found,) = judged(pack, agent("谁让你乱动的。"), probability=0.99, category="blame")
    assert (found.match, found.category, found.rule, found.certain) == (MatchKind.SIMILAR, "blame", None, False)
    assert found.phrase == found.quote == "谁让你乱动的"
    assert found.suggestion == "通用建议"


def test_the_reason_says_what_was_done_and_what_was_missing(pack: Pack) -> None:
    (bare,) = judged(pack, agent("退不了。"), does=("refuse",))
    assert bare.reason == "类别dismissive：拒绝了，没有说原因，也没有给办法"
    (redeemed,) = judged(pack, agent("退不了，因为过期了，您走吧。"), does=("refuse",), redeems=("reason",))
    assert "没有" not in redeemed.reason


def test_what_the_organisation_does_not_forbid_is_no_fault(pack: Pack) -> None:
    assert judged(pack, agent("我保证修好。"), probability=0.99, category="overpromise") == []


def test_the_decision_must_be_surer_where_the_recogniser_was_not(pack: Pack) -> None:
    assert judged(pack, agent("这个不归我管。", confidence=0.4), probability=0.7) == []


def test_bad_hearing_or_doubtful_roles_make_unsure(pack: Pack) -> None:
    for doubt in ({"confidence": 0.45}, {"role_confidence": 0.4}):
        (found,) = judged(pack, agent("这个不归我管。", **doubt), probability=0.99)
        assert not found.certain


def test_the_customers_own_words_a_question_or_a_part_of_a_word_are_no_place(pack: Pack) -> None:
    quoted = judged(
        pack,
        agent("您说不归我管，这话不对，自己查去。"),
        ("您说不归我管，", 3.0),
        ("自己查去。", 2.5),
        before="他说不归我管。",
    )
    assert [(f.match, f.quote) for f in quoted] == [(MatchKind.SIMILAR, "自己查去")]
    text = "这是有病虫害的，自己看。"
    (found,) = judged(
        pack,
        agent(text),
        ("这是有病虫害的，", 3.0),
        ("自己看。", 2.5),
        category="profanity",
        edges=(0, 1, 2, 3, 6, 7, 8, 10, 11, 12),
    )
    assert found.quote == "自己看"
    assert found.severity != "fatal"


def test_a_second_listed_fault_of_another_kind_is_a_finding_of_its_own(pack: Pack) -> None:
    text = "这个不归我管，你个王八蛋。"
    found = judged(pack, agent(text), ("这个不归我管，", 2.0), ("你个王八蛋。", 4.0), category="profanity")
    assert [f.category for f in found] == ["profanity"]  # what is hardly likely of the turn is not made up from a word
    shares = (Passage(0, 7, 3.5), Passage(7, 13, 4.0))
    label = TurnLabel(1, 0.97, {"profanity": 0.5, "dismissive": 0.4, "vague": 0.1}, shares)
    two = list(forbidden_phrases(Case(call(customer("喂"), agent(text)), Facts(labels=(label,)), pack)))
    assert [f.category for f in two] == ["dismissive", "profanity"]


def test_only_a_certain_exact_phrase_is_fatal(pack: Pack) -> None:
    (sure,) = judged(pack, agent("你个王八蛋。"), probability=0.99, category="profanity")
    assert (sure.severity, sure.certain) == ("fatal", True)
    (doubted,) = judged(pack, agent("你个王八蛋。"), probability=0.7, category="profanity")
    assert doubted.severity == "major"


def test_a_new_rule_asks_a_person_until_people_have_confirmed_it(pack: Pack) -> None:
    spoken = agent("您另请高明。")
    assert not judged(pack, spoken, probability=0.99)[0].certain
    confirmed = replace(pack, earned=Trust(reviews={"dismissive.new": Tally(fair=6, unfair=0)}))
    assert judged(confirmed, spoken, probability=0.99)[0].certain
    rejected = replace(pack, earned=Trust(reviews={"dismissive.new": Tally(fair=4, unfair=6)}))
    assert not judged(rejected, spoken, probability=0.99)[0].certain


def test_the_customer_and_unlabelled_calls_are_left_alone(pack: Pack) -> None:
    assert list(forbidden_phrases(Case(call(customer("这不归我管，可能吧。")), Facts(), pack))) == []


def test_what_only_sounds_alike_is_no_listed_phrase(pack: Pack) -> None:
    (found,) = judged(pack, agent("你各王八但。"), probability=0.99, category="profanity")
    assert (found.match, found.certain) == (MatchKind.SIMILAR, False)
