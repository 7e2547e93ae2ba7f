"""From a bare refusal to its lesson: the trainer pairs, collects and gives out; the agent listens and answers."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from pipeline.storage.tables import AssignedRow, CallRow, utc_now
from tests.e2e.accessibility import violations
from tests.e2e.lived import publish_all
from tests.e2e.spoken import helpful_call, store_spoken

NAME = "推诿与承接"


@pytest.fixture
def office(live, tmp_path):
    site, _ = live
    right = store_spoken(site.database, site.recordings, helpful_call(), tmp_path)
    publish_all(site)
    with site.database.writing() as session:
        for call in session.scalars(select(CallRow)):
            call.team = "一组"
        session.get_one(CallRow, right).agent_id = "A002"
    return site


def collect(page, side):
    """One side of the pair about the refusal goes into the collection, which the first one begins."""
    pair = page.locator(".pair-list > li", has_text="这件事不归我管。")
    pair.locator(f"[data-{side}] [data-collect]").click()
    if side == "bad":
        page.fill("#collect [name=name]", NAME)
        page.click("#collect button:has-text('新建并收入')")
    else:
        page.click("#collect [data-into]")
    expect(page.locator("#collect")).not_to_be_visible()


def give_out(trainer):
    """Both sides of the pair into a collection, and that to A001; ends on the page of the assignment."""
    assert violations(trainer) == []
    for side in ("bad", "good"):
        collect(trainer, side)
    trainer.goto("/collections")
    trainer.click(f"text={NAME}")
    trainer.wait_for_load_state("networkidle")
    expect(trainer.locator(".collected > li")).to_have_count(2)
    expect(trainer.locator(".collected")).to_contain_text("可以这样说")
    expect(trainer.locator(".collected mark").first).to_contain_text("不归")
    trainer.click("button:has-text('布置学习')")
    assert violations(trainer) == []
    trainer.check("#assign input[value=A001]")
    trainer.fill("#assign [name=due_on]", (utc_now() + timedelta(days=7)).date().isoformat())
    trainer.fill("#assign [name=note]", "留意先承接再说明")
    trainer.click("#assign button[type=submit]")
    trainer.wait_for_url("**/assignments/*")
    expect(trainer.locator("main")).to_contain_text("未打开")
    assert violations(trainer) == []


def learn(agent):
    """By the badge to the lesson; listened to, answered."""
    agent.wait_for_load_state("networkidle")
    agent.click("[data-menu]")
    expect(agent.locator("#main-menu a[href='/me/training'] .badge")).to_have_text("1")
    agent.click("#main-menu a[href='/me/training']")
    assert violations(agent) == []
    agent.click(f".own-row:has-text('{NAME}')")
    agent.wait_for_load_state("networkidle")
    expect(agent.locator(".lesson-note").first).to_contain_text("留意先承接")
    expect(agent.locator(".clip-card")).to_have_count(2)
    assert "曹颖" not in agent.inner_text("main")
    assert agent.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(agent) == []
    agent.locator(".clip-card .play").first.click()
    agent.wait_for_function("() => document.querySelector('audio').duration > 0")
    agent.fill("[name=answer]", "以后我先登记再转。")
    agent.click("button:has-text('我学习了')")
    expect(agent.locator("#done-title")).to_contain_text("完成")
    expect(agent.locator("main header .chip").first).to_contain_text("已完成")


def test_the_whole_loop(visit, office):
    trainer = visit("chen", "/coaching/clips?category=dismissive")
    give_out(trainer)
    learn(visit("a001", "/me", phone=True))
    with office.database.reading() as session:
        own = session.scalars(select(AssignedRow).filter_by(agent_id="A001")).one()
        assert (len(own.played), own.answer) == (1, "以后我先登记再转。")
    trainer.reload()
    for text in ("以后我先登记再转。", "全部完成", "样本不足"):
        expect(trainer.locator("main")).to_contain_text(text)


def test_what_an_agent_does_not_share_stays_with_them(visit, office):
    owner = visit("a002", "/me/training", phone=True)
    owner.check("[name=chosen][value=false]")
    owner.click("#consent-title ~ form button")
    expect(owner.locator(".toast")).to_contain_text("已保存")
    trainer = visit("chen", "/coaching/clips?category=dismissive")
    good = trainer.locator(".pair-list > li", has_text="这件事不归我管。").locator("[data-good]")
    expect(good).to_contain_text("仅本人可看")


def test_a_lead_opens_calls_boards_and_lessons_of_the_own_team(visit, office):
    office.add_user("lead", "zhao")
    page = visit("zhao")
    page.wait_for_url("**/board/agent")
    expect(page.locator("h1")).to_contain_text("一组")
    found = []
    for path in ("/board/agent", "/calls", "/due", "/coaching/clips", "/collections", "/assignments", "/inbox"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found += [f"{path} {fault}" for fault in violations(page)]
    assert found == []
    page.goto("/calls")
    page.click("[data-row] a:has-text('printer-complaint')")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".own-sentence", has_text="不归我管")).to_be_visible()
    assert violations(page) == []
