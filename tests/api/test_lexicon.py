"""The lexicon over the API: who may ask, then what is answered."""

import io
import zipfile

import pytest

from pipeline.jobs.dry_run import dry_run
from pipeline.lexicon import pack_files
from pipeline.settings import PROJECT, Settings
from pipeline.storage.tables import FindingRow, JobRow, JudgementRow
from tests.builders import agent, call, customer

URL = "/api/v1/lexicon"
ENTRY = "id: vague.heaven\nphrases: [看天意]\nreason: 不确定\nseverity: fatal\nhits: [这得看天意]"
CHANGE = {"entry": {"category": "vague", "yaml": ENTRY}}


def packed(**changed):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in {**dict(pack_files(PROJECT / "lexicons" / "hotline")), **changed}.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def jobs(site):
    with site.database.reading() as session:
        return session.query(JobRow).all()


def test_visitors_and_agents_see_nothing_of_it(site):
    for path in ("", "/entries", "/dry-runs/1"):
        assert site.visitor().get(URL + path).status_code == 401
        assert site.sign_in("agent").get(URL + path).status_code == 403
    assert site.sign_in("agent").post(f"{URL}/try", json={"text": "大概"}).status_code == 403


def test_trainers_try_sentences_but_no_packs(site):
    trainer = site.sign_in("trainer")
    assert trainer.post(f"{URL}/try", json={"text": "大概"}).status_code == 200
    assert trainer.post(f"{URL}/dry-runs", json=CHANGE).status_code == 403
    assert trainer.post(f"{URL}/dry-runs/upload", content=packed()).status_code == 403
    assert trainer.get(f"{URL}/dry-runs/1").status_code == 403


def test_the_pack_and_its_entries(site):
    reviewer = site.sign_in("reviewer")
    pack, items = reviewer.get(URL).json(), reviewer.get(f"{URL}/entries").json()["items"]
    assert (pack["id"], sum(pack["categories"].values())) == ("hotline", len(items))
    (one,) = [x for x in items if x["id"] == "vague.probably"]
    assert one["hits"]
    assert one["misses"]
    assert one["precision"] == {"n": 0, "value": None, "low": None, "high": None}
    blame = reviewer.get(f"{URL}/entries", params={"category": "blame", "q": "您"}).json()["items"]
    assert {x["category"] for x in blame} == {"blame"}


def test_a_sentence_is_tried(site):
    answer = site.sign_in("reviewer").post(f"{URL}/try", json={"text": "请问您大概什么时候发现的？"}).json()
    (found,) = [m for m in answer["phrases"] if m["rule"] == "vague.probably"]
    assert found["cancelled"] == "被例外「大概什么时候」取消"
    assert answer["text"][found["start"] : found["end"]] == found["quote"] == "大概"


@pytest.mark.parametrize("text", ["", "\0", "x" * 501, 5, None])
def test_a_sentence_that_is_none_is_refused_or_finds_nothing(site, text):
    answer = site.sign_in("reviewer").post(f"{URL}/try", json={"text": text})
    assert answer.status_code == (200 if text == "" else 422)


@pytest.mark.parametrize("role", ["reviewer", "admin"])
def test_an_edited_entry_becomes_a_job_whose_result_lists_what_changes(site, role):
    call_id = site.store(call(agent("您好，这个得看天意才行。"), customer("好的")))
    user = site.sign_in(role)
    queued = user.post(f"{URL}/dry-runs", json=CHANGE | {"calls": 10})
    assert queued.status_code == 202
    assert (queued.json()["state"], queued.json()["what"]) == ("queued", "词条 vague.heaven")
    (job,) = jobs(site)
    result = dry_run(job.arguments, site.database, Settings(lexicons=site.settings.lexicons))
    result["listed"] = [
        {
            "call_id": call_id,
            "score_before": 90.0,
            "score_after": 0.0,
            "flips": [],
            "findings": [{"utterance": 0, "char_start": 6, "char_end": 9, "rule": "vague.heaven"}],
        }
    ]
    with site.database.writing() as session:
        kept = session.get_one(JobRow, job.id)
        kept.state, kept.result = "done", result
        judgements = session.query(JudgementRow).count()
    shown = user.get(f"{URL}/dry-runs/{job.id}").json()
    assert shown["result"]["listed"][0]["findings"][0]["quote"] == "看天意"
    assert shown["result"]["calls"] == 1
    assert judgements == 1


