"""Nothing reaches an agent by accident; what has reached them is changed and taken back in the open."""

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import CallRow
from tests.e2e.accessibility import violations
from tests.e2e.lived import publish_all


@pytest.fixture
def draft(visit):
    """The call page of the reviewer, with the call that has findings."""
    page = visit("liting", "/queue")
    page.click("[data-row] a:has-text('printer-complaint')")
    page.wait_for_url("**/calls/*")
    expect(page.locator(".claim")).to_have_attribute("data-mine", "yes")
    return page


def state_of(live, call_id: str) -> str:
    with live[0].database.reading() as session:
        return session.get_one(CallRow, call_id).review_state


def test_one_key_publishes_nothing_and_names_what_is_open(draft, live):
    call_id = draft.get_attribute("[data-call]", "data-call")
    open_findings = draft.get_attribute(".claim", "data-open-findings")
    draft.keyboard.press("p")
    expect(draft.locator("#publish")).to_contain_text(f"还有 {open_findings} 处发现没有人处理")
    expect(draft.locator("#publish")).to_contain_text("推脱")
    assert violations(draft) == []
    draft.keyboard.press("Enter")  # the key that was pressed once too often
    expect(draft.locator("#publish")).not_to_be_visible()
    assert state_of(live, call_id) == "claimed"


def test_publishing_withdrawing_and_what_the_agent_reads(draft, live, visit):
    call_id = draft.get_attribute("[data-call]", "data-call")
    draft.keyboard.press("n")
    expect(draft.locator(".finding.state-rejected")).to_have_count(1)
    draft.fill("[data-comment]", "语气再耐心一些。")
    draft.click("[data-publish]")
    draft.click("[data-publish-yes]")
    draft.wait_for_url(lambda url: call_id not in url)
    assert state_of(live, call_id) == "published"

    agent = visit("a001", f"/me/calls/{call_id}", phone=True)
    expect(agent.locator(".own-comment")).to_contain_text("语气再耐心一些。")
    expect(agent.locator(".own-sentence", has_text="不归我管")).to_contain_text("分")
    agent.click("[aria-label='播放整通电话']")
    agent.wait_for_function("() => document.querySelector('audio').duration > 20")
    assert violations(agent) == []

    draft.goto(f"/calls/{call_id}")
    draft.click("[data-open='unpublish']")
    draft.fill("#f-withdrawal", "误发布，还没有复核完。")
    draft.click("#unpublish footer button[type=submit]")
    expect(draft.locator(".claim")).to_contain_text("已撤回发布")
    agent.goto("/me")
    expect(agent.locator(".own-row")).to_contain_text("已撤回")
    agent.goto(f"/me/calls/{call_id}")
    expect(agent.locator(".notice")).to_contain_text("误发布，还没有复核完。")
    assert "不归我管" not in agent.content()
    assert violations(agent) == []


def test_a_change_of_what_is_published_is_a_new_version(live, visit):
    call_id = publish_all(live[0])
    agent = visit("a001", f"/me/calls/{call_id}")
    before = agent.inner_text(".own-total .figure")
    page = visit("liting", f"/calls/{call_id}")
    page.locator("mark[data-mark]", has_text="不归我管").click()
    page.keyboard.press("n")
    expect(page.locator("dialog[open]")).to_contain_text("已经发布给坐席")
    page.click("dialog[open] button:has-text('取消')")
    expect(page.locator(".finding.state-rejected")).to_have_count(0)
    page.keyboard.press("n")
    page.click("dialog[open] button:has-text('确定')")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    page.keyboard.press("s")
    page.wait_for_url(lambda url: call_id not in url)
    expect(page.locator(".toast").first).to_contain_text("坐席看到的仍是第 1 版")
    agent.reload()
    assert agent.inner_text(".own-total .figure") == before

    page.goto("/queue?state=reviewed")
    page.click("[data-publish]")
    expect(page.locator("#publish")).to_contain_text("第 2 版，代替现在的第 1 版")
    page.click("[data-publish-yes]")
    expect(page.locator(".toast")).to_contain_text("已发布")
    agent.reload()
    expect(agent.locator(".own-total")).to_contain_text("第 2 版")
    assert agent.inner_text(".own-total .figure") != before
