"""A list that comes after its recordings: what is missing is completed, what is wrong is corrected, with a trail."""

import pytest
from sqlalchemy import select

from pipeline.intake.conventions import usual
from pipeline.intake.manifest import Manifest, ManifestRow
from pipeline.jobs.retention import clean_up
from pipeline.review.apply_manifest import apply_manifest
from pipeline.review.settle_facts import CORRECTED, Mode, Settlement
from pipeline.storage.judgements import latest_record
from pipeline.storage.tables import AuditRow, CallRow, CallState, CallTraitsRow, JudgementRow, PromiseRow, utc_now
from pipeline.work.enqueue import enqueue
from pipeline.work.known_calls import settle_known
from tests.pipeline.cli.calls import stereo_call
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import claimed_calls_in, hear_everything, row_of, settings_in, store_in

ZONE = "Asia/Shanghai"


@pytest.fixture
def office(tmp_path, database):
    return Office(tmp_path, database)


class Office:
    """A store, and what its people do with it."""

    def __init__(self, folder, database):
        self.folder, self.settings = folder, settings_in(folder)
        self.store = store_in(folder, database)
        self.engine = filled_engine(self.settings)

    def settlement(self, mode):
        return Settlement(lambda: self.engine.pack, ZONE, mode)

    def take_in(self, names, rows=None):
        """Recordings of these names, with their rows; returns what became of each."""
        paths = [self.folder / "in" / name for name in names]
        for number, path in enumerate(paths):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                stereo_call(path, seed=10 * number)
        listed = Manifest({p: r for p, r in zip(paths, rows, strict=True) if r}) if rows else None
        return list(enqueue(paths, listed, self.store, self.settings))

    def hear(self):
        return hear_everything(claimed_calls_in(self.store, self.settings))

    def apply(self, text, mode=Mode.CORRECT):
        (self.folder / "m.csv").write_text(text, encoding="utf-8")
        return apply_manifest(self.folder / "m.csv", self.store.database, usual(), self.settlement(mode))

    def record(self, call_id):
        with self.store.database.reading() as session:
            return latest_record(session, call_id)

    def trail(self):
        with self.store.database.reading() as session:
            return session.scalars(select(AuditRow).where(AuditRow.action == CORRECTED)).all()

    def judgements(self):
        with self.store.database.reading() as session:
            return session.query(JudgementRow).count()


def test_another_agent_and_team_with_a_trail_and_the_score_as_it_was(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A1", team="早班", customer_number="13800138000")])
    office.hear()
    before = row_of(office.store, one.call_id)
    done = office.apply("录音文件,工号,班组,项目,主叫号码\na.wav,A2,晚班,一号线,13900139000\n")
    assert (done.rows, done.matched, done.changed, done.judged_again) == (1, 1, 1, 0)
    after, record = row_of(office.store, one.call_id), office.record(one.call_id)
    assert (after.agent_id, after.team, after.customer_number) == ("A2", "晚班", "13900139000")
    assert (record.call.agent_id, record.call.team, after.manifest["project"]) == ("A2", "晚班", "一号线")
    assert (after.score, after.judgement_id) == (before.score, before.judgement_id)
    [noted] = office.trail()
    assert noted.subject_id == one.call_id
    assert (noted.details["agent_id"], noted.details["team"]) == (["A1", "A2"], ["早班", "晚班"])
    assert "13800138000" not in str(noted.details)
    assert "customer_number" in noted.details["facts"]


def test_the_same_list_again_changes_nothing(office):
    office.take_in(["a.wav"])
    office.hear()
    text = "录音文件,工号,开始时间\na.wav,A2,2024/1/5 9:03\n"
    assert [office.apply(text).changed for _ in range(2)] == [1, 0]
    assert len(office.trail()) == 1


def test_what_the_checks_depend_on_is_judged_again(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", ring_seconds=2.0)])
    office.hear()
    assert office.record(one.call_id).results()["answer_latency"].verdict == "pass"
    done = office.apply("录音文件,振铃时长,方向\na.wav,00:00:31,呼入\n")
    assert done.judged_again == 1
    assert office.record(one.call_id).results()["answer_latency"].verdict == "fail"
    assert office.judgements() == 2


def test_an_agent_on_the_other_channel_is_heard_again(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_channel=0)])
    office.hear()
    assert office.apply("录音文件,坐席声道\na.wav,右声道\n").heard_again == 1
    assert row_of(office.store, one.call_id).state == CallState.QUEUED
    office.hear()
    assert row_of(office.store, one.call_id).state == CallState.DONE
    assert office.record(one.call_id).call.agent_channel == 1


