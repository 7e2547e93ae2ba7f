"""Jobs, webhooks, the trail, health and metrics."""

import pytest
from fastapi.testclient import TestClient

from pipeline.settings import Settings
from pipeline.storage import calls
from pipeline.storage.tables import DeliveryRow, JobRow
from pipeline.webhooks import emit

HOOKS, JOBS = "/api/v1/webhooks", "/api/v1/jobs"


def test_rescoring_is_enqueued_for_a_worker(site):
    admin = site.sign_in("admin")
    job = admin.post(f"{JOBS}/rescore", json={"since": "2026-03-01"}).json()
    assert (job["kind"], job["state"], job["arguments"]) == ("rescore", "queued", {"since": "2026-03-01"})
    assert admin.get(f"{JOBS}/{job['id']}").json() == job
    assert [j["id"] for j in admin.get(JOBS, params={"kind": "rescore", "state": "queued"}).json()["items"]] == [
        job["id"]
    ]
    with site.database.reading() as session:
        assert session.query(JobRow).one().created_by == admin.user_id


def test_jobs_come_in_pages(site):
    admin, seen, cursor = site.sign_in("admin"), [], None
    for _ in range(5):
        admin.post(f"{JOBS}/rescore", json={})
    while True:
        page = admin.get(JOBS, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [job["id"] for job in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://user:pass@93.184.215.14/",
        "javascript:alert(1)",
        "http://",
        "//x",
        "http://93.184.215.14:99999/",
        "http://93.184.215.14/ x",
        "http://224.0.0.1/",
        "http://100.64.0.1/",
    ],
)
def test_webhooks_lead_nowhere_inside(site, url):
    answer = site.sign_in("admin").post(HOOKS, json={"url": url, "events": ["scorecard.published"]})
    assert (answer.status_code, answer.json()["error"]) == (422, "BadWebhook")


def test_a_webhook_shows_its_secret_once(site):
    admin = site.sign_in("admin")
    made = admin.post(HOOKS, json={"url": "https://93.184.215.14/hook", "events": ["finding.fatal"]}).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in admin.get(HOOKS).text
    hook = f"{HOOKS}/{made['id']}"
    assert admin.patch(hook, json={"url": "http://10.0.0.1/"}).status_code == 422
    assert admin.patch(hook, json={"disabled": True, "events": ["scorecard.published"]}).json()["disabled_at"]
    assert admin.patch(hook, json={"events": ["unknown"]}).status_code == 422
    with site.database.writing() as session:
        assert emit(session, "scorecard.published", {"call_id": "x"}) == 0
    admin.patch(hook, json={"disabled": False})
    with site.database.writing() as session:
        assert emit(session, "scorecard.published", {"call_id": "x"}) == 1
    assert [d["state"] for d in admin.get(f"{hook}/deliveries").json()] == ["waiting"]
    assert admin.delete(hook).status_code == 204
    with site.database.reading() as session:
        assert session.query(DeliveryRow).count() == 0


def test_the_trail_tells_who_did_what(site):
    admin = site.sign_in("admin", name="boss")
    admin.post(f"{JOBS}/rescore", json={})
    (item,) = admin.get("/api/v1/audit", params={"action": "job.enqueued"}).json()["items"]
    assert (item["user_name"], item["subject"], item["subject_id"]) == ("boss", "job", "1")
    assert admin.get("/api/v1/audit", params={"user_id": 999}).json()["items"] == []


def test_health_and_readiness(site, client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    with site.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")
    assert client.get("/readyz").status_code == 503


def test_metrics_count_and_name_nobody(site):
    with site.database.writing() as session:
        calls.register(session, calls.NewCall("ab" * 32, 10, "audio", "张三.wav", "张三"))
    here = TestClient(site.app, client=("127.0.0.1", 1))
    here.get("/api/v1/calls/" + "ab" * 16)
    here.request("BREW", "/nothing")
    text = here.get("/metrics").text
    assert 'tingjian_calls{state="queued"} 1.0' in text
    assert "tingjian_queue_age_seconds" in text
    assert 'route="/calls/{call_id}"' in text
    assert "张三" not in text
    assert "abab" not in text
    assert "BREW" not in text


def test_metrics_are_for_this_machine_or_for_the_token(site):
    away, here = TestClient(site.app, client=("192.0.2.1", 1)), TestClient(site.app, client=("127.0.0.1", 1))
    assert away.get("/metrics").status_code == 403
    assert here.get("/metrics").status_code == 200
    assert here.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
    site.app.state.settings = Settings(data_dir=site.settings.data_dir, metrics_token="m-secret", _env_file=None)
    assert away.get("/metrics", headers={"Authorization": "Bearer m-secret"}).status_code == 200
    assert away.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
