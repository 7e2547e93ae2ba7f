"""A reviewer reviews a whole call and never touches the mouse."""

import time

import pytest
from playwright.sync_api import expect

from pipeline.storage.tables import CallRow, DecisionRow, ScorecardRow


@pytest.fixture
def page(visit):
    opened = visit("liting", "/queue")
    opened.keyboard.press("j")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/calls/*")
    expect(opened.locator(".claim")).to_have_attribute("data-mine", "yes")
    return opened


def current(page) -> str:
    return page.locator(".finding.is-current .quote").inner_text()


def select_words(page, utterance: int, start: int, end: int) -> None:
    page.evaluate(
        """([utterance, start, end]) => {
      const words = document.querySelector(`[data-utterance="${utterance}"] [data-words]`);
      const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(), at = 0; node; at += node.length, node = walker.nextNode()) {
        if (start >= at && start < at + node.length) range.setStart(node, start - at);
        if (end > at && end <= at + node.length) range.setEnd(node, end - at);
      }
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""",
        [utterance, start, end],
    )


def test_confirm_reject_recategorise_and_save(page, live):
    site, _ = live
    expect(page.locator(".finding.is-current")).to_have_count(1)
    assert "大概" in current(page)
    before = float(page.inner_text(".score-figure"))

    page.keyboard.press("n")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    expect(page.locator(".score-figure")).not_to_have_text(f"{before:g}")
    assert "不归我管" in current(page)

    page.keyboard.press("y")
    expect(page.locator(".finding.state-confirmed")).to_have_count(1)
    assert "啰嗦" in current(page)

    page.keyboard.press("c")
    page.keyboard.press("6")
    expect(page.locator(".finding.state-recategorised")).to_have_count(1)

    call_id = page.get_attribute("[data-call]", "data-call")
    page.keyboard.press("s")
    page.wait_for_url(lambda url: call_id not in url)
    with site.database.reading() as session:
        assert session.get_one(CallRow, call_id).review_state == "reviewed"
        cards = session.query(ScorecardRow).filter_by(call_id=call_id, origin="review").count()
        actions = [row.action for row in session.query(DecisionRow).filter_by(call_id=call_id).order_by(DecisionRow.id)]
    assert (cards, actions) == (1, ["reject", "confirm", "recategorise"])


def test_taking_a_decision_back(page):
    score = page.inner_text(".score-figure")
    first = current(page)
    page.keyboard.press("n")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    page.keyboard.press("k")
    assert current(page) == first
    page.keyboard.press("u")
    expect(page.locator(".finding.state-rejected")).to_have_count(0)
    expect(page.locator(".score-figure")).to_have_text(score)


def test_adding_what_the_machine_missed(page):
    before = page.locator(".finding:not(.is-proof)").count()
    select_words(page, 6, 4, 8)
    page.keyboard.press("a")
    expect(page.locator("[data-chooser-quote]")).to_have_text("「我记下了」")
    page.keyboard.press("8")
    expect(page.locator(".finding:not(.is-proof)")).to_have_count(before + 1)
    expect(page.locator(".finding.state-added .quote")).to_have_text("「我记下了」")


def test_the_customers_words_are_no_forbidden_language(page):
    select_words(page, 3, 0, 7)
    page.keyboard.press("a")
    expect(page.locator("[data-chooser-wording]")).not_to_be_visible()
    expect(page.locator("[data-chooser-process]")).to_be_visible()


def test_the_last_action_is_undone_wherever_it_was(page):
    score = page.inner_text(".score-figure")
    page.keyboard.press("n")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    page.locator("[data-line='closing'] summary").click()
    page.click("[data-line='closing'] [data-verdict='not_applicable']")
    expect(page.locator(".idle [data-line='closing']")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator(".idle [data-line='closing']")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(".finding.state-rejected")).to_have_count(0)
    expect(page.locator(".score-figure")).to_have_text(score)
    page.keyboard.press("u")
    expect(page.locator(".toast").last).to_contain_text("没有可以撤销的决定")


def test_a_reason_is_given_with_a_rejection(page, live):
    page.keyboard.press("Shift+N")
    page.fill("#f-why", "在复述客户的话")
    page.click("#reason footer button[type=submit]")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    with live[0].database.reading() as session:
        assert session.query(DecisionRow).one().comment == "在复述客户的话"


def test_words_are_selected_by_keyboard(page):
    page.keyboard.press("v")
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "大概"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "这件事"
    page.keyboard.press("a")
    expect(page.locator("[data-chooser-quote]")).to_have_text("「这件事」")


def test_links_lead_to_a_moment_and_to_a_finding(page):
    last = page.locator(".finding:not(.is-proof)").nth(2)
    key = last.get_attribute("data-finding")
    address = page.url.split("?")[0]
    page.goto(f"{address}#{key}")
    expect(page.locator(".finding.is-current")).to_have_attribute("data-finding", key)
    page.goto(f"{address}?t=21.5")
    page.wait_for_function("Math.abs(document.querySelector('audio').currentTime - 21.5) < 0.3")


def test_listening_is_set_once_and_remembered(page):
    page.select_option("[data-speed]", "1.5")
    page.click(".player-more summary")
    page.check("[data-skip-silence]")
    page.select_option("[data-channel]", label="只听坐席")
    page.wait_for_function("document.querySelector('audio').src.includes('channel=')")
    page.reload()
    assert page.input_value("[data-speed]") == "1.5"
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.5
    assert page.is_checked("[data-skip-silence]")


def test_playing(page):
    page.keyboard.press(" ")
    page.wait_for_function("!document.querySelector('audio').paused")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('audio').paused")
    now = page.evaluate("document.querySelector('audio').currentTime")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.querySelector('audio').currentTime") < now


def test_help_tells_the_keys(page):
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("保存并打开下一通")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()


def test_correcting_one_of_the_5w(page, live):
    site, _ = live
    score = float(page.inner_text(".score-figure"))
    page.keyboard.press("w")
    where = page.locator("#slot-where")
    expect(where.locator("[aria-pressed='true']")).to_have_count(1)
    select_words(page, 1, 12, 15)
    page.keyboard.press("3")
    expect(where).to_contain_text("三楼的")
    expect(where.locator("[data-slot-state='given']")).to_have_attribute("aria-pressed", "true")

    page.click("#slot-what [data-slot-state='missing']")
    expect(page.locator("#slot-what")).to_contain_text("机器：已了解")
    expect(page.locator(".finding.state-added")).to_contain_text("何事")
    assert float(page.inner_text(".score-figure")) < score
    page.click("#slot-what button:has-text('撤销')")
    expect(page.locator(".finding.state-added")).to_have_count(0)
    with site.database.reading() as session:
        call_id = page.get_attribute("[data-call]", "data-call")
        rows = session.query(DecisionRow).filter_by(call_id=call_id).order_by(DecisionRow.id)
        assert [(row.action, row.category) for row in rows] == [("slot", "where"), ("slot", "what"), ("withdraw", None)]


def test_who_only_looks_does_not_keep_the_call(page, visit, live):
    page.click("nav a:has-text('复核队列')")
    page.wait_for_url("**/queue")
    wait_for_state(live, "none")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls/*")
    expect(page.locator(".claim")).to_have_attribute("data-mine", "yes")
    page.keyboard.press("n")
    expect(page.locator(".finding.state-rejected")).to_have_count(1)
    page.click("nav a:has-text('复核队列')")
    page.wait_for_url("**/queue")
    other = visit("wangwei", "/queue")
    expect(other.locator("main")).to_contain_text("liting")


def wait_for_state(live, wanted: str) -> None:
    """The page has left; its last message may still be on the way."""
    site, _ = live
    for _ in range(100):
        with site.database.reading() as session:
            if all(row.review_state == wanted for row in session.query(CallRow)):
                return
        time.sleep(0.05)
    raise AssertionError(f"no call is {wanted}")
