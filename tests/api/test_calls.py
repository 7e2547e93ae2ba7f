"""Lists, transcripts, scorecards, receipts: whose are whose, and what is in them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.storage import calls
from pipeline.storage.tables import AuditRow, CallRow, ScorecardRow
from tests.api.some_calls import LABELS, call_of

CALLS = "/api/v1/calls"
PHONE = "13812345678"


def ids(answer):
    assert answer.status_code == 200
    return [item["id"] for item in answer.json()["items"]]


@pytest.fixture
def two(site):
    """A call of A001 and one of A002, both judged."""
    return site.store(call_of("A001", "打印机坏了")), site.store(call_of("A002", "网络断了"))


@pytest.mark.parametrize("role", ["reviewer", "trainer", "admin"])
def test_staff_find_every_call(site, two, role):
    assert set(ids(site.sign_in(role).get(CALLS))) == set(two)


def test_an_agent_finds_their_own_published_calls_only(site, two):
    mine, other = two
    agent = site.sign_in("agent")
    assert ids(agent.get(CALLS)) == []
    site.publish(mine)
    site.publish(other)
    assert ids(agent.get(CALLS)) == [mine]


@pytest.mark.parametrize("path", ["", "/transcript", "/scorecard", "/receipt", "/audio", "/peaks"])
def test_what_is_not_the_agents_looks_like_what_is_not_there(site, two, path):
    draft, other = two
    site.publish(other)
    agent = site.sign_in("agent")
    answers = [agent.get(f"{CALLS}/{id}{path}") for id in (draft, other, "0" * 32)]
    assert [a.status_code for a in answers] == [404, 404, 404]
    bodies = [a.text.replace(id, "") for a, id in zip(answers, (draft, other, "0" * 32), strict=True)]
    assert len(set(bodies)) == 1


def test_an_agent_sees_the_published_score_not_a_later_draft(site, two):
    mine, _ = two
    site.publish(mine)
    agent = site.sign_in("agent")
    published = agent.get(f"{CALLS}/{mine}/scorecard").json()
    with site.database.writing() as session:
        row = calls.get_call(session, mine)
        card = session.get_one(ScorecardRow, row.scorecard_id)
        draft = ScorecardRow(
            call_id=mine,
            judgement_id=card.judgement_id,
            origin="review",
            card=card.card,
            total=1.0,
            grade="E",
            fatal=True,
        )
        session.add(draft)
        session.flush()
        row.scorecard_id, row.score, row.fatal = draft.id, 1.0, True
    assert agent.get(f"{CALLS}/{mine}/scorecard").json() == published
    item = agent.get(CALLS).json()["items"][0]
    assert item["score"] == published["scorecard"]["total"]
    assert item["risk"] is item["needs_review"] is item["review_state"] is None
    assert site.sign_in("reviewer").get(f"{CALLS}/{mine}").json()["score"] == 1.0


def test_an_agent_may_not_search_by_what_tells_of_drafts(site, two):
    assert site.sign_in("agent").get(CALLS, params={"needs_review": True}).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"agent_id": "A002"}, {1}),
        ({"team": "一组"}, set()),
        ({"date_from": "2026-03-02", "date_to": "2026-03-02"}, {0}),
        ({"check": "forbidden_phrases", "verdict": "fail"}, {0, 1}),
        ({"check": "forbidden_phrases", "verdict": "pass"}, set()),
        ({"category": "vague"}, {0, 1}),
        ({"category": "profanity"}, set()),
        ({"min_score": 0, "max_score": 100}, {0, 1}),
        ({"max_score": 0}, set()),
        ({"state": "done"}, {0, 1}),
        ({"state": "failed"}, set()),
        ({"review_state": "none"}, {0, 1}),
        ({"q": "网络"}, {1}),
        ({"q": "%"}, set()),
        ({"q": "网络", "agent_id": "A001"}, set()),
    ],
)
def test_filters_combine(site, query, found):
    half_past_midnight = [datetime(2026, 3, day, 16, 30, tzinfo=UTC) for day in (1, 2)]  # of the next day, in Shanghai
    calls_of = (call_of("A001", "打印机坏了"), call_of("A002", "网络断了"))
    stored = [site.store(c, started_at=t, labels=LABELS) for c, t in zip(calls_of, half_past_midnight, strict=True)]
    assert set(ids(site.sign_in("reviewer").get(CALLS, params=query))) == {stored[n] for n in found}


@pytest.mark.parametrize("sort", ["newest", "score", "risk"])
def test_pages_show_every_call_once_while_others_are_added(site, sort):
    stored = {site.store(call_of(f"A{n:03}")) for n in range(7)}
    reviewer, seen, cursor = site.sign_in("reviewer"), [], None
    while True:
        answer = reviewer.get(CALLS, params={"limit": 3, "sort": sort} | ({"cursor": cursor} if cursor else {}))
        seen += ids(answer)
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
        if len(seen) == 3:
            site.store(call_of("B001"))
    assert len(seen) == len(set(seen))
    assert stored <= set(seen)


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "e30", "WyJjYWxscy5uZXdlc3QiLCAxLCAyXQ", "💥", "WyJjYWxscy5uZXdlc3QiXQ"]
)
def test_a_made_up_cursor_is_refused(site, cursor):
    answer = site.sign_in("reviewer").get(CALLS, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["error"]) == (422, "BadCursor")


def test_trainers_get_personal_data_masked(site):
    call_id = site.store(call_of("A001", f"我的电话是{PHONE}"))
    trainer, reviewer = site.sign_in("trainer"), site.sign_in("reviewer")
    for path in ("/transcript", "/result", "/scorecard"):
        assert PHONE not in trainer.get(f"{CALLS}/{call_id}{path}").text
    assert PHONE in reviewer.get(f"{CALLS}/{call_id}/transcript").text
    assert "138****5678" in trainer.get(f"{CALLS}/{call_id}/transcript").text
    assert ids(trainer.get(CALLS, params={"q": PHONE})) == []
    assert ids(reviewer.get(CALLS, params={"q": PHONE})) == [call_id]


def test_numbers_in_names_are_masked_for_trainers(site):
    heard = replace(call_of("A001"), id=f"rec-{PHONE}")
    call_id = site.store(heard)
    assert PHONE not in site.sign_in("trainer").get(f"{CALLS}/{call_id}").text
    assert PHONE in site.sign_in("reviewer").get(f"{CALLS}/{call_id}").text


def test_the_result_is_the_contracts_object(site, two):
    result = site.sign_in("reviewer").get(f"{CALLS}/{two[0]}/result").json()
    assert result["schema"] == 1
    assert {"call", "utterances", "checks", "findings", "scorecard", "provenance"} <= result.keys()


def test_a_scorecard_that_has_not_changed_is_not_sent_again(site, two):
    reviewer = site.sign_in("reviewer")
    first = reviewer.get(f"{CALLS}/{two[0]}/scorecard")
    again = reviewer.get(f"{CALLS}/{two[0]}/scorecard", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    site.publish(two[0])
    changed = reviewer.get(f"{CALLS}/{two[0]}/scorecard", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_the_receipt_names_everything_that_the_score_rests_on(site, two):
    receipt = site.sign_in("reviewer").get(f"{CALLS}/{two[0]}/receipt").json()
    assert all(len(receipt[name]) == 64 for name in receipt if name.endswith("sha256"))
    assert receipt["rubric_version"]
    assert receipt["version"]


def test_history_lists_judgements_and_scorecards(site, two):
    history = site.sign_in("reviewer").get(f"{CALLS}/{two[0]}/judgements").json()
    assert [j["current"] for j in history["judgements"]] == [True]
    assert [c["origin"] for c in history["scorecards"]] == ["machine"]


def test_a_call_that_is_not_judged_yet_has_status_but_no_scorecard(site):
    with site.database.writing() as session:
        calls.register(session, calls.NewCall("ab" * 32, 10, "audio", "a.wav", "a"))
    reviewer, call_id = site.sign_in("reviewer"), "ab" * 16
    assert reviewer.get(f"{CALLS}/{call_id}").json()["state"] == "queued"
    for path in ("/transcript", "/result", "/scorecard", "/receipt"):
        assert reviewer.get(f"{CALLS}/{call_id}{path}").status_code == 404


def test_failures_say_why_and_can_be_retried(site):
    with site.database.writing() as session:
        calls.register(session, calls.NewCall("ab" * 32, 10, "audio", "a.wav", "a"))
        held = calls.claim(session, "w", 60)
        calls.fail(session, "w", held.call_id, "not_audio", "文件内容不是音频")
    reviewer = site.sign_in("reviewer")
    failures = reviewer.get(f"{CALLS}/failures").json()["items"]
    assert [f["failure"]["code"] for f in failures] == ["not_audio"]
    assert reviewer.post(f"{CALLS}/{held.call_id}/retry").json()["state"] == "queued"
    assert reviewer.post(f"{CALLS}/{held.call_id}/retry").status_code == 409
    assert site.sign_in("admin").post(f"{CALLS}/failures/retry").json() == {"retried": 0}


def test_looking_leaves_a_trail(site, two):
    reviewer = site.sign_in("reviewer")
    reviewer.get(f"{CALLS}/{two[0]}/transcript")
    with site.database.reading() as session:
        row = session.query(AuditRow).filter_by(action="transcript.viewed").one()
        assert (row.user_id, row.subject_id) == (reviewer.user_id, two[0])
        assert session.get(CallRow, two[0]) is not None
