"""The scorecard of a call on paper: one page, with what was judged, and nothing that only a screen can do."""

import re

from playwright.sync_api import expect

PAGES = re.compile(rb"/Type\s*/Page[^s]")


def test_a_scorecard_is_one_page(visit):
    page = visit("liting", "/calls")
    page.click("[data-row] a:has-text('printer-complaint')")
    page.wait_for_url("**/calls/*")
    expect(page.locator(".finding")).not_to_have_count(0)
    printed = page.pdf(format="A4", print_background=True)
    assert len(PAGES.findall(printed)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".card-total")).to_be_visible()
    expect(page.locator(".finding .quote", has_text="不归我管")).to_be_visible()
    expect(page.locator(".player")).not_to_be_visible()
    expect(page.locator("nav")).not_to_be_visible()
