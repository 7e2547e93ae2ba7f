"""The agent on a phone: own scores, better wording, acknowledging, appealing."""

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import AppealRow, ScorecardRow
from tests.e2e.lived import publish_all


@pytest.fixture
def call_id(live):
    site, _ = live
    return publish_all(site)


def test_nothing_is_shown_before_it_is_published(visit):
    page = visit("a001", "/me", phone=True)
    expect(page.locator(".empty")).to_contain_text("还没有发布给您的评分")


def test_own_scores_and_better_wording(visit, call_id):
    page = visit("a001", phone=True)
    page.wait_for_url("**/me")
    expect(page.locator(".own-row")).to_have_count(2)
    expect(page.locator(".own-sentence", has_text="不归我管")).to_contain_text("可以这样说")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".own-sentence .play").first.click()
    page.wait_for_function("() => document.querySelector('audio').duration > 0")
    expect(page.locator("[data-clip-bar]")).to_be_visible()


def test_another_agent_sees_nothing_of_it(visit, call_id):
    page = visit("a002", "/me", refused=404)
    expect(page.locator(".own-row")).to_have_count(0)
    with page.expect_response(f"**/me/calls/{call_id}") as answer:
        page.evaluate(f"fetch('/me/calls/{call_id}').then(() => 0)")
    assert answer.value.status == 404


def test_acknowledging(visit, live, call_id):
    page = visit("a001", f"/me/calls/{call_id}", phone=True)
    page.click("button:has-text('我已知悉')")
    expect(page.locator(".page-head .chip")).to_contain_text("知悉")
    with live[0].database.reading() as session:
        card = session.query(ScorecardRow).filter_by(call_id=call_id, origin="review").one()
        assert card.acknowledged_at is not None


def test_appealing_with_a_reason_and_taking_it_back(visit, live, call_id):
    page = visit("a001", f"/me/calls/{call_id}", phone=True)
    page.locator(".own-sentence", has_text="大概").locator("[data-appeal]").click()
    expect(page.locator("#appeal")).to_contain_text("大概")
    page.fill("#appeal textarea", "我随后给了准确时间。")
    page.click("#appeal button:has-text('提交申诉')")
    expect(page.locator(".toast")).to_contain_text("申诉已提交")
    expect(page.locator(".own-appeal")).to_contain_text("等待裁定")
    with live[0].database.reading() as session:
        row = session.query(AppealRow).one()
        assert (row.call_id, row.state, row.finding_id is not None) == (call_id, "open", True)

    page.goto("/me/appeals")
    page.click("button:has-text('撤回')")
    page.click("dialog button:has-text('确定')")
    expect(page.locator(".own-appeal")).to_contain_text("已撤回")


def test_no_reviewers_name_is_told(visit, call_id):
    page = visit("a001")
    for path in ("/me", "/me/calls", f"/me/calls/{call_id}", "/me/appeals"):
        page.goto(path)
        assert "liting" not in page.content()
