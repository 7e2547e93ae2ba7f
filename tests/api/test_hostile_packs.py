"""Packs made to exhaust the service: refused in words; while they are checked, everybody else is answered."""

import io
import threading
import time
import zipfile

import pytest

from pipeline.lexicon import pack_files
from pipeline.lexicon_lab import apart
from pipeline.settings import PROJECT
from pipeline.storage.tables import JobRow

URL = "/api/v1/lexicon/dry-runs"
MULTIPLYING = "".join(f"(甲|乙|丙){i}" for i in range(7))


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def pack(**changed):
    return zipped(dict(pack_files(PROJECT / "lexicons" / "hotline")) | changed)


def entries(patterns):
    listed = "\n".join(f"      - '{MULTIPLYING}{i}'" for i in range(patterns))
    return (
        "category: vague\ntitle: 模糊\nseverity: minor\nsuggestion: 说清楚\nentries:\n"
        f"  - id: vague.many\n    reason: 多\n    hits: [好]\n    phrases:\n{listed}\n"
    )


def refused(site, content):
    answer = site.sign_in("reviewer").post(f"{URL}/upload", content=content)
    with site.database.reading() as session:
        assert session.query(JobRow).all() == []
    assert (answer.status_code, answer.json()["error"]) == (422, "LexiconError")
    return answer.json()["detail"]


def test_a_pack_nested_too_deeply_is_refused(site):
    assert "嵌套过深" in refused(site, zipped({"pack.yaml": "[" * 30_000}))


def test_a_pack_whose_patterns_stand_for_millions_of_sequences_is_refused(site):
    assert "合起来超过" in refused(site, pack(**{"phrases/vague.yaml": entries(900)}))


def test_a_check_that_takes_too_long_is_ended(site, monkeypatch):
    monkeypatch.setattr(apart, "LONGEST", 0.2)
    assert "检查超过" in refused(site, pack())


def test_a_check_that_takes_too_much_is_ended(site, monkeypatch):
    """The process has its limit from the variable that a test can set for it."""
    greedy = "from pipeline.lexicon_lab.apart import _limit; _limit(); b = b'0' * 3 * 1024**3; print('[]')"
    monkeypatch.setattr(apart, "_COMMAND", (apart.sys.executable, "-c", greedy))
    assert "内存上限" in refused(site, pack())


def test_others_are_answered_while_packs_are_checked_and_too_many_checks_are_put_off(site, monkeypatch):
    monkeypatch.setattr(apart, "_COMMAND", (apart.sys.executable, "-c", "import time; time.sleep(3); print('[]')"))
    monkeypatch.setattr(apart, "LONGEST_WAIT", 0.5)
    reviewers = [site.sign_in("reviewer") for _ in range(20)]
    statuses = []
    threads = [
        threading.Thread(target=lambda r=r: statuses.append(r.post(URL, json={"installed": "gas"}).status_code))
        for r in reviewers
    ]
    with site.visitor() as visitor:  # one loop for this browser, as the service has
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
        assert visitor.get("/healthz").status_code == 200
        assert time.monotonic() - began < 2
        for thread in threads:
            thread.join()
    assert statuses.count(202) == apart.RUNNING
    assert statuses.count(503) == len(reviewers) - apart.RUNNING


@pytest.mark.parametrize("text", ["\n" * 19_000 + "id: x", "- " * 9_000, " " * 19_999])
def test_an_entry_of_blanks_is_refused_quickly(site, text):
    began = time.monotonic()
    answer = site.sign_in("reviewer").post(URL, json={"entry": {"category": "vague", "yaml": text}})
    assert answer.status_code == 422
    assert time.monotonic() - began < 30
