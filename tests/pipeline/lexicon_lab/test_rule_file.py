"""A rule changed in its file: everything else stays byte for byte."""

import shutil
from datetime import date

import pytest

from pipeline.lexicon import Entry, LexiconError, load_files, own_files, pack_files, with_base
from pipeline.lexicon_lab.rule_file import as_yaml, changed, edited, rule_in, succeeding, without
from pipeline.settings import PROJECT

HOTLINE = PROJECT / "lexicons" / "hotline"
WRITTEN = """# what the desk must not say
category: vague
title: 模棱两可   # in reports
severity: minor
suggestion: 我马上查清楚。

entries:
  # hedges
  - id: vague.probably
    phrases: [大概, 大概是]   # the two usual ones
    reason: "不确定"
    hits:
      - 大概明天吧
      - 大概是断网   # heard on Monday
  - id: vague.maybe
    phrases: [也许]
    reason: 不确定
    hits: [也许吧]
"""
TODAY, LATER = date(2026, 3, 2), date(2026, 3, 9)


def entry(**changes):
    fields = {
        "id": "vague.probably",
        "phrases": ["大概", "大概是"],
        "reason": "不确定",
        "hits": ["大概明天吧", "大概是断网"],
    }
    return Entry.model_validate(fields | changes)


def lines(before, after):
    """What differs: lines that went, lines that came."""
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


def test_nothing_changes_where_the_rule_is_the_same():
    assert edited(WRITTEN.encode(), entry()).decode() == WRITTEN


def test_only_the_line_of_the_changed_field_changes_and_comments_stay():
    after = edited(WRITTEN.encode(), entry(phrases=["大概", "大概是", "八成"])).decode()
    gone, came = lines(WRITTEN, after)
    assert [one.split("#")[0].rstrip() for one in gone] == ["    phrases: [大概, 大概是]"]
    assert [one.split("#")[0].rstrip() for one in came] == ["    phrases: [大概, 大概是, 八成]"]
    assert "# the two usual ones" in came[0]
    assert "# heard on Monday" in after


def test_a_list_with_an_item_a_line_keeps_its_form_and_its_comments():
    after = edited(WRITTEN.encode(), entry(hits=["大概是断网", "大概要三天"])).decode()
    assert lines(WRITTEN, after) == (["      - 大概明天吧"], ["      - 大概要三天"])


def test_new_fields_stand_in_their_order_and_old_ones_go():
    after = edited(WRITTEN.encode(), entry(severity="major", **{"except": ["大概什么时候"]})).decode()
    kept = rule_in(after.encode(), "vague.probably")
    assert (kept.severity, kept.excepted) == ("major", ("大概什么时候",))
    places = [after.index(name) for name in ("phrases: [大概", "except:", "severity: major", "reason:")]
    assert places == sorted(places)
    assert edited(after.encode(), entry()).decode() == WRITTEN


def test_a_new_rule_is_added_at_the_end_and_taken_out_again():
    new = entry(id="vague.heaven", phrases=["看天意"], hits=["得看天意"])
    after = edited(WRITTEN.encode(), new).decode()
    assert after.startswith(WRITTEN)
    assert without(after.encode(), "vague.heaven").decode() == WRITTEN
    assert without(WRITTEN.encode(), "vague.unknown").decode() == WRITTEN


def test_the_last_rule_leaves_no_file():
    only = WRITTEN[: WRITTEN.index("  - id: vague.maybe")]
    assert without(only.encode(), "vague.probably") is None


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf" + WRITTEN.encode(), WRITTEN.replace("\n", "\r\n").encode()])
def test_marks_and_line_ends_of_other_systems_stay(before):
    after = edited(before, entry(severity="major"))
    assert after.startswith(before[:3])
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert after.count(b"\n") == before.count(b"\n") + 1
    assert edited(after, entry()) == before


@pytest.mark.parametrize("pack", ["hotline", "gas"])
def test_the_packs_that_come_along_are_written_as_they_stand(pack):
    for name, raw in own_files(PROJECT / "lexicons" / pack).items():
        if name.startswith("phrases/"):
            last = [line.split()[-1] for line in raw.decode().splitlines() if line.startswith("  - id: ")][-1]
            assert edited(raw, rule_in(raw, last)) == raw


