"""Board, users, tokens, trail, quality, calibration."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import sign_in
from tests.e2e.lived import publish_all


def test_every_board_renders(visit, live, subtests):
    publish_all(live[0])
    page = visit("root")
    for by in ("agent", "team", "check", "week", "quality"):
        with subtests.test(by):
            page.goto(f"/board/{by}")
            expect(page.locator("tbody tr").first).to_be_visible()
            expect(page.locator("main")).to_contain_text("样本不足")


def test_a_period_without_calls_says_what_to_do(visit):
    expect(visit("root", "/board/agent?until=2000-01-01").locator(".empty")).to_contain_text("换一段时间")


def test_the_board_is_downloaded(visit):
    page = visit("chen", "/board/agent")
    with page.expect_download() as download:
        page.click("text=导出 CSV")
    assert download.value.suggested_filename.endswith(".csv")


def test_a_user_is_added_and_the_password_shown_once(visit, browser, live):
    page = visit("root", "/users")
    page.click("button:has-text('添加用户')")
    page.fill("#add-user [name=name]", "zhao.min")
    page.fill("#add-user [name=display_name]", "赵敏")
    page.select_option("#add-user [name=role]", "agent")
    page.fill("#add-user [name=agent_id]", "A009")
    page.click("#add-user button:has-text('添加')")
    secret = page.locator("#new-password [data-field=password]")
    expect(page.locator("#new-password")).to_contain_text("zhao.min")
    password = secret.inner_text()
    assert len(password) >= 16
    with page.expect_navigation():
        page.click("#new-password button:has-text('我已记下')")
    expect(page.locator("tbody tr", has_text="zhao.min")).to_contain_text("A009")
    assert password not in page.content()

    other = visit()
    sign_in(other, "zhao.min", password)
    other.wait_for_url("**/me")


def test_what_is_wrong_with_a_user_is_said(visit):
    page = visit("root", "/users", refused=422)
    page.click("button:has-text('添加用户')")
    page.fill("#add-user [name=name]", "root2")
    page.select_option("#add-user [name=role]", "agent")
    with page.expect_response("**/api/v1/users"):
        page.click("#add-user button:has-text('添加')")
    expect(page.locator("#add-user [data-problem]")).to_contain_text("工号")


def test_a_user_is_disabled(visit):
    page = visit("root", "/users")
    page.locator("tbody tr", has_text="wangwei").locator("button:has-text('停用')").click()
    page.click("dialog button:has-text('确定')")
    expect(page.locator("tbody tr", has_text="wangwei")).to_contain_text(re.compile(r"\d 停用"))


def test_a_token_is_issued_and_revoked(visit):
    page = visit("liting", "/tokens")
    page.locator(".page-head button:has-text('签发令牌')").click()
    page.fill("#add-token [name=name]", "话务平台上传")
    page.click("#add-token button:has-text('签发')")
    expect(page.locator("#secret-token")).to_contain_text("tj_")
    with page.expect_navigation():
        page.click("#new-token button:has-text('我已记下')")
    page.click("button:has-text('吊销')")
    page.click("dialog button:has-text('确定')")
    expect(page.locator("tbody tr")).to_contain_text("已吊销")


def test_the_trail_tells_who_saw_what(visit, live):
    call_id = publish_all(live[0])
    visit("liting", f"/calls/{call_id}")
    page = visit("root", f"/audit?about={call_id}")
    expect(page.locator("tbody tr", has_text="查看通话")).to_contain_text("liting")


def test_quality_of_the_judges(visit, live):
    publish_all(live[0])
    expect(visit("liting", "/quality").locator("main")).to_contain_text("2 份复核")


def test_a_calibration_is_blind_until_it_is_closed(visit):
    page = visit("liting", "/calibrations")
    page.locator(".page-head button").click()
    page.fill("#new-calibration [name=name]", "十一月校准")
    for box in page.locator("#new-calibration [type=checkbox]").all():
        box.check()
    page.click("#new-calibration button:has-text('开始')")
    page.wait_for_url("**/calibrations/*")
    place = page.url.split("/", 3)[3]
    for name, verdict in (("liting", "pass"), ("wangwei", "fail")):
        own = visit(name, f"/{place}")
        with own.expect_navigation():  # until its scripts are loaded: only they send the form
            own.click(".blind-calls a >> nth=0")
        assert "不达标" not in own.inner_text(".blind-lines")
        own.locator(f"[name=greeting][value={verdict}]").check(force=True)
        own.click("button:has-text('保存判定')")
        own.wait_for_url(f"**/{place}")
        expect(own.locator("main")).to_contain_text("已评")
    page.reload()
    page.click("button:has-text('结束并对照')")
    page.click("dialog button:has-text('确定')")
    expect(page.locator("main")).to_contain_text("分歧")
    expect(page.locator("tbody", has_text="问候")).to_be_visible()
