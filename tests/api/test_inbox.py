"""The inbox over the API: who is told of what, what is over, counts for the navigation, mail."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pipeline.cases.overdue import announce_overdue
from pipeline.storage.tables import DeliveryRow, PromiseRow, UserRow, WebhookRow, utc_now
from tests.api.review_helpers import API, findings, published, stored
from tests.api.test_assignments import OWN, collected, given, team_of

INBOX = f"{API}/inbox"


@pytest.fixture
def people(site):
    return {
        "first": site.sign_in("reviewer"),
        "second": site.sign_in("reviewer"),
        "agent": site.sign_in("agent"),
        "trainer": site.sign_in("trainer"),
        "lead": site.sign_in("lead"),
    }


def waiting(client):
    return [(item["kind"], item["href"]) for item in client.get(INBOX, params={"waiting": True}).json()["items"]]


def counts(client):
    return client.get(f"{INBOX}/counts").json()["places"]


def appealed(site, people):
    call_id = stored(site)
    published(people["first"], call_id)
    answer = people["agent"].post(
        f"{API}/appeals",
        json={"call_id": call_id, "finding_id": findings(site, call_id)[0], "reason": "我在复述客户的话"},
    )
    assert answer.status_code == 201, answer.text
    return call_id, answer.json()["id"]


def test_a_published_scorecard_and_an_appeal(site, people):
    call_id, appeal = appealed(site, people)
    assert waiting(people["agent"]) == [("scorecard.published", f"/me/calls/{call_id}")]
    assert waiting(people["second"]) == [("appeal.filed", f"/appeals/{appeal}")]
    assert waiting(people["first"]) == []  # who reviewed may not decide
    assert counts(people["second"]) == {"/inbox": 1, "/appeals": 1}
    verdict = {"upheld": False, "reason": "原话如此"}
    assert people["second"].post(f"{API}/appeals/{appeal}/decide", json=verdict).status_code == 200
    assert waiting(people["second"]) == []
    assert waiting(people["agent"])[0] == ("appeal.decided", f"/me/calls/{call_id}")
    assert counts(people["agent"]) == {"/inbox": 2, "/me": 1, "/me/appeals": 1}


def test_an_appeal_that_is_taken_back_waits_for_nobody(site, people):
    _, appeal = appealed(site, people)
    people["agent"].post(f"{API}/appeals/{appeal}/withdraw")
    assert waiting(people["second"]) == []
    (item,) = people["second"].get(INBOX).json()["items"]
    assert (item["over"], item["waits"]) == (True, False)


def test_a_scorecard_that_is_withdrawn_waits_for_nobody(site, people):
    call_id = stored(site)
    published(people["first"], call_id)
    people["first"].post(f"{API}/calls/{call_id}/publication/withdraw", json={"reason": "评错了"})
    assert waiting(people["agent"]) == []


def test_answers_to_notes_reach_everybody_in_the_thread_but_the_writer(site, people):
    call_id = stored(site)
    path = f"{API}/calls/{call_id}/notes"
    note = people["first"].post(path, json={"text": "语气如何？"}).json()["id"]
    assert waiting(people["first"]) == []
    people["trainer"].post(path, json={"text": "有点急", "reply_to": note})
    assert waiting(people["first"]) == [("note.answered", f"/notes#n{note}")]
    assert waiting(people["trainer"]) == []
    people["second"].post(path, json={"text": "同意", "reply_to": note})
    assert waiting(people["trainer"]) == [("note.answered", f"/notes#n{note}")]
    assert len(waiting(people["first"])) == 1  # told already
    assert counts(people["first"])["/notes"] == 1


def test_assignments_and_their_answers(site, people):
    collection, _ = collected(people["trainer"], stored(site))
    id = given(people["trainer"], collection, agent_ids=["A001"]).json()["id"]
    assert waiting(people["agent"]) == [("assignment.given", f"/me/training/{id}")]
    assert counts(people["agent"]) == {"/inbox": 1, "/me/training": 1}
    people["agent"].post(f"{OWN}/{id}/acknowledge", json={"answer": "明白"})
    assert waiting(people["agent"]) == []
    assert waiting(people["trainer"]) == [("assignment.answered", f"/assignments/{id}")]
    assert counts(people["trainer"]) == {"/inbox": 1, "/coaching": 1}


def test_calls_that_one_is_asked_to_review(site, people):
    call_id = stored(site)
    body = {"do": "assign", "call_ids": [call_id], "to": people["second"].user_id}
    assert people["first"].post(f"{API}/reviews/bulk", json=body).status_code == 200
    assert waiting(people["second"]) == [("call.assigned", f"/calls/{call_id}")]
    assert people["first"].post(f"{API}/reviews/bulk", json=body | {"to": people["first"].user_id}).status_code == 200
    assert waiting(people["second"]) == []
    assert waiting(people["first"]) == [("call.assigned", f"/calls/{call_id}")]


def test_overdue_promises_reach_the_agent_and_the_lead_of_their_team(site, people):
    other = site.sign_in("lead", team="二组")
    call_id = stored(site)
    team_of(site, call_id, "一组")
    with site.database.writing() as session:
        session.add(
            PromiseRow(
                call_id=call_id,
                kind="promise",
                text="回电话",
                made_at=utc_now(),
                agent_id="A001",
                team="一组",
                due_at=utc_now() - timedelta(hours=1),
            )
        )
    with site.database.writing() as session:
        announce_overdue(session, utc_now(), site.app.state.lexicon.current())
    for who in ("agent", "lead"):
        assert waiting(people[who]) == [("promise.overdue", "/due")]
        assert counts(people[who])["/due"] == 1
    assert (waiting(other), counts(other)) == ([], {})
    with site.database.writing() as session:
        session.scalars(select(PromiseRow)).one().waiting = False
    assert waiting(people["agent"]) == []
    assert counts(people["agent"]) == {}


def test_read_is_read_and_ones_own_alone(site, people):
    appealed(site, people)
    (item,) = people["second"].get(INBOX).json()["items"]
    assert people["first"].post(f"{INBOX}/read", json={"ids": [item["id"]]}).json() == {"read": 0}
    assert people["second"].post(f"{INBOX}/read", json={"ids": [item["id"]]}).json() == {"read": 1}
    assert waiting(people["second"]) == []
    assert people["agent"].post(f"{INBOX}/read", json={}).json() == {"read": 1}
    assert people["second"].get(INBOX).json()["items"][0]["read_at"]


def test_pages(site, people):
    call_id = stored(site)
    for n in range(3):
        note = people["first"].post(f"{API}/calls/{call_id}/notes", json={"text": f"{n}"}).json()["id"]
        people["second"].post(f"{API}/calls/{call_id}/notes", json={"text": "好", "reply_to": note})
    seen, cursor = [], None
    while True:
        page = people["first"].get(INBOX, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 3
    assert people["first"].get(INBOX, params={"cursor": "x"}).status_code == 422


def test_other_systems_are_told_the_same_with_ids_alone(site, people):
    with site.database.writing() as session:
        admin = session.scalars(select(UserRow.id)).first()
        session.add(
            WebhookRow(
                url="https://example.com/",
                secret="whsec_AAAA",
                created_by=admin,
                events=["appeal.filed", "appeal.decided", "note.answered"],
            )
        )
    call_id, appeal = appealed(site, people)
    people["second"].post(f"{API}/appeals/{appeal}/decide", json={"upheld": False, "reason": "原话如此"})
    with site.database.reading() as session:
        sent = [(row.event, row.payload) for row in session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))]
    assert sent == [
        ("appeal.filed", {"subject_id": appeal, "call_id": call_id}),
        ("appeal.decided", {"subject_id": appeal, "call_id": call_id, "state": "rejected"}),
    ]


@pytest.mark.parametrize("wrong", ["no address", "a@", "@b", "a@b\nBcc: c@d", "a b@c", "<a@b>", "a@b,c@d"])
def test_what_is_no_address_is_refused(people, wrong):
    assert people["agent"].put(f"{INBOX}/mail", json={"email": wrong}).status_code == 422


def test_ones_own_mail(people):
    agent = people["agent"]
    assert agent.get(f"{INBOX}/mail").json() == {"email": None, "wants_mail": True, "sent": False}
    chosen = {"email": "wang@example.com", "wants_mail": False}
    assert agent.put(f"{INBOX}/mail", json=chosen).json() == chosen | {"sent": False}
    assert people["lead"].get(f"{INBOX}/mail").json()["email"] is None
