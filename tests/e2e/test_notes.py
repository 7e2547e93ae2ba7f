"""A reviewer notes something about a moment; the trainer reads, hears and answers it."""

from playwright.sync_api import expect

from tests.e2e.accessibility import violations


def test_a_note_about_a_moment_is_answered(visit):
    page = visit("liting", "/calls")
    page.click("[data-row] a:has-text('printer-complaint')")
    page.wait_for_url("**/calls/*")
    page.locator("[data-utterance='4'] .stamp").click()
    page.click("#tab-notes")
    page.fill("#f-note", "这里可以做教材。")
    page.click("form[data-note] button[type=submit]")
    expect(page.locator(".toast")).to_contain_text("批注已保存")
    page.wait_for_load_state()
    page.click("#tab-notes")
    expect(page.locator(".call-note")).to_contain_text("0:21")
    assert violations(page) == []

    trainer = visit("chen", "/notes")
    expect(trainer.locator(".thread")).to_contain_text("这里可以做教材。")
    trainer.click(".thread summary")
    trainer.fill(".thread textarea", "好，已收入。")
    trainer.click(".thread button[type=submit]")
    expect(trainer.locator(".reply")).to_contain_text("好，已收入。")
    trainer.wait_for_load_state()
    trainer.locator(".thread .play").click()
    trainer.wait_for_function("() => document.querySelector('audio').duration > 5")
    assert violations(trainer) == []
