"""The trainer listens to good beside bad, and collects."""

import zipfile

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import ClipRow
from tests.e2e.lived import publish_all
from tests.e2e.spoken import helpful_call, store_spoken


@pytest.fixture
def page(visit, live, tmp_path):
    store_spoken(live[0].database, live[0].recordings, helpful_call(), tmp_path)
    publish_all(live[0])
    return visit("chen", "/coaching/clips")


def collect(page, words, name):
    page.locator("[data-bad] .clip-card", has_text=words).first.locator("[data-collect]").click()
    page.fill("#collect [name=name]", name)
    page.click("#collect button:has-text('新建并收入')")
    expect(page.locator(".toast").last).to_contain_text("已收入")


def test_where_the_team_stands(visit, page):
    page.goto("/coaching")
    expect(page.locator("tbody tr").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("样本不足")


def test_good_beside_bad_with_personal_data_masked(page):
    pair = page.locator(".pair-list > li", has_text="这件事不归我管。")
    expect(pair.locator("[data-bad] .clip-card")).to_contain_text("可以这样说")
    expect(pair.locator("[data-good] .clip-card")).to_contain_text("我帮您转给路灯所")
    expect(pair.locator("[data-good] mark").first).to_be_visible()
    text = page.inner_text("main")
    assert "曹颖" not in text
    assert "一三八零零一三八" not in text


def test_clips_play_one_after_the_other(page):
    page.click("[data-play-all]")
    page.wait_for_function("() => document.querySelector('audio').duration > 0")
    expect(page.locator("[data-place]")).to_contain_text("1 / ")
    page.keyboard.press("n")
    expect(page.locator("[data-place]")).to_contain_text("2 / ")
    expect(page.locator(".is-playing")).to_have_count(1)


def test_collecting_ordering_and_exporting(page, live, tmp_path):
    collect(page, "不归我管", "推诿与承接")
    page.locator("[data-bad] .clip-card", has_text="大概").first.locator("[data-collect]").click()
    page.click("#collect [data-into]")
    expect(page.locator("#collect")).not_to_be_visible()

    page.goto("/collections")
    page.click("text=推诿与承接")
    expect(page.locator(".collected > li")).to_have_count(2)
    page.wait_for_load_state("load")  # its buttons work once their script is there
    with page.expect_response(lambda answer: answer.url.endswith("/order")):
        page.locator("[data-move='1']").first.click()
    expect(page.locator(".collected > li").first).to_contain_text("大概")
    page.reload()
    expect(page.locator(".collected > li").first).to_contain_text("大概")

    page.locator(".note-form input").first.fill("注意语气")
    page.locator(".note-form button").first.click()
    expect(page.locator(".toast")).to_contain_text("讲解已保存")
    with live[0].database.reading() as session:
        assert [row.note for row in session.query(ClipRow).order_by(ClipRow.position)] == ["注意语气", ""]

    with page.expect_download() as download:
        page.click("text=导出 ZIP")
    target = tmp_path / "clips.zip"
    download.value.save_as(target)
    assert "index.html" in zipfile.ZipFile(target).namelist()
