"""The routes of reviews: nobody, not theirs, and what they do."""

import pytest

from pipeline.storage.tables import AuditRow, DeliveryRow, WebhookRow
from tests.api.review_helpers import API, claimed, decide, findings, finished, published, stored
from tests.pipeline.review.stores import good_call


@pytest.fixture
def reviewer(site):
    return site.sign_in("reviewer")


ROUTES = [
    ("GET", "/reviews/queue"),
    ("POST", "/calls/{id}/claim"),
    ("POST", "/calls/{id}/release"),
    ("GET", "/calls/{id}/review"),
    ("POST", "/calls/{id}/decisions"),
    ("DELETE", "/calls/{id}/decisions/1?version=1"),
    ("POST", "/calls/{id}/finish"),
    ("POST", "/calls/{id}/publish"),
    ("POST", "/calls/{id}/kind"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_not_for_visitors_agents_and_trainers(site, client, method, path):
    call_id = stored(site)
    url = API + path.format(id=call_id)
    assert client.request(method, url).status_code == 401
    for role in ("agent", "trainer"):
        assert site.sign_in(role).request(method, url).status_code == 403


def test_an_agent_finds_no_draft_and_nobody_elses_call(site, reviewer):
    mine, others = stored(site), stored(site, agent_id="A002")
    agent = site.sign_in("agent", agent_id="A001")
    published(reviewer, others)
    finished(reviewer, mine, claimed(reviewer, mine))
    for call_id in (mine, others):
        assert agent.get(f"{API}/calls/{call_id}/effective").status_code == 404


def test_the_queue_says_why_and_pages(site, reviewer):
    ids = {stored(site), stored(site, good_call())}
    page = reviewer.get(f"{API}/reviews/queue", params={"limit": 1}).json()
    assert page["total"] == 2
    following = reviewer.get(f"{API}/reviews/queue", params={"limit": 1, "cursor": page["next_cursor"]}).json()
    assert {page["items"][0]["call_id"], following["items"][0]["call_id"]} == ids
    assert following["next_cursor"] is None
    assert all(item["reasons"] for item in page["items"] + following["items"])
    assert reviewer.get(f"{API}/reviews/queue", params={"cursor": "made-up"}).status_code == 422
    assert reviewer.get(f"{API}/reviews/queue", params={"why": "clean"}).json()["total"] == 1


def test_two_reviewers_do_not_overwrite_each_other(site, reviewer):
    call_id, other = stored(site), site.sign_in("reviewer")
    version = claimed(reviewer, call_id)
    assert other.post(f"{API}/calls/{call_id}/claim").status_code == 409
    wish = {"version": version, "action": "reject", "finding_id": findings(site, call_id)[0]}
    assert other.post(f"{API}/calls/{call_id}/decisions", json=wish).status_code == 409
    decide(reviewer, call_id, **wish)
    assert reviewer.post(f"{API}/calls/{call_id}/decisions", json=wish).status_code == 409
    item = other.get(f"{API}/reviews/queue").json()["items"][0]
    assert item["holder"]
    assert not item["mine"]
    assert reviewer.post(f"{API}/calls/{call_id}/release").status_code == 204
    assert other.post(f"{API}/calls/{call_id}/claim").status_code == 200


def test_a_page_that_is_left_gives_back_only_what_nobody_decided_about(site, reviewer):
    call_id, leaving = stored(site), {"untouched": True}
    version = claimed(reviewer, call_id)
    assert site.sign_in("reviewer").post(f"{API}/calls/{call_id}/release", params=leaving).status_code == 204
    assert reviewer.get(f"{API}/calls/{call_id}/review").json()["review"]["active"]
    decide(reviewer, call_id, version, action="reject", finding_id=findings(site, call_id)[0])
    assert reviewer.post(f"{API}/calls/{call_id}/release", params=leaving).status_code == 204
    assert reviewer.get(f"{API}/calls/{call_id}/review").json()["review"]["active"]
    looked_at = stored(site, good_call())
    claimed(reviewer, looked_at)
    assert reviewer.post(f"{API}/calls/{looked_at}/release", params=leaving).status_code == 204
    assert reviewer.get(f"{API}/calls/{looked_at}/review").json()["review"] is None


def test_every_decision_answers_with_what_counts_now(site, reviewer):
    call_id = stored(site)
    first, second = findings(site, call_id)[:2]
    before = reviewer.get(f"{API}/calls/{call_id}/review").json()
    version = claimed(reviewer, call_id)
    rejected = decide(reviewer, call_id, version, action="reject", finding_id=first, comment="转述")
    assert rejected["version"] == version + 1
    assert rejected["scorecard"]["total"] > before["scorecard"]["total"] == rejected["machine_scorecard"]["total"]
    moved = decide(reviewer, call_id, version + 1, action="recategorise", finding_id=second, category="vague")
    assert next(f for f in moved["findings"] if f["id"] == second)["state"] == "recategorised"
    added = decide(
        reviewer,
        call_id,
        version + 2,
        action="add",
        check="forbidden_phrases",
        category="impatient",
        utterance=0,
        char_start=0,
        char_end=2,
    )
    assert added["scorecard"]["total"] < moved["scorecard"]["total"]
    back = reviewer.delete(f"{API}/calls/{call_id}/decisions/{added['decision_id']}", params={"version": version + 3})
    assert back.json()["scorecard"]["total"] == moved["scorecard"]["total"]
    assert [d["action"] for d in back.json()["decisions"]] == ["reject", "recategorise"]


def test_a_corrected_slot_is_answered_published_and_noted(site, reviewer):
    call_id, agent = stored(site), site.sign_in("agent", agent_id="A001")
    said = decide(
        reviewer,
        call_id,
        claimed(reviewer, call_id),
        action="slot",
        category="who",
        verdict="given",
        utterance=3,
        comment="曹颖报了电话",
    )
    who = next(slot for slot in said["five_w"] if slot["slot"] == "who")
    assert (who["effective"]["utterance"], who["decision"]["action"]) == (3, "slot")
    published(reviewer, call_id, said["version"])
    for client, hidden in ((agent, "reviewer"), (site.sign_in("trainer"), "一三八零零一三八零零零")):
        shown = client.get(f"{API}/calls/{call_id}/effective")
        assert hidden not in shown.text.replace('"reviewer":null', "")
        seen = next(slot for slot in shown.json()["five_w"] if slot["slot"] == "who")
        assert seen["effective"]["state"] == "given"
    with site.database.reading() as session:
        assert "decision.slot" in {row.action for row in session.query(AuditRow)}


@pytest.mark.parametrize(
    "wish",
    [
        {"action": "slot", "category": "who", "verdict": "given"},
        {"action": "add", "check": "forbidden_phrases", "category": "made up", "utterance": 0},
        {"action": "explode"},
        {"action": "reject", "finding_id": 0},
        {"action": "verdict", "check": "greeting", "verdict": "unsure"},
        {"action": "confirm", "colour": "red"},
        {"action": "reject", "finding_id": 2**40},
    ],
)
def test_what_does_not_fit_is_refused_in_words(site, reviewer, wish):
    call_id = stored(site)
    answer = reviewer.post(f"{API}/calls/{call_id}/decisions", json={"version": claimed(reviewer, call_id)} | wish)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert "made up" not in answer.text


def test_absent_calls_and_findings_are_not_found(site, reviewer):
    call_id = stored(site)
    assert reviewer.post(f"{API}/calls/{'0' * 32}/claim").status_code == 404
    wish = {"version": claimed(reviewer, call_id), "action": "reject", "finding_id": 999_999}
    assert reviewer.post(f"{API}/calls/{call_id}/decisions", json=wish).status_code == 404


def test_published_it_reaches_its_agent_without_names(site, reviewer):
    call_id, agent = stored(site), site.sign_in("agent", agent_id="A001")
    version = decide(
        reviewer,
        call_id,
        claimed(reviewer, call_id),
        action="reject",
        comment="转述",
        finding_id=findings(site, call_id)[0],
    )["version"]
    assert reviewer.post(f"{API}/calls/{call_id}/publish").status_code == 409
    card = published(reviewer, call_id, version)
    assert card["origin"] == "review"
    seen = agent.get(f"{API}/calls/{call_id}/effective")
    assert seen.status_code == 200
    assert seen.json()["scorecard"]["total"] == card["total"]
    assert {d["by"] for d in seen.json()["decisions"]} == {""}
    assert "reviewer" not in seen.text.replace('"reviewer":null', "")
    with site.database.reading() as session:
        actions = {row.action for row in session.query(AuditRow)}
    assert {
        "review.claimed",
        "decision.reject",
        "review.finished",
        "scorecard.published",
        "scorecard.viewed",
    } <= actions


def test_personal_data_follows_the_role(site, reviewer):
    call_id = stored(site)
    wish = {"action": "add", "check": "courtesy", "utterance": 3, "comment": "曹颖报了电话"}
    published(reviewer, call_id, decide(reviewer, call_id, claimed(reviewer, call_id), **wish)["version"])
    assert "一三八零零一三八零零零" in reviewer.get(f"{API}/calls/{call_id}/effective").text
    trainer = site.sign_in("trainer")
    shown = trainer.get(f"{API}/calls/{call_id}/effective").text
    assert "一三八零零一三八零零零" not in shown
    assert "曹颖" not in shown


def test_publication_is_announced(site, reviewer):
    with site.database.writing() as session:
        session.add(
            WebhookRow(
                url="https://example.org/", secret="s", created_by=reviewer.user_id, events=["scorecard.published"]
            )
        )
    call_id = stored(site)
    published(reviewer, call_id)
    with site.database.reading() as session:
        (delivery,) = session.query(DeliveryRow).all()
    assert (delivery.event, delivery.payload["call_id"]) == ("scorecard.published", call_id)


def test_a_reviewer_says_what_kind_of_call_it_is(site, reviewer):
    call_id = stored(site)
    version = claimed(reviewer, call_id)
    [wrong, *_] = findings(site, call_id)
    version = decide(reviewer, call_id, version, action="reject", finding_id=wrong)["version"]
    before = reviewer.get(f"{API}/calls/{call_id}").json()["kind"]
    url = f"{API}/calls/{call_id}/kind"
    assert reviewer.post(url, json={"version": version, "kind": "nonsense"}).status_code == 422
    assert reviewer.post(url, json={"version": version + 7, "kind": "absent"}).status_code == 409
    answer = reviewer.post(url, json={"version": version, "kind": "absent"})
    assert answer.status_code == 200, answer.text
    assert any(f["state"] == "rejected" for f in answer.json()["findings"])  # what was decided stays decided
    own = next(line for line in answer.json()["lines"] if line["effective"]["check"] == "kind_script")
    assert own["effective"]["verdict"] == "fail"  # of an absent person: nobody took a message
    shown = reviewer.get(f"{API}/calls/{call_id}").json()
    assert (shown["kind"], shown["kind_confidence"]) == ("absent", 1.0)
    listed = reviewer.get(f"{API}/calls", params={"kind": "absent"}).json()["items"]
    assert [item["id"] for item in listed] == [call_id]
    assert before != "absent"
    page = reviewer.get(f"/calls/{call_id}").text
    assert 'value="absent" selected' in page
    assert "机器：" in page
    finished(reviewer, call_id, answer.json()["version"])
