"""names.yaml: a supervisor edits how names are told; faults are named all at once, and what is written counts."""

import pytest

from pipeline.lexicon import LexiconError, Pack, load_files, load_pack, pack_files
from pipeline.privacy import Kind, spans
from pipeline.settings import PROJECT

HOTLINE = PROJECT / "lexicons" / "hotline"
NAMES = (HOTLINE / "names.yaml").read_text(encoding="utf-8")


def with_names(text: str) -> Pack:
    return load_files(tuple((n, text.encode() if n == "names.yaml" else raw) for n, raw in pack_files(HOTLINE)))


def hidden_names(text: str, pack: Pack) -> list[str]:
    return [text[span.start : span.end] for span in spans(text, pack) if span.kind is Kind.NAME]


def test_every_fault_is_told_at_once_with_its_field() -> None:
    wrong = NAMES + "\nsurname: [王]\n"
    wrong = wrong.replace("people: [", "people: [机主, 房 东, ").replace("common_given: [", "common_given: [赵, ")
    wrong = wrong.replace("places: [", "places: ['[路', 8, ")
    with pytest.raises(LexiconError) as caught:
        with_names(wrong)
    found = {(fault.file, fault.field): fault.problem for fault in caught.value.faults}
    assert found == {
        ("names.yaml", "people[2]"): "只能是汉字，不能有标点、空格、字母或数字",
        ("names.yaml", "places[1]"): "只能是汉字，不能有标点、空格、字母或数字",
        ("names.yaml", "places[2]"): "应当是文字（数字、日期、true/false 请加引号）",
        ("names.yaml", "surname"): "未知字段，请检查拼写",
    }


def test_what_contradicts_itself_is_told_at_once() -> None:
    wrong = NAMES.replace("people: [", "people: [机主, ").replace("common_given: [", "common_given: [赵, ")
    with pytest.raises(LexiconError) as caught:
        with_names(wrong)
    found = {(fault.field, fault.problem) for fault in caught.value.faults}
    assert found == {("people", "「机主」写了不止一次"), ("common_given", "「赵」不在 given 里")}


def test_a_word_that_is_added_hides_the_name_behind_it() -> None:
    text = "监护人是葛荞。"
    assert hidden_names(text, load_pack(HOTLINE)) == []
    assert hidden_names(text, with_names(NAMES.replace("people: [", "people: [监护人, "))) == ["葛荞"]


def test_a_pack_that_knows_surnames_never_goes_without() -> None:
    """Otherwise nothing would show that names are masked no longer."""
    with pytest.raises(LexiconError, match=r"names\.yaml.*不会被遮盖"):
        load_files(tuple((name, raw) for name, raw in pack_files(HOTLINE) if name != "names.yaml"))


def test_a_pack_that_extends_another_has_its_names() -> None:
    assert load_pack(PROJECT / "lexicons" / "gas").spoken_names == load_pack(HOTLINE).spoken_names
