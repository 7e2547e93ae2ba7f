"""A tried rule is adopted into the pack's files and taken back, beside people who edit the files."""

import shutil
from datetime import date

import pytest

from pipeline.lexicon import LexiconError, load_pack
from pipeline.lexicon_lab import adopt, adoptions, candidate_pack, last_adoption, proposal, undo
from pipeline.settings import PROJECT
from pipeline.storage import jobs
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import AdoptionRow, AuditRow, JobRow, UserRow

TODAY, LATER = date(2026, 3, 2), date(2026, 3, 9)
NEW = "id: vague.heaven\nphrases: [看天意]\nreason: 不确定\nhits: [这得看天意]"
FILE = "phrases/vague.yaml"


@pytest.fixture
def lexicons(tmp_path):
    return shutil.copytree(PROJECT / "lexicons" / "hotline", tmp_path / "hotline")


@pytest.fixture
def user(database):
    with database.writing() as session:
        row = UserRow(name="root", display_name="管理员", role="admin", password_hash="")
        session.add(row)
        session.flush()
        return row.id


def check(change, folder):
    """As in the process apart."""
    candidate_pack(change, folder)


def tried(database, lexicons, yaml=NEW, category="vague", state="done"):
    with database.writing() as session:
        job = jobs.enqueue(session, "dry_run", {"change": {"entry": {"category": category, "yaml": yaml}}})
        job.state, job.result = state, {"before": {"sha256": load_pack(lexicons).sha256}}
        return job.id


def adopted(database, lexicons, user, yaml=NEW, begins=TODAY):
    job = tried(database, lexicons, yaml)
    return adopt(database, job, lexicons, user, effective_from=begins, today=TODAY, comment="例会", check=check)


def test_a_new_rule_counts_is_noted_and_is_taken_back(database, lexicons, user):
    before = (lexicons / FILE).read_bytes()
    row = adopted(database, lexicons, user)
    assert (row.version, row.rule, row.file, row.before, row.effective_from) == (
        1,
        "vague.heaven",
        FILE,
        None,
        "2026-03-02",
    )
    assert load_pack(lexicons).phrases["vague.heaven"].effective_from == TODAY
    assert load_pack(lexicons).sha256 == row.sha256
    assert (lexicons / FILE).read_bytes().startswith(before)
    back = undo(database, row.id, lexicons, user, check)
    assert (lexicons / FILE).read_bytes() == before
    assert (back.undone_by, back.undone_at is None) == (user, False)
    with database.reading() as session:
        assert last_adoption(session, "hotline") is None
        noted = [(one.action, one.subject_id) for one in session.query(AuditRow).order_by(AuditRow.id)]
    assert noted == [("rule.adopted", "vague.heaven"), ("rule.undone", "vague.heaven")]


def changed_yaml(lexicons, **more):
    from pipeline.lexicon_lab.rule_file import as_yaml, rule_in

    known = rule_in((lexicons / FILE).read_bytes(), "vague.probably")
    return as_yaml(known.model_copy(update=more))


def test_a_changed_rule_goes_on_counting_as_before_for_earlier_days(database, lexicons, user):
    adopted(database, lexicons, user, changed_yaml(lexicons, severity="major"), LATER)
    pack = load_pack(lexicons)
    assert [pack.on(day).phrases["vague.probably"].severity for day in (TODAY, LATER)] == ["minor", "major"]


def test_only_the_last_one_is_taken_back_and_versions_go_on(database, lexicons, user):
    first = adopted(database, lexicons, user)
    second = adopted(database, lexicons, user, changed_yaml(lexicons, severity="major"))
    with pytest.raises(Conflict, match="最近一次"):
        undo(database, first.id, lexicons, user, check)
    undo(database, second.id, lexicons, user, check)
    with pytest.raises(Conflict, match="最近一次"):
        undo(database, second.id, lexicons, user, check)
    undo(database, first.id, lexicons, user, check)
    assert load_pack(lexicons).sha256 == load_pack(PROJECT / "lexicons" / "hotline").sha256
    assert adopted(database, lexicons, user).version == 3
    with database.reading() as session:
        assert [row.version for row in adoptions(session, "hotline", 9)] == [3, 2, 1]
        assert [row.version for row in adoptions(session, "hotline", 9, "vague.probably")] == [2]


