"""``tingjian user``: the first administrator, without any default password."""

import io

import pytest

from pipeline.accounts import users
from pipeline.accounts.passwords import verify
from pipeline.cli.main import run
from pipeline.settings import load_settings
from pipeline.storage import Database
from tests.databases import empty_sqlite


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    empty_sqlite(tmp_path / "tingjian.db")
    monkeypatch.setenv("TINGJIAN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TINGJIAN_DATABASE_URL", "")


def tingjian(*arguments):
    with pytest.raises(SystemExit) as ended:
        run(["user", *arguments])
    return ended.value.code


def known(name):
    database = Database.of(load_settings())
    with database.reading() as session:
        user = users.find_user(session, name)
    database.close()
    return user


def test_a_user_is_added_with_a_password_from_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse 42\n"))
    assert tingjian("add", "boss", "--role", "admin") == 0
    assert verify(known("boss").password_hash, "correct horse 42")


def test_a_generated_password_is_shown_once_and_works(capsys):
    assert tingjian("add", "ag", "--role", "agent", "--agent-id", "A001", "--generate") == 0
    first = capsys.readouterr().out.strip()
    assert verify(known("ag").password_hash, first)
    assert tingjian("password", "ag", "--generate") == 0
    assert not verify(known("ag").password_hash, first)
    assert tingjian("disable", "ag") == 0
    assert known("ag").disabled_at
    assert tingjian("list") == 0
    assert "已停用" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "--role", "boss", "--generate"),
        ("add", "x", "--role", "agent", "--generate"),
        ("disable", "nobody"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(arguments, capsys):
    assert tingjian(*arguments) == 1
    assert capsys.readouterr().err.startswith("tingjian: ")
