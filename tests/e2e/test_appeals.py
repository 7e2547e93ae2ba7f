"""An appeal is decided by another reviewer than the first."""

import pytest
from playwright.sync_api import expect

from pipeline.review import appeals
from pipeline.storage.tables import AppealRow, CallRow
from tests.e2e.lived import REASON, appeal_first, publish_all, user_of


@pytest.fixture
def appeal_id(live):
    return appeal_first(live[0])


def test_the_first_reviewer_can_not_decide(visit, appeal_id):
    page = visit("liting", f"/appeals/{appeal_id}")
    expect(page.locator("main")).to_contain_text("须由另一位复核人裁定")
    expect(page.locator("form[data-api*='decide']")).to_have_count(0)


def test_another_reviewer_upholds_it(visit, live, appeal_id):
    page = visit("wangwei", "/appeals")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/appeals/{appeal_id}")
    for side in ("机器", "复核人", REASON):
        expect(page.locator(".grid-3")).to_contain_text(side)
    before = page.inner_text(".appeal-score dd")
    page.check("[name=upheld][value=true]")
    page.fill("#f-reason", "确为复述。")
    page.click("button:has-text('提交裁定')")
    expect(page.locator(".page-head .chip")).to_contain_text("申诉成立")
    with live[0].database.reading() as session:
        row = session.get_one(AppealRow, appeal_id)
        assert row.state == "upheld"
        assert session.get_one(CallRow, row.call_id).score > float(before)


def test_the_agent_reads_the_answer(visit, appeal_id):
    page = visit("wangwei", f"/appeals/{appeal_id}")
    page.check("[name=upheld][value=false]")
    page.fill("#f-reason", "随后没有给出准确时间。")
    page.click("button:has-text('提交裁定')")
    expect(page.locator(".page-head .chip")).to_contain_text("维持原判")
    expect(visit("a001", "/me/appeals").locator(".own-appeal")).to_contain_text("随后没有给出准确时间")


def test_a_whole_score_is_put_right_check_by_check(visit, live):
    site, _ = live
    call_id = publish_all(site)
    with site.database.writing() as session:
        about = appeals.Challenge()
        id = appeals.appeal(session, call_id, "A001", user_of(session, "a001"), about, "结束语我说了。", 7).id
    page = visit("wangwei", f"/appeals/{id}")
    before = float(page.inner_text(".appeal-score dd"))
    row = page.locator("[data-rejudge]").first
    expect(row.locator("[data-why]")).to_be_hidden()
    row.locator("select").select_option(label="改为达标")
    row.locator("[data-why]").fill("录音里说了")
    page.check("[name=upheld][value=true]")
    page.fill("#f-reason", "核对过录音。")
    page.click("button:has-text('提交裁定')")
    expect(page.locator(".plain-list")).to_contain_text("达标） 录音里说了")
    with site.database.reading() as session:
        assert session.get_one(CallRow, call_id).score > before
