"""An appeal is decided by another reviewer than the first."""

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import AppealRow, CallRow
from tests.e2e.lived import REASON, appeal_first


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
