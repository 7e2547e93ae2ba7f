"""Cases and promises through the API: what is done to them, and who sees what of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.cases.follow import follow
from pipeline.domain.call import Telephony
from pipeline.storage import judgements
from pipeline.storage.tables import CallRow
from tests.builders import agent, call, customer
from tests.stored_calls import hotline

LONG_AGO = datetime(2026, 3, 11, 1, 40, tzinfo=UTC)

MATTERS = {
    "13900010002": "三楼护士站上不了网，我姓苗",
    "13900010088": "财务室的打印机卡纸了，我是高会计",
    "13900010099": "大门的道闸不抬杆，我是门卫老秦",
}


def heard(number):
    return call(
        agent("您好，信息科服务热线，请问有什么可以帮您？"),
        customer(f"{MATTERS[number]}，电话{number}。"),
        agent("好的，两小时内给您答复。"),
        customer("行，谢谢。"),
        id=f"call-{number}",
    )


def store(site, agent_id, number, at=LONG_AGO):
    told = replace(heard(number), agent_id=agent_id, telephony=Telephony(started_at=at.isoformat()))
    call_id = site.store(told, started_at=at)
    with site.database.writing() as session:
        row = session.get_one(CallRow, call_id)
        row.customer_number, row.team = number, "一组"
        number = follow(session, row, hotline(), ZoneInfo("Asia/Shanghai"))
    return call_id, number


@pytest.fixture
def cases(site):
    return store(site, "A001", "13900010002"), store(site, "A002", "13900010088")


def ok(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def test_a_case_tells_its_calls_its_order_and_what_is_owed(site, cases):
    reviewer = site.sign_in("reviewer")
    (call_id, number), _ = cases
    case = ok(reviewer.get(f"/api/v1/cases/{number}"))
    assert [one["id"] for one in case["calls"]] == [call_id]
    assert case["order"]["phone"] == "13900010002"
    assert [(p["kind"], p["state"]) for p in case["waits"]] == [("promise", "broken")]
    assert reviewer.get("/api/v1/cases/999999").status_code == 404


def test_calls_are_merged_split_and_a_promise_is_closed(site, cases):
    reviewer = site.sign_in("reviewer")
    (_, first), (second_call, second) = cases
    assert ok(reviewer.post(f"/api/v1/cases/{second}/merge", json={"into": first})) == {"case": first}
    assert len(ok(reviewer.get(f"/api/v1/cases/{first}"))["calls"]) == 2
    new = ok(reviewer.post(f"/api/v1/cases/{first}/split", json={"call_ids": [second_call]}))["case"]
    owed = ok(reviewer.get(f"/api/v1/cases/{new}"))["waits"][0]
    closed = ok(reviewer.post(f"/api/v1/promises/{owed['id']}/close", json={"state": "kept", "comment": "当面说了"}))
    assert (closed["state"], closed["closed"], closed["waiting"]) == ("kept", True, False)
    assert reviewer.post(f"/api/v1/cases/{new}/merge", json={"into": new}).status_code == 422


def test_an_agent_sees_their_own_calls_and_promises_only(site, cases):
    (_, first), (_, second) = cases
    ok(site.sign_in("reviewer").post(f"/api/v1/cases/{second}/merge", json={"into": first}))
    mine = site.sign_in("agent", agent_id="A001")
    case = ok(mine.get(f"/api/v1/cases/{first}"))
    assert {one["agent_id"] for one in case["calls"]} == {"A001"}
    assert all(one["evidence"] == [] and one["placed_by"] is None for one in case["calls"])
    listed = ok(mine.get("/api/v1/promises?agent_id=A002"))["items"]
    assert {one["agent_id"] for one in listed} == {"A001"}
    assert site.sign_in("agent", agent_id="A003").get(f"/api/v1/cases/{first}").status_code == 404


def test_an_agents_own_scorecard_tells_what_became_of_their_promise(site, cases):
    (call_id, _), _ = cases
    site.publish(call_id)
    page = site.sign_in("agent", agent_id="A001").get(f"/me/calls/{call_id}")
    assert "答应客户的事" in page.text
    assert "已逾期" in page.text


def test_a_trainer_sees_no_personal_data(site, cases):
    (_, first), _ = cases
    case = site.sign_in("trainer").get(f"/api/v1/cases/{first}")
    assert ok(case)["order"]["phone"] != "13900010002"
    assert "13900010002" not in case.text


def test_the_list_of_what_is_due_in_pages_and_its_counts(site, cases):
    reviewer = site.sign_in("reviewer")
    store(site, "A001", "13900010099", datetime.now(UTC) - timedelta(minutes=1))
    first = ok(reviewer.get("/api/v1/promises?limit=1"))
    second = ok(reviewer.get("/api/v1/promises", params={"limit": 1, "cursor": first["next_cursor"]}))
    assert first["items"][0]["id"] != second["items"][0]["id"]
    assert second["next_cursor"] is None
    counts = ok(reviewer.get("/api/v1/promises/counts"))
    assert [(c["agent_id"], c["overdue"]) for c in counts] == [("A001", 1), ("A002", 1)]
    assert reviewer.get("/api/v1/promises?cursor=abc").status_code == 422


def test_a_fault_type_is_corrected(site, cases):
    (call_id, number), _ = cases
    reviewer = site.sign_in("reviewer")
    told = ok(reviewer.post(f"/api/v1/calls/{call_id}/fault-type", json={"fault_type": "网络中断"}))
    assert (told["fault_type"], told["origin"]) == ("网络中断", "person")
    assert ok(reviewer.get(f"/api/v1/cases/{number}"))["fault_type"] == "网络中断"


@pytest.mark.parametrize("role", ["reviewer", "trainer", "agent", "admin"])
def test_the_pages_open_for_those_who_may(site, cases, role):
    (_, first), _ = cases
    browser = site.sign_in(role)
    for path in ("/due", "/due?due=today", "/due?due=later", f"/cases/{first}"):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/cases/proposals").status_code == (200 if role in ("reviewer", "admin") else 403)
    assert browser.get("/cases/999999").status_code == 404


def test_deadlines_follow_a_corrected_kind(site):
    vague = call(
        agent("您好，信息科。"),
        customer("我要报修，打印机坏了，打不出来。"),
        agent("好的，已经登记了，请您等待。"),
        customer("好。"),
    )
    now = datetime.now(UTC)
    call_id = site.store(vague, started_at=now)
    with site.database.writing() as session:
        row = session.get_one(CallRow, call_id)
        judgements.save_labels(session, judgements.heard_row(session, call_id), "judge", ())
        follow(session, row, hotline(), ZoneInfo("Asia/Shanghai"))
    reviewer = site.sign_in("reviewer")

    def owed():
        return [p["kind"] for p in ok(reviewer.get("/api/v1/promises?due=later"))["items"]] + [
            p["kind"] for p in ok(reviewer.get("/api/v1/promises?due=today"))["items"]
        ]

    assert owed() == ["first_answer"]
    version = ok(reviewer.post(f"/api/v1/calls/{call_id}/claim"))["version"]
    url = f"/api/v1/calls/{call_id}/kind"
    version = ok(reviewer.post(url, json={"version": version, "kind": "absent"}))["version"]
    assert owed() == []
    ok(reviewer.post(url, json={"version": version, "kind": "repair"}))
    assert owed() == ["first_answer"]


def test_a_call_page_leads_to_its_case_and_tells_its_promises(site, cases):
    (call_id, number), _ = cases
    page = site.sign_in("reviewer").get(f"/calls/{call_id}").text
    assert f'href="/cases/{number}"' in page
    assert "两小时内给您答复" in page
    assert "仅供了解，不影响得分" in page
    case = site.sign_in("reviewer", "another").get(f"/cases/{number}").text
    assert f'href="/calls/{call_id}"' in case


def test_the_board_counts_promises_kept_and_what_is_still_owed(site, cases):
    reviewer = site.sign_in("reviewer")
    store(site, "A001", "13900010099", datetime.now(UTC) - timedelta(minutes=1))
    page = reviewer.get("/board/commitments").text
    assert "按时兑现率" in page
    assert "/due?agent=A002" in page
    assert "download>" in page
    counts = ok(reviewer.get("/api/v1/promises/counts"))
    assert [(c["agent_id"], c["open"]) for c in counts] == [("A001", 2), ("A002", 1)]
    table = reviewer.get("/api/v1/reports/commitments?format=csv")
    assert "A002" in table.text
    assert reviewer.get("/board/commitments?since=2030-01-01").status_code == 200
