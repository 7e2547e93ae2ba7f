"""The pages in English: chosen by a button, worked with, without faults for axe, and no wider than a phone."""

from playwright.sync_api import expect

from pipeline.accounts import users
from tests.e2e.accessibility import violations
from tests.e2e.lived import appeal_first, user_of

PAGES = {
    "liting": ["/queue", "/calls", "/appeals/1", "/uploads", "/quality", "/account"],
    "chen": ["/coaching", "/coaching/clips", "/lexicon/try"],
    "a001": ["/me", "/me/appeals"],
    "root": ["/board/agent", "/board/check", "/users", "/audit", "/lexicon/entries/vague.probably"],
}


def test_a_reviewer_chooses_english_and_works_in_it(visit):
    page = visit("liting", "/queue")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Start reviewing").click()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.locator("[data-toasts]")).not_to_contain_text("确认")
    expect(page.get_by_role("button", name="Save and next")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator("[data-toasts]")).to_contain_text("undone")
    assert violations(page) == []


def test_pages_in_english(visit, live):
    appeal_first(live[0])
    found = []
    for name, places in PAGES.items():
        with live[0].database.writing() as session:
            users.choose_language(session, user_of(session, name), "en")
        page = visit(name, phone=name == "a001")
        for place in places:
            page.goto(place)
            page.wait_for_load_state("networkidle")
            found += [f"{place} {fault}" for fault in violations(page, dark=False)]
    assert found == []


def test_nothing_is_wider_than_a_phone(visit, live):
    appeal_first(live[0])
    with live[0].database.writing() as session:
        for name in PAGES:
            users.choose_language(session, user_of(session, name), "en")
    wide = []
    for name, places in PAGES.items():
        page = visit(name, phone=True)
        for place in places:
            page.goto(place)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(place)
    assert wide == []
