"""A number on a board opens exactly the calls that it counts; a list is filtered, sorted, kept and passed on."""

from playwright.sync_api import expect

from tests.e2e.accessibility import violations
from tests.e2e.lived import publish_all


def test_a_number_of_the_board_opens_the_calls_it_counts(visit, live):
    publish_all(live[0])
    page = visit("liting", "/board/check")
    number = page.locator("tr", has_text="服务禁语").locator("a[href*='verdict=fail']")
    expect(number).to_have_text("1")
    number.click()
    page.wait_for_url("**/calls?*")
    expect(page.locator(".list-total")).to_contain_text("共 1 通")
    expect(page.locator(".list-total")).to_contain_text("结论：不达标")
    expect(page.locator("[data-row]")).to_contain_text("printer-complaint")
    page.go_back()
    page.locator("tr", has_text="服务禁语").locator("a[href*='verdict=pass']").click()
    expect(page.locator("[data-row]")).to_contain_text("password-reset")


def test_filters_combine_sort_and_are_kept_under_a_name(visit):
    page = visit("liting", "/calls")
    expect(page.locator(".list-total")).to_contain_text("共 2 通")
    page.click(".list-filters .more summary")
    page.select_option("[name=category]", "dismissive")
    expect(page.locator(".list-total")).to_contain_text("共 1 通")
    page.click("th a:has-text('得分')")
    expect(page.locator("th[aria-sort]")).to_contain_text("得分")
    expect(page.locator(".list-total")).to_contain_text("共 1 通")  # sorting keeps the filter
    assert violations(page) == []
    page.click("[data-open='save-search']")
    page.fill("#save-search [name=name]", "推脱的")
    page.click("#save-search footer button[type=submit]")
    kept = page.locator(".saved a", has_text="推脱的")
    expect(kept).to_have_count(1)
    page.goto("/calls")
    kept.click()
    expect(page.locator(".list-total")).to_contain_text("禁语类别：推脱")
    page.wait_for_load_state()
    page.click("[aria-label='删除「推脱的」']")
    page.click("dialog[open] button:has-text('确定')")
    expect(page.locator(".saved")).to_have_count(0)
    other = visit("wangwei", page.url)  # the address alone is the filter
    expect(other.locator(".list-total")).to_contain_text("共 1 通")


def test_the_next_call_stays_within_the_filter_of_the_queue(visit):
    page = visit("liting", "/queue?why=clean")
    page.click("[data-begin]")
    page.wait_for_url("**/calls/*why=clean*")
    page.keyboard.press("s")
    page.wait_for_url("**/queue?why=clean&done=1")
    expect(page.locator(".notice")).to_contain_text("这些条件下没有可领的通话了")
