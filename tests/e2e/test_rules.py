"""A rule from the empty form to its adoption and back, in a browser; no YAML is written by hand."""

import pytest
from playwright.sync_api import expect

from pipeline.jobs.dry_run import dry_run
from pipeline.storage.tables import JobRow
from tests.api.own_lexicon import with_own_lexicon
from tests.e2e.accessibility import violations

FILE = "phrases/vague.yaml"


@pytest.fixture
def pack(live, tmp_path):
    return with_own_lexicon(live[0], tmp_path)


def work(site):
    """What a worker does with the dry run that waits."""
    with site.database.reading() as session:
        job = session.query(JobRow).filter_by(state="queued", kind="dry_run").one()
    result = dry_run(job.arguments, site.database, site.settings)
    with site.database.writing() as session:
        kept = session.get_one(JobRow, job.id)
        kept.state, kept.result = "done", result


def test_a_rule_is_written_tried_adopted_and_taken_back(visit, live, pack):
    before = (pack / FILE).read_bytes()
    phrase = "重置好了"  # of the polite call
    page = visit("root", "/lexicon/new", refused=422)
    page.select_option("[name=category]", "vague")
    with page.expect_response("**/dry-runs") as answer:
        page.click("button:has-text('试算影响')")
    assert answer.value.status == 422
    expect(page.locator("#fault-phrases")).to_contain_text("缺少")
    expect(page.locator("#fault-hits")).to_contain_text("缺少")
    expect(page.locator("[name=phrases]")).to_be_focused()
    page.fill("[name=phrases]", f"{phrase}\n看天意")
    page.fill("[name=excepted]", "不看天意")
    page.fill("[name=hits]", "这得看天意")
    page.fill("[name=reason]", "没有给准话")
    assert violations(page) == []
    page.click("button:has-text('试算影响')")
    page.wait_for_url("**/lexicon/dry-runs/*")
    work(live[0])
    page.reload()
    expect(page.locator("#places-title")).to_contain_text("坐席说过这些话")
    expect(page.locator(".rule-places mark").first).to_have_text(phrase)
    assert violations(page) == []
    page.fill("[name=comment]", "例会决定")
    page.click("button:has-text('采用')")
    page.click("dialog[open] button.button-main")
    page.wait_for_url("**/lexicon/adoptions")
    expect(page.locator("main")).to_contain_text("第 1 版")
    expect(page.locator("main")).to_contain_text("例会决定")
    assert "看天意" in (pack / FILE).read_text("utf-8")
    assert violations(page) == []
    page.click("button:has-text('撤销')")
    page.click("dialog[open] button.button-main")
    expect(page.locator("main")).to_contain_text("已撤销")
    assert (pack / FILE).read_bytes() == before


def test_a_known_rule_is_changed_in_the_same_form(visit, live, pack):
    page = visit("liting", "/lexicon/entries/vague.probably")
    assert page.input_value("#r-phrases").splitlines()[0] == "大概"
    page.select_option("#r-severity", "major")
    page.click("button:has-text('试算影响')")
    page.wait_for_url("**/lexicon/dry-runs/*")
    work(live[0])
    page.reload()
    expect(page.locator("#adopt-title")).to_be_visible()
    expect(page.locator("main")).to_contain_text("请把这一页的地址告诉管理员")
    assert violations(page) == []


def test_a_sentence_is_judged_as_in_a_call(visit, live):
    page = visit("chen", "/lexicon/try")
    page.fill("#f-text", "大概明天吧。")
    page.fill("[name=before]", "什么时候能修好？")
    with page.expect_response("**/lexicon/trials"):
        page.click("button:has-text('试一试')")
    with live[0].database.writing() as session:
        job = session.query(JobRow).filter_by(kind="trial").one()
        assert job.arguments == {"text": "大概明天吧。", "before": "什么时候能修好？"}
        job.state = "done"
        job.result = {
            "probability": 0.93,
            "least": 0.05,
            "findings": [
                {
                    "category": "vague",
                    "category_title": "模棱两可",
                    "rule": "vague.probably",
                    "quote": "大概",
                    "costs": False,
                    "reason": "答复不确定",
                    "suggestion": "我马上查清楚。",
                }
            ],
        }
    expect(page.locator("[data-findings] li")).to_contain_text("先请人复核，不扣分")
    expect(page.locator("[data-state]")).to_contain_text("会被找到 1 处")
    assert violations(page) == []