def test_a_whole_pack_as_a_zip_becomes_a_job(site):
    reviewer = site.sign_in("reviewer")
    answer = reviewer.post(f"{URL}/dry-runs/upload", content=packed())
    assert answer.status_code == 202
    assert answer.json()["what"] == "上传的词库"
    assert reviewer.post(f"{URL}/dry-runs/upload", params={"calls": 200}, content=packed()).status_code == 202
    assert [job.arguments.get("calls") for job in jobs(site)] == [None, 200]
    assert reviewer.post(f"{URL}/dry-runs/upload", params={"calls": 0}, content=packed()).status_code == 422


def test_a_pack_with_faults_is_refused_with_all_of_them_and_makes_no_job(site):
    bad = packed(**{"phrases/vague.yaml": "category: vague\n", "scripts/hold.yaml": "script: [", "x.py": "1"})
    answer = site.sign_in("reviewer").post(f"{URL}/dry-runs/upload", content=bad)
    assert (answer.status_code, answer.json()["error"]) == (422, "LexiconError")
    for place in ("phrases/vague.yaml · entries", "phrases/vague.yaml · title", "scripts/hold.yaml", "x.py"):
        assert place in answer.json()["detail"]
    assert jobs(site) == []


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_pack_is_refused(site, content):
    assert site.sign_in("reviewer").post(f"{URL}/dry-runs/upload", content=content).status_code == 422


def test_a_body_that_is_too_large_is_refused(site):
    answer = site.sign_in("reviewer").post(f"{URL}/dry-runs/upload", content=b"0" * (1024 * 1024 + 1))
    assert answer.status_code == 413


EXECUTED = {"entry": {"category": "vague", "yaml": "!!python/object:os.system {}"}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        CHANGE | {"installed": "gas"},
        {"installed": "../gas"},
        {"folder": "/etc"},
        {"files": {"../../x": "y"}},
        CHANGE | {"calls": 0},
        CHANGE | {"since": "x"},
        EXECUTED,
    ],
)
def test_what_can_not_be_tried_is_refused(site, body):
    assert site.sign_in("reviewer").post(f"{URL}/dry-runs", json=body).status_code == 422
    assert jobs(site) == []


def test_other_jobs_are_no_dry_runs_and_a_queued_one_can_be_taken_back(site):
    reviewer = site.sign_in("reviewer")
    with site.database.writing() as session:
        session.add(JobRow(kind="rescore", arguments={}))
    assert reviewer.get(f"{URL}/dry-runs/1").status_code == 404
    assert reviewer.delete(f"{URL}/dry-runs/1").status_code == 404
    id = reviewer.post(f"{URL}/dry-runs", json={"installed": "gas"}).json()["id"]
    assert reviewer.delete(f"{URL}/dry-runs/{id}").status_code == 204
    assert reviewer.get(f"{URL}/dry-runs/{id}").status_code == 404


def test_an_entrys_page_shows_the_sentences_in_which_it_was_found(site):
    call_id = site.store(call(agent("您好，这件事大概明天才能办。"), customer("好的")))
    with site.database.writing() as session:
        row = session.query(FindingRow).filter_by(call_id=call_id, rule="vague.probably").first()
        row = row or finding_about(session, call_id)
        row.passed = False
    page = site.sign_in("reviewer").get("/lexicon/entries/vague.probably").text
    assert "您好，这件事<mark>大概</mark>明天才能办。" in page


def finding_about(session, call_id):
    """As the sentence judge would have found it."""
    judgement = session.query(JudgementRow).filter_by(call_id=call_id).one()
    row = FindingRow(
        judgement_id=judgement.id,
        call_id=call_id,
        ordinal=99,
        check="forbidden_phrases",
        severity="minor",
        category="vague",
        rule="vague.probably",
        phrase="大概",
        quote="大概",
        utterance=0,
        char_start=6,
        char_end=8,
        start=0.0,
        end=1.0,
        match="exact",
        confidence=1.0,
        passed=False,
        certain=True,
        reason="",
        details={},
    )
    session.add(row)
    return row
