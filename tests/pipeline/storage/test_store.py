"""The queue, transcripts and judgements of the store, on both databases."""

import threading
from pathlib import Path

import pytest

from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.record import as_json, dump
from pipeline.settings import PROJECT
from pipeline.storage import calls, judgements
from pipeline.storage.call_json import dump_call, dump_labels, load_call, load_labels
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.lease import Lease, abandon, extend
from pipeline.storage.recordings import RecordingStore
from pipeline.storage.tables import CallRow, JudgementRow, ScorecardRow
from tests.builders import agent, call, customer, doubted

HEARD = call(
    agent("您好，这里是信息服务台，请问有什么可以帮您？"), customer("打印机坏了"), agent("大概明天吧，我不知道。")
)


@pytest.fixture(scope="module")
def pack():
    return load_pack(PROJECT / "lexicons" / "hotline")


def new(number: int, **more) -> calls.NewCall:
    return calls.NewCall(f"{number:064x}", 10, "audio", f"{number}.wav", f"call-{number}", **more)


def ids(number: int) -> str:
    return calls.call_id_of(f"{number:064x}")


def register(database, *numbers: int, **more) -> list[bool]:
    with database.writing() as session:
        return [calls.register(session, new(n, **more)) for n in numbers]


def test_a_call_and_labels_survive_the_way_through_json():
    labels = (doubted(2, 4, {"vague": 0.7}, ("大概",)),)
    assert load_call(dump_call(HEARD)) == HEARD
    assert load_labels(dump_labels(labels)) == labels


def test_the_same_recording_twice_is_one_call(database):
    assert register(database, 1 << 200, 1 << 200) == [True, False]


def test_fresh_calls_come_before_the_backlog_and_each_comes_once(database):
    register(database, 1 << 200, priority=calls.BACKLOG)
    register(database, 2 << 200)
    with database.writing() as session:
        got = [calls.claim(session, "a", 60), calls.claim(session, "b", 60), calls.claim(session, "c", 60)]
    assert [c and c.call_id for c in got] == [ids(2 << 200), ids(1 << 200), None]


def test_two_claimants_at_once_never_get_the_same_call(database):
    register(database, *(n << 200 for n in range(1, 41)))
    got: list[str] = []

    def work(owner: str) -> None:
        while True:
            with database.writing() as session:
                claim = calls.claim(session, owner, 60)
            if claim is None:
                return
            got.append(claim.call_id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(ids(n << 200) for n in range(1, 41))


def test_a_call_whose_holder_went_silent_is_taken_over_and_given_up_in_the_end(database):
    register(database, 1 << 200)
    for _ in range(calls.MOST_ATTEMPTS):
        with database.writing() as session:
            assert calls.claim(session, "dies", -1.0) is not None
    with database.writing() as session:
        assert calls.claim(session, "next", 60) is None
        row = calls.get_call(session, ids(1 << 200))
        assert (row.state, row.failure_code) == ("failed", "worker_lost")
        assert calls.retry(session) == 1


def test_a_call_whose_holder_is_gone_comes_after_those_never_tried_and_only_where_suspects_are_wanted(database):
    register(database, 1 << 200, 2 << 200)
    with database.writing() as session:
        assert calls.claim(session, "gone", 60).call_id == ids(1 << 200)
        assert abandon(session, CallRow, "gone") == 1
        assert calls.claim(session, "a", 60).call_id == ids(2 << 200)
        assert calls.claim(session, "a", 60, suspects=False) is None
        assert calls.claim(session, "a", 60).attempt == 2


def test_a_call_that_was_put_back_is_no_suspect(database):
    register(database, 1 << 200)
    with database.writing() as session:
        calls.claim(session, "a", 60)
        calls.release(session, "a", ids(1 << 200))
        assert calls.claim(session, "a", 60, suspects=False).attempt == 1


def test_who_lost_the_lease_can_not_finish(database):
    register(database, 1 << 200)
    with database.writing() as session:
        calls.claim(session, "slow", -1.0)
        calls.claim(session, "quick", 60)
        assert extend(session, CallRow, Lease("slow", 60), [ids(1 << 200)]) == 0
        with pytest.raises(Conflict):
            calls.finish(session, "slow", ids(1 << 200))
        calls.finish(session, "quick", ids(1 << 200))


def test_a_failed_transaction_leaves_nothing(database):
    with pytest.raises(NotInStore), database.writing() as session:  # noqa: PT012 - the whole block is undone
        calls.register(session, new(1 << 200))
        calls.get_call(session, "absent")
    with database.reading() as session:
        assert session.get(CallRow, ids(1 << 200)) is None


def keep(database, pack, key="k", heard=HEARD):
    with database.writing() as session:
        transcript = judgements.save_transcript(session, ids(1 << 200), heard)
        judgements.save_labels(session, transcript, key, ())
        return judgements.save_judgement(session, transcript, judge(heard, pack), key).id


def test_the_stored_result_is_byte_for_byte_the_judged_one(database, pack):
    register(database, 1 << 200)
    keep(database, pack)
    with database.reading() as session:
        assert dump(as_json(judgements.latest_record(session, ids(1 << 200)))) == dump(as_json(judge(HEARD, pack)))


def test_the_same_basis_is_one_judgement_another_one_is_added(database, pack):
    register(database, 1 << 200)
    first = keep(database, pack)
    assert keep(database, pack) == first
    second = keep(database, pack, key="another judge")
    with database.reading() as session:
        assert session.query(JudgementRow).count() == 2
        assert calls.get_call(session, ids(1 << 200)).judgement_id == second
        assert calls.get_call(session, ids(1 << 200)).score is not None


def test_a_persons_score_stays_in_force_when_the_call_is_judged_again(database, pack):
    register(database, 1 << 200)
    keep(database, pack)
    with database.writing() as session:
        row = calls.get_call(session, ids(1 << 200))
        row.review_state, before = "reviewed", row.scorecard_id
    keep(database, pack, key="another judge")
    with database.reading() as session:
        assert calls.get_call(session, ids(1 << 200)).scorecard_id == before
        assert session.query(ScorecardRow).count() == 1


def test_text_that_no_database_holds_is_kept_out_of_the_columns(database, pack):
    register(database, 1 << 200)
    keep(database, pack, heard=call(agent("大概\0明天吧")))
    with database.reading() as session:
        assert judgements.heard(session, ids(1 << 200))[1].utterances[0].text == "大概\0明天吧"


def test_recordings_are_kept_once_and_whole(tmp_path: Path):
    store, source = RecordingStore(str(tmp_path / "kept")), tmp_path / "a.wav"
    source.write_bytes(b"RIFF" * 1000)
    sha256, size = store.add(source)
    assert store.add(source) == (sha256, size) == (sha256, 4000)
    with store.local(sha256) as path:
        assert path.read_bytes() == source.read_bytes()
    assert [p.name for p in (tmp_path / "kept").rglob("*") if p.is_file()] == [sha256]
    store.delete(sha256)
    store.delete(sha256)
    with pytest.raises(NotInStore):
        store.open(sha256)


def test_recordings_may_lie_in_an_object_store(tmp_path: Path):
    store, source = RecordingStore("memory://calls"), tmp_path / "a.wav"
    source.write_bytes(b"RIFF")
    sha256, _ = store.add(source)
    with store.local(sha256) as path:
        assert path.read_bytes() == b"RIFF"
