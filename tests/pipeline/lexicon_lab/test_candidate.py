"""A changed pack for a trial."""

import pytest

from pipeline.lexicon import LexiconError, load_pack, pack_files
from pipeline.lexicon_lab import candidate_pack
from pipeline.settings import PROJECT

HOTLINE = PROJECT / "lexicons" / "hotline"
ENTRY = """
- id: vague.probably
  phrases: [大概, 八成]
  reason: 答复不确定
  hits: [八成是机房断了]
"""


def change(entry=ENTRY, category="vague"):
    return candidate_pack({"entry": {"category": category, "yaml": entry}}, HOTLINE)


def faults(wanted):
    with pytest.raises(LexiconError) as caught:
        candidate_pack(wanted, HOTLINE)
    return "\n".join(map(str, caught.value.faults))


def files(**changed):
    return {name: raw.decode() for name, raw in pack_files(HOTLINE)} | changed


def test_one_edited_entry_takes_the_place_of_the_old_one():
    old, new = load_pack(HOTLINE), change()
    assert new.phrases["vague.probably"].phrases == ("大概", "八成")
    assert {i: e for i, e in new.phrases.items() if i != "vague.probably"} == {
        i: e for i, e in old.phrases.items() if i != "vague.probably"
    }
    assert new.sha256 != old.sha256


def test_a_new_entry_is_added_with_or_without_the_dash():
    text = "id: vague.eighty\nphrases: [八成是这样]\nexcept: [八成是这样吗]\nreason: 不确定\nhits: [八成是这样]"
    assert change(text).phrases["vague.eighty"].excepted == ("八成是这样吗",)


def test_an_installed_pack_and_sent_files():
    assert candidate_pack({"installed": "gas"}, HOTLINE).id == "gas"
    extending = {"pack.yaml": "id: mine\ntitle: 我的\nversion: '1'\nextends: hotline\n"}
    assert candidate_pack({"files": extending}, HOTLINE).id == "mine"
    assert candidate_pack({"files": files()}, HOTLINE).sha256 == load_pack(HOTLINE).sha256


@pytest.mark.parametrize("name", ["../gas", "/etc", "nothing", "", "gas/../gas"])
def test_only_what_is_installed_can_be_named(name):
    assert "没有安装" in faults({"installed": name})


@pytest.mark.parametrize("base", ["../../etc", "/etc", "nothing"])
def test_a_sent_pack_extends_nothing_from_elsewhere(base):
    assert "extends" in faults({"files": {"pack.yaml": f"id: a\ntitle: b\nversion: '1'\nextends: {base}\n"}})


def test_all_faults_at_once_with_file_entry_and_field():
    text = faults(
        {
            "files": files(
                **{
                    "phrases/vague.yaml": "category: vague\ntitle: 甲\n",
                    "scripts/hold.yaml": "script: [",
                    "evil.py": "print(1)",
                }
            )
        }
    )
    for place in ("phrases/vague.yaml · entries", "phrases/vague.yaml · severity", "scripts/hold.yaml", "evil.py"):
        assert place in text


def test_nothing_in_a_file_is_executed():
    text = "!!python/object/apply:os.system ['true']"
    assert "YAML" in faults({"files": files(**{"phrases/vague.yaml": text})})
    with pytest.raises(LexiconError):
        change(text)


def test_faults_of_an_edited_entry_name_it():
    with pytest.raises(LexiconError, match="hits"):
        change("id: vague.new\nphrases: [不晓得]\nreason: x\nhits: [别的话]")
    with pytest.raises(LexiconError, match="类别"):
        change(category="greeting")
    with pytest.raises(LexiconError, match="修改的词条"):
        change("just text")


def test_a_rubric_for_checks_that_do_not_exist_is_refused():
    rubric = (HOTLINE / "rubric.yaml").read_text("utf-8")
    text = faults(
        {
            "files": files(
                **{"rubric.yaml": rubric.replace("max_rings", "rings").replace("check: courtesy", "check: politeness")}
            )
        }
    )
    assert "answer_latency · with：参数无效：rings" in text
    assert "politeness · check：没有这个检查项" in text
