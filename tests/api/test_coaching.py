"""The routes of coaching: who may, what is shown, and that nothing personal is seen or heard."""

import io
import wave
import zipfile

import numpy as np
import pytest

from pipeline.audio.decode import decode
from tests.api.review_helpers import API, claimed, decide, findings, published, stored
from tests.builders import agent, call, customer
from tests.pipeline.review.stores import bad_call, good_call

CLIPS, COLLECTIONS = f"{API}/coaching/clips", f"{API}/coaching/collections"
RATE = 8000


@pytest.fixture
def trainer(site):
    return site.sign_in("trainer")


@pytest.fixture
def noise(tmp_path):
    """A recording as long as the call: noise, in which a tone stands out."""
    path, seconds = tmp_path / "call.wav", bad_call().recording.duration
    samples = np.random.default_rng(0).normal(0, 3000, (int(seconds * RATE), 2)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


def clips(client, **wanted):
    answer = client.get(CLIPS, params={"check": "forbidden_phrases", "with_audio": False} | wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def new_clip(call_id, **more):
    return {"call_id": call_id, "check": "forbidden_phrases", "good": False, "start": 1.0, "end": 6.0} | more


def test_not_for_visitors_and_agents(site, client, trainer):
    agent, reviewer = site.sign_in("agent"), site.sign_in("reviewer")
    for path in (
        f"{CLIPS}?check=greeting",
        f"{CLIPS}/audio?call_id={'0' * 32}&start=0&end=1",
        COLLECTIONS,
        f"{COLLECTIONS}/1",
        f"{COLLECTIONS}/1/export.zip",
    ):
        assert client.get(path).status_code == 401
        assert agent.get(path).status_code == 403
    assert reviewer.post(COLLECTIONS, json={"name": "集"}).status_code == 403
    assert agent.post(COLLECTIONS, json={"name": "集"}).status_code == 403
    assert client.post(COLLECTIONS, json={"name": "集"}).status_code == 401


def test_bad_beside_good_the_confirmed_first(site, trainer):
    reviewer, first, second = site.sign_in("reviewer"), stored(site), stored(site, bad_call("行。"))
    right = stored(site, call(agent("您好。"), customer("打印机坏了。"), agent("这块不归我们管，我帮您转给维修组。")))
    stored(site, good_call())  # nothing in it is done right that was done badly
    decide(reviewer, first, claimed(reviewer, first), action="confirm", finding_id=findings(site, first)[0])
    published(reviewer, first)
    shown = clips(trainer)
    assert (shown["bad"][0]["call_id"], shown["bad"][0]["reviewed"]) == (first, True)
    assert second in {clip["call_id"] for clip in shown["bad"] if not clip["reviewed"]}
    assert {clip["call_id"] for clip in shown["good"]} == {right}
    refused = next(n for n, clip in enumerate(shown["bad"]) if "refuse" in clip["acts"])
    assert shown["beside"][refused] == 0
    assert all(clip["end"] - clip["start"] <= 21 for clip in shown["good"] + shown["bad"])
    assert all(len(clip["lines"]) >= 1 for clip in shown["bad"])
    assert {clip["category"] for clip in clips(trainer, category="vague")["bad"]} == {"vague"}
    greetings = clips(trainer, check="greeting")["good"]
    assert greetings
    assert all("您好" in "".join(line["text"] for line in clip["lines"]) for clip in greetings)


def test_what_was_rejected_is_no_example(site, trainer):
    reviewer, call_id = site.sign_in("reviewer"), stored(site)
    version = claimed(reviewer, call_id)
    for finding in findings(site, call_id):
        version = decide(reviewer, call_id, version, action="reject", finding_id=finding)["version"]
    published(reviewer, call_id, version)
    assert clips(trainer)["bad"] == []


def test_nothing_personal_is_shown(site, trainer):
    stored(site)
    text = trainer.get(CLIPS, params={"check": "forbidden_phrases", "with_audio": False}).text
    assert "一三八零零一三八零零零" not in text
    assert "曹颖" not in text
    assert "一三八****八零零零" in text


def test_nothing_personal_is_heard(site, trainer, noise):
    call_id = stored(site, audio=noise)
    spoken = bad_call().utterances[3]  # 我的电话是一三八…
    answer = trainer.get(f"{CLIPS}/audio", params={"call_id": call_id, "start": spoken.start, "end": spoken.end})
    assert answer.status_code == 200
    with wave.open(io.BytesIO(answer.content)) as file:
        rate = file.getframerate()
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())
    middle = heard[int(len(heard) * 0.5) : int(len(heard) * 0.9), 0].astype(float)
    spectrum = np.abs(np.fft.rfft(middle))
    assert int(spectrum.argmax()) * rate / len(middle) == pytest.approx(1000, abs=5)
    assert spectrum.max() > 100 * np.median(spectrum)


@pytest.mark.parametrize("edges", [(5, 1), (0, 100), (-1, 3), ("nan", 3)])
def test_edges_that_make_no_clip_are_refused(site, trainer, noise, edges):
    call_id = stored(site, audio=noise)
    answer = trainer.get(f"{CLIPS}/audio", params={"call_id": call_id, "start": edges[0], "end": edges[1]})
    assert answer.status_code == 422


def test_a_collection_is_made_ordered_and_removed(site, trainer):
    call_id = stored(site)
    made = trainer.post(COLLECTIONS, json={"name": "推诿", "description": "对照"})
    assert made.status_code == 201
    assert trainer.post(COLLECTIONS, json={"name": "推诿"}).status_code == 409
    path = f"{COLLECTIONS}/{made.json()['id']}"
    first, second = (trainer.post(f"{path}/clips", json=new_clip(call_id, note=n)).json()["id"] for n in "ab")
    assert trainer.put(f"{path}/order", json={"clip_ids": [second, first]}).json() == [second, first]
    assert trainer.put(f"{path}/order", json={"clip_ids": [second]}).status_code == 409
    assert trainer.patch(f"{path}/clips/{first}", json={"note": "先承接"}).json()["note"] == "先承接"
    assert [clip["id"] for clip in trainer.get(path).json()["items"]] == [second, first]
    assert trainer.delete(f"{path}/clips/{second}").status_code == 204
    assert trainer.patch(path, json={"name": "承接"}).json() == made.json() | {"name": "承接", "clips": 1}
    assert trainer.delete(path).status_code == 204
    assert trainer.get(path).status_code == 404
    assert trainer.get(COLLECTIONS).json() == []


@pytest.mark.parametrize(
    "wrong", [{"start": 5, "end": 2}, {"end": 500}, {"check": "made up"}, {"finding_id": 999}, {"call_id": "0" * 32}]
)
def test_what_makes_no_clip_is_refused(site, trainer, wrong):
    made = trainer.post(COLLECTIONS, json={"name": "集"}).json()
    answer = trainer.post(f"{COLLECTIONS}/{made['id']}/clips", json=new_clip(stored(site)) | wrong)
    assert answer.status_code in (404, 422)


def test_the_export_holds_page_table_and_playable_sound(site, trainer, noise, tmp_path):
    call_id = stored(site, audio=noise)
    spoken = bad_call().utterances[3]
    made = trainer.post(COLLECTIONS, json={"name": "推诿/承接"}).json()
    edges = {"start": round(spoken.start, 2), "end": round(spoken.end, 2)}
    trainer.post(f"{COLLECTIONS}/{made['id']}/clips", json=new_clip(call_id, **edges))
    answer = trainer.get(f"{COLLECTIONS}/{made['id']}/export.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        page = archive.read("index.html").decode()
        (tmp_path / "clip.ogg").write_bytes(archive.read("clips/001.ogg"))
    assert "一三八****八零零零" in page
    assert "一三八零零一三八零零零" not in page
    sound = decode(tmp_path / "clip.ogg")
    assert sound.info.duration == pytest.approx(spoken.end - spoken.start, abs=0.1)
