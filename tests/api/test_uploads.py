"""Recordings come in: whole or not at all, once, within limits, whatever their names say."""

import io
import json
import threading

import pytest
from openpyxl import Workbook

from api.uploads.names import safe_name
from pipeline.settings import Settings
from pipeline.storage import calls
from pipeline.storage.tables import CallRow, RecordingRow
from tests.api.some_calls import call_of

CALLS = "/api/v1/calls"
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(256)) * 40


def upload(client, content=SOUND, name="rec.wav", **fields):
    return client.post(CALLS, files={"file": (name, content)}, data=fields)


def left_behind(site):
    folder = site.settings.data_dir / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_recording_is_queued_with_its_facts(site):
    answer = upload(
        site.sign_in("reviewer"),
        agent_id="A003",
        team="一组",
        direction="inbound",
        started_at="2026-03-01T09:30:00",
        call_id="K-17",
    )
    assert answer.status_code == 201
    body = answer.json()
    assert (body["created"], body["state"]) == (True, "queued")
    assert answer.headers["location"] == body["url"]
    with site.database.reading() as session:
        row = session.get_one(CallRow, body["call_id"])
        assert (row.agent_id, row.team, row.name, row.priority) == ("A003", "一组", "K-17", calls.FRESH)
        assert row.started_at.isoformat() == "2026-03-01T01:30:00+00:00"
        assert row.manifest["direction"] == "inbound"
    with site.recordings.open(row.sha256) as kept:
        assert kept.read() == SOUND
    assert left_behind(site) == []


def test_the_same_recording_again_is_the_same_call(site):
    reviewer = site.sign_in("reviewer")
    first, again = upload(reviewer), upload(reviewer, name="another name.wav")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["call_id"] == again.json()["call_id"]
    assert again.json()["created"] is False


def test_a_transcript_is_taken_by_its_name(site):
    body = json.dumps({"call": {"id": "t"}, "utterances": []}).encode()
    answer = upload(site.sign_in("reviewer"), body, "t.transcript.json")
    assert answer.status_code == 201
    with site.database.reading() as session:
        assert session.query(RecordingRow).one().kind == "transcript"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.wav", "/etc/cron.d/x", "a\x00b.wav", "\u202egnp.wav", "." * 50]
)
def test_names_lead_nowhere(site, name):
    answer = upload(site.sign_in("reviewer"), name=name)
    assert answer.status_code == 201
    with site.database.reading() as session:
        kept = session.query(RecordingRow).one().file_name
    assert "/" not in kept
    assert ".." not in kept
    assert kept.isprintable()
    assert [p.name for p in site.settings.data_dir.parent.glob("*.wav")] == []


@pytest.mark.parametrize(
    ("name", "kept"), [("a/b/c.wav", "c.wav"), ("", "upload"), ("x" * 300 + ".wav", "x" * 196 + ".wav")]
)
def test_a_name_is_cut_to_its_last_part(name, kept):
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    ("content", "status"), [(b"", 422), ("这不是录音".encode(), 422), (b"#EXTM3U\nhttp://x/", 422)]
)
def test_what_is_plainly_no_recording_is_refused(site, content, status):
    answer = upload(site.sign_in("reviewer"), content)
    assert (answer.status_code, answer.json()["error"]) == (status, "BadUpload")
    assert left_behind(site) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"direction": "sideways"},
        {"agent_channel": "7"},
        {"unknown": "张三"},
        {"agent_id": "x" * 201},
        {"started_at": "yesterday"},
    ],
)
def test_facts_that_can_not_be_used_refuse_the_upload(site, fields):
    answer = upload(site.sign_in("reviewer"), **fields)
    assert answer.status_code == 422
    assert "张三" not in answer.text
    with site.database.reading() as session:
        assert session.query(CallRow).count() == 0


