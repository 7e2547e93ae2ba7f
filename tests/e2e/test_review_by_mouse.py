"""The same with the mouse, and what else the call page shows."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import CallRow


@pytest.fixture
def page(visit):
    opened = visit("liting", "/queue")
    opened.click("[data-row] >> nth=0")
    opened.wait_for_url("**/calls/*")
    return opened


def test_a_verdict_is_overridden_in_one_click_and_taken_back(page):
    line = page.locator("[data-line='closing']")
    line.locator("summary").click()
    title = line.locator(".verdict")
    machine = title.inner_text()
    line.locator("[data-verdict='not_applicable']").click()
    idle = page.locator(".idle [data-line='closing']")
    expect(idle).to_have_count(1)
    page.locator(".idle summary").click()
    idle.locator("[data-undo-line]").click()
    expect(page.locator("[data-line='closing'] .verdict")).to_have_text(machine)


def test_words_of_a_finding_lead_to_it(page):
    page.locator("mark[data-mark]", has_text="不归我管").click()
    expect(page.locator(".finding.is-current .quote")).to_contain_text("不归我管")
    expect(page.locator(".finding.is-current")).to_contain_text("建议说法")


def test_a_click_in_the_transcript_moves_the_recording(page):
    page.locator("[data-utterance='4'] .stamp").click()
    start = float(page.get_attribute("[data-utterance='4']", "data-start"))
    assert page.evaluate("document.querySelector('audio').currentTime") == pytest.approx(start, abs=0.2)
    expect(page.locator("[data-utterance='4']")).to_have_class("utterance from-agent is-now")


def test_words_are_put_right_and_judged_again(page):
    expect(page.locator("mark[data-mark]", has_text="不归我管")).to_have_count(1)
    page.locator("[data-utterance='4']").hover()
    page.locator("[data-utterance='4'] [data-correct]").click()
    page.fill("#f-words", "这件事我马上给您办。")
    page.click("#words footer button[type=submit]")
    expect(page.locator("[data-utterance='4']")).to_contain_text("机器听到：这件事不归我管。")
    expect(page.locator("mark[data-mark]", has_text="不归我管")).to_have_count(0)


def test_badly_heard_words_are_marked(page):
    expect(page.locator("[data-utterance='5']")).to_contain_text("听不清")


def test_the_service_order_is_edited_and_exported(page, tmp_path: Path):
    page.click("#tab-ticket")
    expect(page.locator("#panel-ticket")).to_contain_text("30 分钟内")
    page.fill("#ticket-name", "=曹颖")
    with page.expect_download() as download:
        page.click("[data-export]")
    target = tmp_path / "order.csv"
    download.value.save_as(target)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert dict(zip(*rows, strict=True))["联系人"] == "'=曹颖"


def test_removed_text_and_the_line_are_told_on_demand(page):
    page.click("#tab-audio")
    expect(page.locator("#panel-audio")).to_contain_text("客户声音偏小")
    expect(page.locator("#panel-audio")).to_contain_text("请不吝点赞订阅")


def test_a_problem_of_the_process_is_added_where_it_was(page):
    page.locator("[data-utterance='4'] .stamp").click()
    page.click("[data-add]")
    page.locator("#chooser label", has_text="打断客户").click()
    page.click("#chooser button[type=submit]")
    expect(page.locator(".finding.state-added header")).to_contain_text("打断客户")
    expect(page.locator("[data-line='interruptions'] .verdict")).to_have_text("不达标")


def test_saving_and_publishing_at_once(page, live):
    site, _ = live
    call_id = page.get_attribute("[data-call]", "data-call")
    page.click("[data-publish]")
    page.click("[data-publish-yes]")
    page.wait_for_url(lambda url: call_id not in url)
    expect(page.locator(".toast").first).to_contain_text("已发布给坐席")
    with site.database.reading() as session:
        assert session.get_one(CallRow, call_id).review_state == "published"


def test_a_search_leads_to_the_sentence(visit):
    page = visit("liting", "/calls?q=打工资单")
    expect(page.locator("[data-row] mark")).to_have_text("打工资单")
    page.click("[data-row] a")
    page.wait_for_url("**/calls/*at=3")
    expect(page.locator("[data-utterance='3']")).to_have_class("utterance from-customer is-now")


def test_two_reviewers_do_not_overwrite_each_other(page, visit):
    expect(page.locator(".claim")).to_have_attribute("data-mine", "yes")
    other = visit("wangwei", page.evaluate("location.pathname"))
    expect(other.locator(".claim")).to_contain_text("liting 正在复核")
    expect(other.locator("[data-save]")).to_be_disabled()


def test_what_was_reviewed_is_published_from_the_queue(page):
    here = page.url
    page.click("[data-save]")
    page.wait_for_url(lambda url: url != here)
    page.goto("/queue?state=reviewed")
    page.click("[data-publish]")
    page.click("[data-publish-yes]")
    expect(page.locator(".toast")).to_contain_text("已发布")
    page.reload()
    expect(page.locator(".empty")).to_contain_text("没有等待发布的评分")
