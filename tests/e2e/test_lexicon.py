"""The lexicon: browsing, trying a sentence, trying a change."""

from playwright.sync_api import expect

from api.pages.views import lexicon
from pipeline.storage.tables import JobRow


def test_a_sentence_is_tried(visit):
    page = visit("chen", "/lexicon/try")
    page.fill("#f-text", "这个不归我管。")
    page.click("button:has-text('试一试')")
    expect(page.locator(".tried mark")).to_contain_text("不归我管")
    expect(page.locator(".tried-list").first).to_contain_text("字面一致")


def test_a_misheard_sentence_is_found_by_its_sound(visit):
    page = visit("liting", "/lexicon/try")
    page.fill("#f-text", "别落嗦。")
    page.click("button:has-text('试一试')")
    expect(page.locator(".tried-list").first).to_contain_text("读音相近")


def test_a_harmless_sentence_meets_no_rule(visit):
    page = visit("liting", "/lexicon/try")
    page.fill("#f-text", "请您稍等，我马上为您查询。")
    page.click("button:has-text('试一试')")
    expect(page.locator("main")).to_contain_text("没有禁语规则响应")


def test_entries_are_filtered_and_opened(visit):
    page = visit("liting", "/lexicon?q=不归我管")
    row = page.locator("[data-row]").first
    row.locator("a").click()
    expect(page.locator("main")).to_contain_text("应该找到")


def test_a_changed_entry_is_tried_before_anyone_is_affected(visit, live):
    page = visit("liting", "/lexicon/entries/vague.probably")
    page.click("button:has-text('试算影响')")
    page.wait_for_url("**/lexicon/dry-runs/*")
    expect(page.locator("main")).to_contain_text("排队中")
    with live[0].database.reading() as session:
        assert session.query(JobRow).one().kind == "dry_run"
    page.click("button:has-text('取消')")
    expect(page.locator(".empty")).to_contain_text("还没有试算过")


def test_a_dry_run_covers_as_many_calls_as_one_likes(visit, live, monkeypatch):
    monkeypatch.setattr(lexicon, "QUICK", 1)
    page = visit("liting", "/lexicon/entries/vague.probably")
    expect(page.locator("select[name=calls]")).to_have_value("")  # all two
    page.select_option("select[name=calls]", label="最近 1 通")
    page.click("button:has-text('试算影响')")
    page.wait_for_url("**/lexicon/dry-runs/*")
    expect(page.locator("main")).to_contain_text("最近 1 通")
    with live[0].database.reading() as session:
        assert session.query(JobRow).one().arguments["calls"] == 1


def test_faults_of_a_changed_entry_are_told(visit):
    page = visit("liting", "/lexicon/entries/vague.probably", refused=422)
    page.click("summary:has-text('按 YAML 改')")
    page.fill("#f-yaml", "id: vague.probably\nphrases: []\nreasn: x")
    with page.expect_response("**/dry-runs") as answer:
        page.click("button:has-text('按 YAML 试算')")
    assert answer.value.status == 422
    expect(page.locator("[data-problem]:visible")).to_contain_text("reasn")


def test_trainers_try_but_do_not_change(visit):
    page = visit("chen", "/lexicon/entries/vague.probably")
    expect(page.locator("#f-yaml")).to_have_count(0)
    expect(page.locator(".rule-form")).to_have_count(0)
