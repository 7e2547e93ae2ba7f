"""A reviewer goes through what is overdue, opens the case, closes a promise, splits a call off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from pipeline.cases.follow import follow
from pipeline.storage.tables import CallRow
from tests.api.test_cases import heard
from tests.e2e.accessibility import violations
from tests.stored_calls import hotline

ZONE = ZoneInfo("Asia/Shanghai")
NUMBERS = ("13900010002", "13900010088")


@pytest.fixture
def number(live):
    """A case of two calls, in both of which an answer was promised."""
    site, _ = live
    began = datetime(2026, 3, 11, 1, tzinfo=UTC)
    ids = [site.store(heard(number), started_at=began + timedelta(minutes=n)) for n, number in enumerate(NUMBERS)]
    with site.database.writing() as session:
        rows = [session.get_one(CallRow, id) for id in ids]
        first = follow(session, rows[0], hotline(), ZONE)
        rows[1].case_number = first
        follow(session, rows[1], hotline(), ZONE)
    return first


def test_from_the_overdue_list_to_the_case_and_what_is_done_there(visit, number):
    page = visit("liting", "/due")
    expect(page.locator("tbody tr[data-row]")).to_have_count(2)
    page.locator(f"td a[href='/cases/{number}']").first.click()
    expect(page.locator("h1")).to_contain_text(f"案件 #{number}")
    expect(page.locator(".case-line > li")).to_have_count(2)
    assert violations(page) == []

    page.locator(".case-promise button").first.click()
    with page.expect_navigation():
        page.locator("dialog[open] button[type=submit]").click()
    expect(page.locator(".case-promise").first).to_contain_text("人工结案")
    expect(page.locator(".case-waits li")).to_have_count(1)

    page.click("button:has-text('拆出通话')")
    page.locator("#split input[type=checkbox]").last.check()
    with page.expect_navigation():
        page.click("#split button[type=submit]")
    expect(page.locator(".case-line > li")).to_have_count(1)


def test_the_quarter_is_a_page_and_a_finding_is_asked_for(visit, number):
    page = visit("liting", "/quarters/2026Q1")
    page.click("button:has-text('提出改进项')")
    page.fill("#f-title", "按时回电")
    page.select_option("#f-measure", "kept_rate")
    page.fill("#f-goal", "95")
    with page.expect_navigation():
        page.click("#ask button[type=submit]")
    expect(page.locator("[aria-labelledby=asked-title]")).to_contain_text("按时回电")
    assert violations(page) == []
