"""The coaching loop over the API: given out, played, acknowledged, answered; consent; what each role may."""

import io
import zipfile
from datetime import timedelta

import pytest

from pipeline.storage.tables import CallRow, utc_now
from tests.api.review_helpers import API, stored
from tests.pipeline.review.stores import bad_call

ASSIGNMENTS, COLLECTIONS = f"{API}/coaching/assignments", f"{API}/coaching/collections"
OWN, CONSENT = f"{API}/agents/me/assignments", f"{API}/agents/me/consent"
SECRETS = ("一三八零零一三八零零零", "曹颖")


@pytest.fixture
def noise(tmp_path):
    import wave

    path, seconds = tmp_path / "call.wav", bad_call().recording.duration
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(int(seconds * 8000) * 4))
    return path


@pytest.fixture
def trainer(site):
    return site.sign_in("trainer")


def team_of(site, call_id, team):
    with site.database.writing() as session:
        session.get_one(CallRow, call_id).team = team


def day(days):
    return (utc_now() + timedelta(days=days)).date().isoformat()


def collected(trainer, call_id, check="forbidden_phrases", **more):
    """A collection with one finding of the call; its id and the clip's."""
    shown = trainer.get(f"{API}/coaching/clips", params={"check": check, "with_audio": False}).json()
    bad = next(c for c in shown["bad"] if c["call_id"] == call_id)
    made = trainer.post(COLLECTIONS, json={"name": f"集 {call_id[:12]}"}).json()["id"]
    same = ("call_id", "check", "category", "good", "start", "end", "finding_id")
    clip = trainer.post(f"{COLLECTIONS}/{made}/clips", json={n: bad[n] for n in same} | more)
    assert clip.status_code == 201, clip.text
    return made, clip.json()


def given(client, collection_id, **more):
    body = {"collection_id": collection_id, "due_on": day(7), "note": "先承接"} | more
    return client.post(ASSIGNMENTS, json=body)


def test_the_whole_loop(site, trainer, noise):
    call_id = stored(site, audio=noise, agent_id="A002")
    team_of(site, call_id, "一组")
    agent = site.sign_in("agent", agent_id="A001")
    collection, clip = collected(trainer, call_id)
    assert clip["reason"]
    assert clip["suggestion"]
    assert any(line["marks"] for line in clip["lines"])
    made = given(trainer, collection, agent_ids=["A001", "A002"])
    assert made.status_code == 201, made.text
    (waiting,) = agent.get(OWN).json()["items"]
    assert (waiting["acknowledged_at"], waiting["clips"], waiting["overdue"]) == (None, 1, False)
    lesson = agent.get(f"{OWN}/{waiting['id']}")
    assert not [s for s in (*SECRETS, call_id, "A002") if s in lesson.text]
    (shown,) = lesson.json()["items"]
    assert (shown["reason"], shown["suggestion"], shown["played"]) == (clip["reason"], clip["suggestion"], False)
    assert agent.get(shown["audio"]).status_code == 200
    done = agent.post(f"{OWN}/{waiting['id']}/acknowledge", json={"answer": "明白了"})
    assert (done.json()["played"], done.json()["answer"]) == (1, "明白了")
    told = trainer.get(f"{ASSIGNMENTS}/{made.json()['id']}").json()
    assert (told["acknowledged"], told["opened"], told["answered"], told["agents"]) == (1, 1, 1, 2)
    people = {p["agent_id"]: (p["played"], p["answer"]) for p in told["people"]}
    assert people == {"A001": (1, "明白了"), "A002": (0, "")}
    (change,) = told["improvements"]
    assert change["together"]["outcome"] == "unknown"
    changed = trainer.patch(f"{ASSIGNMENTS}/{told['id']}", json={"due_on": day(9), "note": "周五前"})
    assert changed.json()["note"] == "周五前"
    assert trainer.post(f"{ASSIGNMENTS}/{told['id']}/withdraw").status_code == 204
    assert agent.get(OWN).json()["items"] == []
    assert agent.get(shown["audio"]).status_code == 404


