"""Many calls of the queue at once."""

from playwright.sync_api import expect

from tests.e2e.accessibility import violations


def test_claiming_and_publishing_many(visit):
    page = visit("liting", "/queue")
    page.check("[data-pick-all]")
    expect(page.locator("[data-picked]")).to_have_text("已选 2 通")
    assert violations(page) == []
    page.click("[data-bulk-do='claim']")
    expect(page.locator(".toast")).to_contain_text("已领取 2 通")
    for _ in range(2):
        page.goto("/queue/next")
        here = page.url
        page.keyboard.press("s")
        page.wait_for_url(lambda url, here=here: url != here)
    page.goto("/queue?state=reviewed")
    page.check("[data-pick-all]")
    page.click("[data-bulk-do='publish']")
    expect(page.locator("#bulk")).to_contain_text("发布 2 通给坐席？")
    expect(page.locator("#bulk")).to_contain_text("没有人处理")
    assert violations(page) == []
    page.click("[data-bulk-yes]")
    expect(page.locator(".toast")).to_contain_text("已发布 2 通")
    expect(page.locator(".empty")).to_contain_text("没有等待发布的评分")
