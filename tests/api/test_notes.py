"""Notes of reviewers and trainers: threads about moments, masked for those who may not know who called."""

from tests.api.review_helpers import API, stored


def test_a_note_is_answered_and_hides_from_trainers_what_they_may_not_see(site):
    reviewer, trainer, call_id = site.sign_in("reviewer"), site.sign_in("trainer"), stored(site)
    url = f"{API}/calls/{call_id}/notes"
    first = reviewer.post(url, json={"text": "曹颖这里很着急，坐席没有安抚", "at": 4.5}).json()
    answer = trainer.post(url, json={"text": "收进教材了", "reply_to": first["id"], "at": 9})
    assert (answer.status_code, answer.json()["at"]) == (201, None)
    seen = trainer.get(url).json()["items"]
    assert [note["reply_to"] for note in seen] == [None, first["id"]]
    assert "曹颖" not in seen[0]["text"]
    assert "曹颖" in reviewer.get(url).json()["items"][0]["text"]
    assert "曹颖" not in trainer.get("/notes").text
    assert reviewer.post(url, json={"text": "好", "reply_to": answer.json()["id"]}).status_code == 422
    assert reviewer.post(url, json={"text": "好", "reply_to": 999}).status_code == 404