def test_another_agents_assignment_is_not_there(site, trainer):
    call_id = stored(site, agent_id="A001")
    collection, clip = collected(trainer, call_id)
    id = given(trainer, collection, agent_ids=["A001"]).json()["id"]
    stranger = site.sign_in("agent", agent_id="B001")
    assert stranger.get(OWN).json()["items"] == []
    for path in (f"{OWN}/{id}", f"{OWN}/{id}/clips/{clip['id']}/audio"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{OWN}/{id}/acknowledge", json={}).status_code == 404


def test_what_an_agent_refuses_to_share_is_neither_shown_nor_exported(site, trainer, noise):
    call_id = stored(site, audio=noise, agent_id="A002")
    owner, other = site.sign_in("agent", agent_id="A002"), site.sign_in("agent", agent_id="A001")
    collection, clip = collected(trainer, call_id)
    id = given(trainer, collection, agent_ids=["A001", "A002"]).json()["id"]
    address = f"{OWN}/{id}/clips/{clip['id']}/audio"
    assert other.get(address).status_code == 200
    assert owner.get(CONSENT).json() == {"chosen": None, "default": True, "shared": True}
    assert owner.put(CONSENT, json={"chosen": False}).json()["shared"] is False
    assert other.get(f"{OWN}/{id}").json()["items"] == []
    assert other.get(address).status_code == 404
    assert len(owner.get(f"{OWN}/{id}").json()["items"]) == 1
    with zipfile.ZipFile(io.BytesIO(trainer.get(f"{COLLECTIONS}/{collection}/export.zip").content)) as archive:
        assert archive.namelist() == ["index.html", "clips.csv"]
        assert "另有 1 段" in archive.read("index.html").decode()
    assert given(trainer, collection, agent_ids=["A001"]).status_code == 409
    assert [c["shared"] for c in trainer.get(f"{COLLECTIONS}/{collection}").json()["items"]] == [False]
    assert owner.put(CONSENT, json={"chosen": None}).json()["shared"] is True


def test_the_export_carries_reason_wording_and_words(site, trainer, noise):
    collection, clip = collected(trainer, stored(site, audio=noise))
    with zipfile.ZipFile(io.BytesIO(trainer.get(f"{COLLECTIONS}/{collection}/export.zip").content)) as archive:
        page, table = archive.read("index.html").decode(), archive.read("clips.csv").decode()
    for text in (clip["reason"], clip["suggestion"]):
        assert text in page
        assert text in table
    assert "<u>" in page
    assert not [secret for secret in SECRETS if secret in page + table]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"team": "没有的组"},
        {"agent_ids": ["X"]},
        {"agent_ids": ["A001"], "due_on": "2020-01-01"},
        {"agent_ids": ["A001"], "due_on": "9999-12-31"},
        {"agent_ids": ["A001"], "clip_id": 99},
    ],
)
def test_what_can_not_be_given_out_is_refused_in_words(site, trainer, wrong):
    collection, _ = collected(trainer, stored(site))
    answer = given(trainer, collection, **wrong)
    assert answer.status_code in (404, 422)
    assert answer.json()["detail"]


def test_pages_of_examples_and_filters(site, trainer):
    ids = {stored(site, bad_call(f"{n}。"), agent_id=f"A00{n}") for n in range(3)}
    seen, cursor = set(), None
    while True:
        page = trainer.get(
            f"{API}/coaching/clips",
            params={"check": "forbidden_phrases", "with_audio": False, "limit": 1}
            | ({"bad_cursor": cursor} if cursor else {}),
        ).json()
        seen |= {clip["call_id"] for clip in page["bad"]}
        cursor = page["next_bad"]
        if cursor is None:
            break
    assert seen == ids
    own = trainer.get(
        f"{API}/coaching/clips", params={"check": "forbidden_phrases", "with_audio": False, "agent_id": "A001"}
    ).json()
    assert {clip["agent_id"] for clip in own["bad"]} == {"A001"}
    wrong = trainer.get(f"{API}/coaching/clips", params={"check": "forbidden_phrases", "bad_cursor": "x"})
    assert wrong.status_code == 422
