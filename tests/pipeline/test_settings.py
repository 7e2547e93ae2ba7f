"""Settings from the environment and from .env, and what is said about wrong ones."""

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import load_settings


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("TINGJIAN_THREADS=3\nTINGJIAN_MAX_HOURS=1\nOTHER=5\n")
    monkeypatch.setenv("TINGJIAN_THREADS", "5")
    assert (load_settings().threads, load_settings().max_hours) == (5, 1.0)


WRONG = [
    ("DEVICE", "tpu", "只能是 'cpu', 'cuda' 或 'auto'"),
    ("THREADS", "1.5", "应为整数"),
    ("THREADS", "-1", "应不小于 0"),
    ("THREADS", "257", "应不大于 256"),
    ("MAX_HOURS", "0", "应大于 0"),
    ("MAX_HOURS", "inf", "应为有限的数值"),
    ("MAX_MEGABYTES", "many", "应为数值"),
    ("HOT_WORDS", "perhaps", "应为 true 或 false"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_wrong_values(monkeypatch, name, value, words):
    monkeypatch.setenv(f"TINGJIAN_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"设置有误：TINGJIAN_{name} {words}"


def test_a_file_that_is_no_text(tmp_path):
    (tmp_path / ".env").write_bytes(b"TINGJIAN_DEVICE=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_settings()
