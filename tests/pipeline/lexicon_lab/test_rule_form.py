"""A rule as the form sends it, and what is wrong with it by field."""

import pytest

from pipeline.lexicon import LexiconError, load_pack
from pipeline.lexicon_lab import RuleForm, candidate_pack, form_of, yaml_of
from pipeline.lexicon_lab.rule_form import new_id, rule_of
from pipeline.settings import PROJECT

HOTLINE = PROJECT / "lexicons" / "hotline"
PACK = load_pack(HOTLINE)
GIVEN = RuleForm("vague", phrases=(" 看天意 ", "看天意", ""), reason="不确定", hits=("这得看天意",))


def faults(form):
    with pytest.raises(LexiconError) as caught:
        rule_of(form, PACK, HOTLINE)
    return {(fault.field, fault.problem) for fault in caught.value.faults}


def test_a_new_rule_gets_a_name_that_can_be_read():
    rule = rule_of(GIVEN, PACK, HOTLINE)
    assert (rule.id, rule.phrases, rule.severity, rule.suggestion) == ("vague.kan_tian_yi", ("看天意",), None, None)
    assert candidate_pack({"entry": {"category": "vague", "yaml": yaml_of(GIVEN, PACK, HOTLINE)}}, HOTLINE)


def test_names_are_never_used_twice():
    assert new_id("vague", "看天意", {"vague.kan_tian_yi", "vague.kan_tian_yi_2"}) == "vague.kan_tian_yi_3"
    assert new_id("vague", "……", ()) == "vague.rule"
    assert new_id("vague", "OK啦" * 30, ()).startswith("vague.ok_la")


def test_a_form_that_is_sent_back_as_it_was_changes_nothing():
    from pipeline.lexicon import own_files
    from pipeline.lexicon_lab.rule_file import changed

    files = own_files(HOTLINE)
    for id in ("vague.probably", "dismissive.not_my_business", "profanity.idiot"):
        entry = PACK.phrases.get(id)
        if entry is not None:
            rule = rule_of(form_of(entry, PACK), PACK, HOTLINE)
            change = changed(files, files, entry.category, rule)
            assert change.after == change.before


def test_the_manual_that_a_rule_comes_from_is_not_the_forms_to_give():
    seed = next(entry for entry in PACK.phrases.values() if entry.source)
    assert rule_of(form_of(seed, PACK), PACK, HOTLINE).source == seed.source
    assert rule_of(GIVEN, PACK, HOTLINE).source == ""


def test_everything_that_is_missing_is_told_at_once_by_field():
    found = faults(RuleForm("vague"))
    assert {field for field, _ in found} == {"phrases", "reason", "hits"}
    assert all("缺少" in problem for _, problem in found)


@pytest.mark.parametrize(
    "form", [RuleForm("unheard"), RuleForm("vague", id="vague.unheard"), RuleForm("blame", id="vague.probably")]
)
def test_what_does_not_exist_can_not_be_changed(form):
    assert {field for field, _ in faults(form)} <= {"category", "id"}


def test_a_text_that_is_too_long_is_told_with_its_line():
    assert ("phrases[2]", "太多或太长（最多 500）") in faults(RuleForm("vague", phrases=("看天意", "长" * 501)))
