"""``tingjian cases link | learn | measure``."""

import shutil

import yaml

from pipeline.cli import learn_cases, link_cases
from pipeline.settings import PROJECT
from pipeline.storage import Database
from pipeline.storage.tables import CallRow, CallTraitsRow, PromiseRow
from tests.pipeline.cases.test_promises import ANSWERED, MORNING, REPORTED
from tests.stored_calls import store_call

WRITTEN = PROJECT / "models" / "training" / "data" / "cases"


def test_link_follows_each_stored_call_once(tmp_path, monkeypatch, capsys):
    from pipeline.storage import migrate

    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'tingjian.db'}")
    migrate(database)
    for heard, hour in ((REPORTED, 9), (ANSWERED, 16)):
        store_call(database, None, heard, started_at=MORNING.replace(hour=hour))
    monkeypatch.setattr(link_cases, "FaultJudge", lambda engine, store: lambda record: (None, None))
    assert [link_cases.link_command(None), link_cases.link_command(None)] == [0, 0]
    told = capsys.readouterr()
    assert (told.err + told.out).split("\n")[:2] == ["已归案 2 通电话", "已归案 0 通电话"]
    with database.reading() as session:
        assert session.query(CallTraitsRow).count() == 2
        assert all(row.case_number for row in session.query(CallRow))
        assert session.query(PromiseRow).filter_by(kind="promise").count() == 1
    database.close()


def pack_and_house(tmp_path, monkeypatch):
    """A copy of the pack, one house of a few calls, and no classifier of faults: it is not what is tested."""
    pack, houses = tmp_path / "hotline", tmp_path / "houses"
    shutil.copytree(PROJECT / "lexicons" / "hotline", pack)
    houses.mkdir()
    house = yaml.safe_load((WRITTEN / "k1-01.yaml").read_text(encoding="utf-8"))
    house["calls"] = house["calls"][:6]
    (houses / "k1-01.yaml").write_text(yaml.safe_dump(house, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(learn_cases, "examples_of", lambda pack: [])
    return pack, houses


def test_measure_tells_how_right_the_weights_are_and_changes_nothing(tmp_path, monkeypatch, capsys):
    pack, houses = pack_and_house(tmp_path, monkeypatch)
    before = (pack / "case_weights.yaml").read_bytes()
    assert learn_cases.measure_command(pack, [houses]) == 0
    told = capsys.readouterr()
    assert "归案：F1" in told.out + told.err
    assert (pack / "case_weights.yaml").read_bytes() == before


def test_learn_writes_weights_that_the_pack_takes(tmp_path, monkeypatch, capsys):
    pack, houses = pack_and_house(tmp_path, monkeypatch)
    assert learn_cases.learn_command(pack, [houses]) == 0
    weights = yaml.safe_load((pack / "case_weights.yaml").read_text(encoding="utf-8"))
    assert {"same_order", "name_said", "bias"} <= set(weights["link"])
    assert "6 通电话" in "".join(capsys.readouterr())
    assert learn_cases.learn_command(pack, [tmp_path / "nothing"]) == 2


def test_a_house_that_is_no_house_is_named(tmp_path):
    import pytest

    from pipeline.evaluation.cases import read_houses
    from pipeline.evaluation.labelled import EvaluationError

    (tmp_path / "x.yaml").write_text("house: x\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"x\.yaml"):
        read_houses(tmp_path)