def test_what_an_editor_of_files_wrote_elsewhere_stays(database, lexicons, user):
    row = adopted(database, lexicons, user)
    text = (lexicons / FILE).read_text("utf-8").replace("title: 模棱两可", "title: 模棱两可  # 例会定的叫法", 1)
    (lexicons / FILE).write_text(text, "utf-8")
    undo(database, row.id, lexicons, user, check)
    assert "# 例会定的叫法" in (lexicons / FILE).read_text("utf-8")
    assert "vague.heaven" not in load_pack(lexicons).phrases


def test_a_rule_that_an_editor_changed_since_is_not_taken_back(database, lexicons, user):
    row = adopted(database, lexicons, user)
    text = (lexicons / FILE).read_text("utf-8").replace("[看天意]", "[看天意, 听天由命]")
    (lexicons / FILE).write_text(text, "utf-8")
    with pytest.raises(Conflict, match="直接改过"):
        undo(database, row.id, lexicons, user, check)


def test_a_dry_run_of_another_pack_proves_nothing(database, lexicons, user):
    job = tried(database, lexicons)
    adopted(database, lexicons, user, changed_yaml(lexicons, severity="major"))
    with pytest.raises(Conflict, match="重新试算"):
        adopt(database, job, lexicons, user, effective_from=None, today=TODAY, comment=None, check=check)


def test_nothing_counts_from_a_day_that_is_over(database, lexicons, user):
    with pytest.raises(Conflict, match="早于今天"):
        adopted(database, lexicons, user, begins=date(2026, 3, 1))


@pytest.mark.parametrize("state", ["queued", "working", "failed"])
def test_only_what_was_tried_to_its_end_is_adopted(database, lexicons, user, state):
    job = tried(database, lexicons, state=state)
    with pytest.raises(NotInStore):
        adopt(database, job, lexicons, user, effective_from=None, today=TODAY, comment=None, check=check)


def test_a_dry_run_of_a_whole_pack_is_no_rule(database, lexicons):
    with database.writing() as session:
        job = jobs.enqueue(session, "dry_run", {"change": {"installed": "gas"}})
        job.state = "done"
    with database.reading() as session, pytest.raises(NotInStore):
        proposal(session.get_one(JobRow, job.id), lexicons, None, TODAY)


def test_a_pack_with_faults_is_refused_with_all_of_them_and_stays(database, lexicons, user):
    before = (lexicons / FILE).read_bytes()
    bad = "id: vague.heaven\nphrases: [看天意, '(甲']\nexcept: [看天意]\nreason: 不确定\nhits: [完全别的]"
    with pytest.raises(LexiconError) as caught:
        adopted(database, lexicons, user, bad)
    assert {(f.entry, f.field) for f in caught.value.faults} == {
        ("vague.heaven", "phrases"),
        ("vague.heaven", "except"),
    }
    assert (lexicons / FILE).read_bytes() == before
    with database.reading() as session:
        assert session.query(AdoptionRow).count() == 0


def test_a_folder_that_can_not_be_written_is_said_so_and_the_file_is_offered(database, lexicons, user, monkeypatch):
    monkeypatch.setattr("pipeline.lexicon_lab.adopting.os.access", lambda *_: False)
    with pytest.raises(Conflict, match="下载改好的文件"):
        adopted(database, lexicons, user)
    with database.reading() as session:
        wanted = proposal(session.get_one(JobRow, tried(database, lexicons)), lexicons, LATER, TODAY)
    assert b"effective_from: 2026-03-09" in wanted.change.after


def test_a_change_that_can_not_be_noted_is_put_back(database, lexicons, user):
    before = (lexicons / FILE).read_bytes()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        adopted(database, lexicons, user + 1000)
    assert (lexicons / FILE).read_bytes() == before


def test_a_new_file_goes_with_its_only_rule(database, lexicons, tmp_path, user):
    own = tmp_path / "mine"
    own.mkdir()
    (own / "pack.yaml").write_text("id: mine\ntitle: 我的\nversion: '1'\nextends: hotline\n", "utf-8")
    row = adopted(database, own, user)
    assert (row.file, row.made_file) == ("phrases/vague_own.yaml", True)
    assert not (lexicons / "phrases" / "vague_own.yaml").exists()
    undo(database, row.id, own, user, check)
    assert not (own / row.file).exists()
