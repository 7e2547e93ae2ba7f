"""Rules over the API: written as fields, tried, adopted, taken back; and sentences judged as in a call."""

import pytest

from pipeline.jobs.dry_run import dry_run
from pipeline.storage.tables import JobRow
from tests.api.own_lexicon import with_own_lexicon
from tests.builders import agent, call, customer

URL = "/api/v1/lexicon"
RULE = {"category": "vague", "phrases": ["看天意"], "reason": "不确定", "hits": ["这得看天意"]}
FILE = "phrases/vague.yaml"


@pytest.fixture
def pack(site, tmp_path):
    return with_own_lexicon(site, tmp_path)


def tried(site, browser, rule=RULE):
    """The id of a dry run of ``rule`` that a worker has done."""
    answer = browser.post(f"{URL}/dry-runs", json={"rule": rule, "calls": 10})
    assert answer.status_code == 202, answer.text
    id = answer.json()["id"]
    with site.database.reading() as session:
        arguments = session.get_one(JobRow, id).arguments
    result = dry_run(arguments, site.database, site.settings)
    with site.database.writing() as session:
        job = session.get_one(JobRow, id)
        job.state, job.result = "done", result
    return id


def test_a_rule_is_tried_adopted_and_taken_back(site, pack):
    before = (pack / FILE).read_bytes()
    call_id = site.store(call(agent("这个得看天意。"), customer("看天意啊")))
    admin = site.sign_in("admin")
    id = tried(site, admin)
    result = admin.get(f"{URL}/dry-runs/{id}").json()["result"]
    (place,) = result["places"]
    assert (place["call_id"], place["quote"], place["outcome"]) == (call_id, "看天意", "harmless")
    adopted = admin.post(f"{URL}/adoptions", json={"dry_run": id, "comment": "例会"}).json()
    assert (adopted["rule"], adopted["version"], adopted["last"]) == ("vague.kan_tian_yi", 1, True)
    assert adopted["effective_from"] is not None
    assert [m["rule"] for m in admin.post(f"{URL}/try", json={"text": "得看天意"}).json()["phrases"]] == [
        adopted["rule"]
    ]
    assert b"vague.kan_tian_yi" in (pack / FILE).read_bytes()
    again = admin.post(f"{URL}/adoptions", json={"dry_run": id})
    assert (again.status_code, again.json()["error"]) == (409, "Conflict")
    page = site.sign_in("trainer").get(f"{URL}/adoptions").json()
    assert [(one["rule"], one["last"]) for one in page["items"]] == [("vague.kan_tian_yi", True)]
    assert admin.post(f"{URL}/adoptions/{adopted['id']}/undo").json()["undone_by"] == admin.user_id
    assert (pack / FILE).read_bytes() == before
    assert admin.post(f"{URL}/adoptions/{adopted['id']}/undo").status_code == 409


def test_reviewers_try_rules_and_see_the_file_but_do_not_adopt(site, pack):
    reviewer = site.sign_in("reviewer")
    id = tried(site, reviewer)
    assert reviewer.post(f"{URL}/adoptions", json={"dry_run": id}).status_code == 403
    file = reviewer.get(f"{URL}/dry-runs/{id}/file", params={"effective_from": "2099-01-01"})
    assert b"effective_from: 2099-01-01" in file.content
    assert 'filename="vague.yaml"' in file.headers["content-disposition"]
    page = reviewer.get(f"/lexicon/dry-runs/{id}").text
    assert "请把这一页的地址告诉管理员" in page
    assert 'data-api="POST /api/v1/lexicon/adoptions"' not in page


def test_everything_that_is_wrong_with_a_rule_is_told_by_field(site, pack):
    answer = site.sign_in("reviewer").post(f"{URL}/dry-runs", json={"rule": {"category": "vague"}})
    assert (answer.status_code, answer.json()["error"]) == (422, "LexiconError")
    assert {one["field"] for one in answer.json()["fields"]} == {"phrases", "reason", "hits"}
    wrong = RULE | {"phrases": ["看天意", "(甲"], "excepted": ["看天意"], "hits": ["别的话"]}
    answer = site.sign_in("reviewer").post(f"{URL}/dry-runs", json={"rule": wrong})
    assert {one["field"] for one in answer.json()["fields"]} == {"phrases", "except"}


def test_a_day_that_is_over_and_what_does_not_exist_are_refused(site, pack):
    admin = site.sign_in("admin")
    id = tried(site, admin)
    assert admin.post(f"{URL}/adoptions", json={"dry_run": id, "effective_from": "2020-01-01"}).status_code == 409
    assert admin.post(f"{URL}/adoptions", json={"dry_run": 4711}).status_code == 404
    assert admin.post(f"{URL}/adoptions/4711/undo").status_code == 404
    assert admin.get(f"{URL}/dry-runs/4711/file").status_code == 404


def test_a_file_with_faults_is_not_taken_over_and_is_told(site, pack, monkeypatch):
    monkeypatch.setattr("pipeline.lexicon.in_use.LOOK_AFTER", 0.0)
    admin = site.sign_in("admin")
    known = admin.get(URL).json()["sha256"]
    (pack / FILE).write_text("category: vague\n", "utf-8")
    assert admin.get(URL).json()["sha256"] == known
    assert any("entries" in fault for fault in admin.get(f"{URL}/adoptions").json()["faults"])
    assert "词库文件现在有错误" in admin.get("/lexicon/adoptions").text


def test_what_an_editor_of_files_writes_counts_without_a_restart(site, pack, monkeypatch):
    monkeypatch.setattr("pipeline.lexicon.in_use.LOOK_AFTER", 0.0)
    text = (pack / FILE).read_text("utf-8").replace("title: 模棱两可", "title: 含糊其辞", 1)
    (pack / FILE).write_text(text, "utf-8")
    items = site.sign_in("reviewer").get(f"{URL}/entries", params={"category": "vague"}).json()["items"]
    assert {one["category_title"] for one in items} == {"含糊其辞"}


def finish(site, id, state="done", **more):
    with site.database.writing() as session:
        job = session.get_one(JobRow, id)
        job.state = state
        for name, value in more.items():
            setattr(job, name, value)


def test_a_sentence_is_judged_by_a_worker_told_once_and_forgotten(site):
    trainer = site.sign_in("trainer")
    asked = trainer.post(f"{URL}/trials", json={"text": "大概明天", "before": "什么时候？"})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    place = f"{URL}/trials/{asked.json()['id']}"
    assert trainer.get(place).json()["state"] == "queued"
    finish(site, asked.json()["id"], result={"probability": 0.9, "least": 0.05, "findings": []})
    assert site.sign_in("admin").get(place).status_code == 404  # only their own
    assert trainer.get(place).json()["result"]["probability"] == 0.9
    assert trainer.get(place).status_code == 404
    with site.database.reading() as session:
        assert session.query(JobRow).count() == 0


def test_a_trial_that_nobody_comes_back_for_is_swept_out(site):
    from datetime import timedelta

    from pipeline.storage.tables import utc_now

    trainer = site.sign_in("trainer")
    first = trainer.post(f"{URL}/trials", json={"text": "大概"}).json()["id"]
    finish(site, first, created_at=utc_now() - timedelta(minutes=11))
    trainer.post(f"{URL}/trials", json={"text": "也许"})
    with site.database.reading() as session:
        assert [job.arguments["text"] for job in session.query(JobRow)] == ["也许"]


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  "}, {"text": "长" * 501}, {"text": "x", "more": 1}])
def test_what_is_no_sentence_is_refused(site, body):
    assert site.sign_in("trainer").post(f"{URL}/trials", json=body).status_code == 422