def test_five_gigabytes_are_refused_before_a_byte_is_read(site):
    asked = []

    def body():
        asked.append(1)
        yield b"x"

    headers = {"Content-Length": str(5 * 1024**3), "Content-Type": "multipart/form-data; boundary=b"}
    answer = site.sign_in("reviewer").post(CALLS, content=body(), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (413, "ContentTooLarge")


def test_who_sends_more_than_declared_is_stopped(site):
    site.app.state.settings = Settings(data_dir=site.settings.data_dir, max_megabytes=0.01, _env_file=None)

    def body():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        for _ in range(100):
            yield b"\x00" * 1024

    answer = site.sign_in("reviewer").post(
        CALLS, content=body(), headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert answer.status_code == 413
    assert left_behind(site) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"garbage"),
        ("multipart/form-data; boundary=b", b""),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
        ),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nabc\r\n--b--\r\n'),
        ("multipart/form-data; boundary=b", b"--b\r\n" + b"X" * 9000 + b": y\r\n\r\n"),
    ],
)
def test_broken_forms_are_refused(site, kind, body):
    answer = site.sign_in("reviewer").post(CALLS, content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422
    assert left_behind(site) == []


def test_nothing_is_read_from_those_who_may_not(site):
    for client, status in ((site.visitor(), 401), (site.sign_in("agent"), 403), (site.sign_in("trainer"), 403)):
        assert upload(client).status_code == status
    assert left_behind(site) == []


def test_twenty_at_once_are_all_kept(site):
    reviewer_id, got = site.add_user("reviewer"), []

    def work(number):
        got.append(upload(site.token(reviewer_id), SOUND + bytes([number])).status_code)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [201] * 20
    with site.database.reading() as session:
        assert session.query(CallRow).count() == 20


def test_a_manifest_completes_what_is_known(site):
    reviewer = site.sign_in("reviewer")
    call_id = upload(reviewer).json()["call_id"]
    text = (
        "recording,agent_id,team,started_at,colour\nrec.wav,A009,二组,2026-03-01T09:30:00+08:00,red\ngone.wav,A1,,,\n"
    )
    answer = reviewer.post(f"{CALLS}/manifest", files={"file": ("m.csv", text.encode())})
    report = answer.json()
    assert (report["rows"], report["matched"], report["completed"], report["unknown"]) == (2, 1, 1, ["gone.wav"])
    assert len(report["warnings"]) == 1
    assert ".part" not in answer.text
    assert reviewer.get(f"{CALLS}/{call_id}").json()["agent_id"] == "A009"
    again = reviewer.post(f"{CALLS}/manifest", files={"file": ("m.csv", b"recording,agent_id\nrec.wav,A111\n")})
    assert again.json()["completed"] == 0


def test_a_corrected_list_changes_what_is_known_and_leaves_a_trail(site):
    """The same as `tingjian manifest apply`, from Excel as well."""
    reviewer = site.sign_in("reviewer")
    call_id = upload(reviewer, agent_id="A009", team="二组").json()["call_id"]
    book, file = Workbook(), io.BytesIO()
    book.active.append(["录音文件", "坐席工号", "开始时间"])
    book.active.append(["D:\\rec\\rec.wav", 1001, "2024年1月5日 9:03"])
    book.save(file)
    answer = reviewer.post(f"{CALLS}/manifest/apply", files={"file": ("清单.xlsx", file.getvalue())})
    report = answer.json()
    assert (answer.status_code, report["rows"], report["completed"], report["unknown"]) == (200, 1, 1, [])
    call = reviewer.get(f"{CALLS}/{call_id}").json()
    assert (call["agent_id"], call["team"]) == ("1001", "二组")
    assert call["started_at"].startswith("2024-01-05T01:03:00")
    trail = site.sign_in("admin").get("/api/v1/audit", params={"action": "call.facts_corrected"}).json()
    assert [item["details"]["agent_id"] for item in trail["items"]] == [["A009", "1001"]]


def test_facts_that_come_with_a_known_recording_overrule_nothing_and_that_is_said(site):
    reviewer = site.sign_in("reviewer")
    call_id = upload(reviewer, agent_id="A009").json()["call_id"]
    again = upload(reviewer, agent_id="A111", team="二组").json()
    assert (again["call_id"], again["created"], again["differing"]) == (call_id, False, ["agent_id"])
    call = reviewer.get(f"{CALLS}/{call_id}").json()
    assert (call["agent_id"], call["team"]) == ("A009", "二组")


def test_the_name_of_an_upload_tells_what_nobody_else_says(site):
    site.app.state.settings = site.settings.model_copy(update={"file_name": "{agent_id}_{customer_number}"})
    answer = upload(site.sign_in("reviewer"), name="A7_13800138000.wav", team="一组")
    with site.database.reading() as session:
        row = session.get_one(CallRow, answer.json()["call_id"])
    assert (row.agent_id, row.customer_number, row.team) == ("A7", "13800138000", "一组")


def test_a_manifest_that_is_none_is_refused(site):
    answer = site.sign_in("reviewer").post(f"{CALLS}/manifest", files={"file": ("m.csv", b"a,b\n1,2\n")})
    assert answer.status_code == 422
    assert ".part" not in answer.text


def test_events_end_when_the_call_is_done(site):
    call_id = site.store(call_of("A001"))
    answer = site.sign_in("reviewer").get(f"{CALLS}/{call_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    (line,) = [line for line in answer.text.splitlines() if line.startswith("data: ")]
    assert json.loads(line[6:])["state"] == "done"
