"""What waits for me: an appeal reaches the reviewer, its decision the agent; badges, reading, mail."""

from playwright.sync_api import expect
from sqlalchemy import select

from pipeline.storage.tables import UserRow
from tests.e2e.accessibility import violations
from tests.e2e.lived import appeal_first


def badge(page, href):
    return page.locator(f"#main-menu a[href='{href}'] .badge")


def test_an_appeal_waits_is_decided_and_is_over(visit, live):
    appeal = appeal_first(live[0])
    page = visit("wangwei", "/queue")
    expect(badge(page, "/inbox")).to_have_text("1")
    expect(badge(page, "/appeals")).to_have_text("1")
    page.click("#main-menu a[href='/inbox']")
    expect(page.locator(".notice-row")).to_contain_text("有一项申诉等待裁定")
    assert violations(page) == []
    page.click(".notice-row a")
    page.wait_for_url(f"**/appeals/{appeal}")
    page.goto("/inbox")
    expect(page.locator(".empty")).to_contain_text("没有等您处理的事")
    expect(badge(page, "/inbox")).to_have_count(0)
    expect(badge(page, "/appeals")).to_have_text("1")  # read, but not decided
    assert violations(page) == []
    page.goto("/inbox?all=true")
    expect(page.locator(".notice-row")).to_have_count(1)

    first = visit("liting", "/inbox")  # who reviewed the call may not decide
    expect(first.locator(".empty")).to_be_visible()


def test_an_agent_reads_and_chooses_mail_on_a_phone(visit, live):
    site, _ = live
    appeal_first(site)
    page = visit("a001", "/inbox", phone=True)
    expect(page.locator(".notice-row")).to_have_count(2)  # two scorecards were published
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    page.locator(".notice-row button").first.click()
    expect(page.locator(".notice-row")).to_have_count(1)
    page.fill("#f-email", "wang@example.com")
    page.uncheck("[name=wants_mail]")
    page.click("#mail-title ~ form button")
    expect(page.locator(".toast").last).to_contain_text("已保存")
    with site.database.reading() as session:
        row = session.scalars(select(UserRow).filter_by(name="a001")).one()
        assert (row.email, row.wants_mail) == ("wang@example.com", False)
    page.click("button:has-text('全部标为已读')")
    expect(page.locator(".empty")).to_be_visible()