def test_texts_that_look_like_something_else_come_back_as_texts():
    odd = ["yes", "12:30", "(甲|乙)…3丙", "a: b", "- x", "'引号'", "#号", "2026-01-01", "null"]
    tricky = entry(phrases=["大概", *odd])
    again = rule_in(edited(WRITTEN.encode(), tricky), "vague.probably")
    assert again == tricky
    head = WRITTEN[: WRITTEN.index("  # hedges")]
    assert rule_in(f"{head}{as_indented(tricky)}".encode(), "vague.probably") == tricky


def as_indented(one):
    return "\n".join(f"  {line}" for line in as_yaml(one).splitlines())


def home(own, every=None, rule=None, category="vague", today=None):
    return changed(own, every or own, category, rule or entry(), today)


def test_a_pack_that_extends_another_keeps_what_it_changes_in_files_of_its_own():
    base = dict(pack_files(HOTLINE))
    own = {"pack.yaml": b"id: mine\ntitle: m\nversion: '1'\nextends: hotline\n"}
    known = rule_in(base["phrases/vague.yaml"], "vague.probably")
    moved = home(own, base | own, known.model_copy(update={"severity": "major"}))
    assert (moved.name, moved.before, moved.rule) == ("phrases/vague.yaml", None, known)
    new = home(own, base | own, entry(id="vague.heaven", phrases=["看天意"], hits=["得看天意"]))
    assert (new.name, new.before, new.rule) == ("phrases/vague_own.yaml", None, None)
    pack = load_files(with_base(own | {new.name: new.after}, PROJECT / "lexicons"))
    assert pack.phrases["vague.heaven"].category_title == load_files(tuple(base.items())).kinds["vague"].title
    own |= {new.name: new.after}
    again = home(own, base | own, entry(id="vague.sky", phrases=["天晓得"], hits=["天晓得"]))
    assert again.name == "phrases/vague_own.yaml"


def test_a_category_of_the_packs_own_stays_in_its_file():
    gas = PROJECT / "lexicons" / "gas"
    own, every = own_files(gas), dict(pack_files(gas))
    assert home(own, every, entry(id="gas_safety.x", phrases=["点火看看"], hits=["你点火看看"]), "gas_safety").name == (
        "phrases/gas_safety.yaml"
    )
    with pytest.raises(LexiconError, match="类别"):
        home(own, every, category="unheard_of")


def test_the_former_form_goes_on_counting_for_the_days_before():
    old, new = entry(), entry(phrases=["大概", "八成"], hits=["大概"], effective_from=LATER)
    after = succeeding(old, new, TODAY)
    assert [form.phrases for form in after.former] == [("大概", "大概是")]
    again = succeeding(after, entry(severity="fatal", effective_from=LATER), TODAY)
    assert [form.phrases for form in again.former] == [("大概", "大概是")]  # what never counted leaves no trace
    third = succeeding(after, entry(severity="fatal", effective_from=date(2026, 4, 1)), date(2026, 3, 20))
    assert [form.effective_from for form in third.former] == [LATER, None]


def test_other_examples_or_wordings_begin_no_new_form():
    old = entry()
    after = succeeding(old, entry(reason="没有把握", suggestion="我去问。", effective_from=LATER), TODAY)
    assert (after.effective_from, after.former, after.reason) == (None, (), "没有把握")


def test_a_pack_counts_as_of_the_day_of_the_call(tmp_path):
    folder = shutil.copytree(HOTLINE, tmp_path / "hotline")
    files = own_files(folder)
    known = rule_in(files["phrases/vague.yaml"], "vague.probably")
    new = known.model_copy(update={"severity": "major", "effective_from": LATER})
    change = home(files, None, new, today=TODAY)
    heaven = entry(id="vague.heaven", phrases=["看天意"], hits=["得看天意"], effective_from=TODAY)
    other = home(files | {change.name: change.after}, None, heaven, today=TODAY)
    pack = load_files(tuple(sorted((files | {change.name: other.after}).items())))
    severities = [pack.on(day).phrases["vague.probably"].severity for day in (date(2020, 1, 1), TODAY, LATER)]
    assert severities == ["minor", "minor", "major"]
    assert [("vague.heaven" in pack.on(day).phrases) for day in (date(2026, 3, 1), TODAY)] == [False, True]
    assert pack.on(LATER) is pack
    assert pack.on(TODAY) is pack.on(date(2026, 3, 8))
    assert pack.on(date(2020, 1, 1)).sha256 == pack.sha256