def test_completing_overrules_nothing_and_says_so(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A1")])
    office.hear()
    done = office.apply("录音文件,工号,班组\na.wav,A2,晚班\n", Mode.COMPLETE)
    row = row_of(office.store, one.call_id)
    assert (row.agent_id, row.team) == ("A1", "晚班")
    assert done.kept.names == ["a（agent_id）"]
    assert office.trail() == []


def test_recordings_of_one_name_are_told_apart_by_their_folders(office):
    one, two = office.take_in(["day1/1001.wav", "day2/1001.wav"])
    done = office.apply("录音文件,工号\n1001.wav,A0\nD:\\rec\\day1\\1001.wav,A1\nday2/1001.wav,A2\nday3/7.wav,A3\n")
    assert [row_of(office.store, o.call_id).agent_id for o in (one, two)] == ["A1", "A2"]
    assert done.unmatched.names == ["1001.wav", "day3/7.wav"]
    assert "1001.wav 可以对应 2 个录音，无法确定是哪一个" in done.warnings[0]


def test_a_list_of_call_ids_needs_no_recordings(office):
    rows = [ManifestRow("a.wav", call_id="K-1"), None]
    one, two = office.take_in(["a.wav", "b.wav"], rows)
    done = office.apply("通话编号,工号\nK-1,A1\nb,A2\n,A3\n")
    assert [row_of(office.store, o.call_id).agent_id for o in (one, two)] == ["A1", None]  # a file's name is no id
    assert (done.unmatched.names, len(done.warnings)) == (["b"], 1)


def test_what_was_deleted_does_not_come_back(office):
    [one] = office.take_in(["a.wav"])
    office.hear()
    with office.store.database.writing() as session:
        session.get_one(CallRow, one.call_id).created_at = utc_now().replace(year=2020)
    clean_up(office.store, replace_days(office.settings))
    assert office.apply("录音文件,工号,主叫号码\na.wav,A1,13800138000\n").matched == 0
    assert row_of(office.store, one.call_id).customer_number is None


def replace_days(settings):
    return settings.model_copy(update={"keep_audio_days": 1, "keep_personal_days": 1})


def test_the_same_bytes_with_two_agents_are_nobodys_until_a_person_says(office):
    first, *_ = office.take_in(["a.wav"])
    (office.folder / "in" / "b.wav").write_bytes((office.folder / "in" / "a.wav").read_bytes())
    (office.folder / "in" / "c.wav").write_bytes(stereo_call(office.folder / "other.wav", seed=99).read_bytes())
    (office.folder / "in" / "d.wav").write_bytes((office.folder / "in" / "c.wav").read_bytes())
    rows = [ManifestRow("c.wav", agent_id="A1", team="早班"), ManifestRow("d.wav", agent_id="A2", team="早班")]
    for _ in range(2):  # the second time they are known
        queued = office.take_in(["c.wav", "d.wav"], rows)
        [notice] = settle_known(queued, office.store, office.settlement(Mode.COMPLETE))
        row = row_of(office.store, queued[0].call_id)
        assert (row.agent_id, row.team, row.manifest["agent_id"]) == (None, "早班", None)
        assert "in/c.wav、in/d.wav 内容相同，是同一通电话，清单给出的 agent_id 却不同" in notice
    assert row_of(office.store, first.call_id).agent_id is None


def test_what_is_known_already_is_completed_and_contradictions_are_said(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A1")])
    queued = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A2", team="早班")])
    [notice] = settle_known(queued, office.store, office.settlement(Mode.COMPLETE))
    assert "in/a.wav 已在库中，清单给出的 agent_id 与库中不同：保留原有内容" in notice
    assert (row_of(office.store, one.call_id).agent_id, row_of(office.store, one.call_id).team) == ("A1", "早班")


def test_what_is_said_while_a_call_is_being_heard_counts(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A1", ring_seconds=2.0)])
    claimed_calls = claimed_calls_in(office.store, office.settings)
    claim = claimed_calls.claim(None)
    office.apply("录音文件,工号,振铃时长\na.wav,A2,31\n")
    claimed_calls.work_on(claim)
    row, record = row_of(office.store, one.call_id), office.record(one.call_id)
    assert (row.state, row.agent_id, record.call.agent_id) == (CallState.DONE, "A2", "A2")
    assert record.results()["answer_latency"].verdict == "fail"


def test_a_row_read_by_an_older_version_is_no_contradiction(office):
    naive = ManifestRow("a.wav", started_at="2024-01-05T09:03:00")
    office.take_in(["a.wav"], [naive])
    done = office.apply("录音文件,开始时间\na.wav,2024/1/5 9:03\n", Mode.COMPLETE)
    assert (done.changed, done.kept.count) == (0, 0)


def test_a_corrected_project_and_agent_reach_the_case_and_its_promises(office):
    [one] = office.take_in(["a.wav"], [ManifestRow("a.wav", agent_id="A1", project="东区")])
    office.hear()
    office.apply("recording,agent_id,project\na.wav,A2,西区\n")
    with office.store.database.reading() as session:
        assert session.get_one(CallTraitsRow, one.call_id).body["project"] == "西区"
        assert {row.agent_id for row in session.query(PromiseRow).filter_by(call_id=one.call_id)} <= {"A2"}
