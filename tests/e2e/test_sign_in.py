import pytest
from playwright.sync_api import expect


def test_a_visitor_is_asked_to_sign_in_and_then_led_to_where_they_wanted_to_go(visit):
    page = visit(path="/calls?q=打印机")
    expect(page).to_have_title("登录 · 听鉴")
    page.fill("[name=name]", "liting")
    page.fill("[name=password]", "a long pass phrase")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls?q=*")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_signing_out_ends_the_session(visit):
    page = visit("liting")
    page.click("button:has-text('退出')")
    page.wait_for_url("**/sign-in")
    page.goto("/queue")
    expect(page).to_have_title("登录 · 听鉴")


def test_nobody_is_led_to_another_site(visit):
    page = visit(path="/sign-in?next=//example.org/")
    page.fill("[name=name]", "liting")
    page.fill("[name=password]", "a long pass phrase")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue")


def test_the_theme_is_chosen_once_for_all_pages(visit):
    page = visit("liting", "/queue")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("[data-theme-switch]")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != ground
    page.goto("/calls")
    assert page.get_attribute("html", "data-theme") == "dark"


@pytest.mark.parametrize("name", ["chen", "a001"])
def test_reviewers_pages_are_closed_to_others(visit, name):
    page = visit(name, "/account", refused=403)
    closed = ("/queue", "/queue/next", "/calls", "/failures", "/calls/" + "0" * 32)
    assert {path: page.goto(path).status for path in closed} == dict.fromkeys(closed, 403)
