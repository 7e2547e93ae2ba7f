"""Trained classifiers are kept, and trained anew when something changed or the file can't be used."""

import pytest

from pipeline.hearing.trained import load_or_train
from tests.pipeline.fakes import raising


@pytest.fixture
def data(tmp_path):
    file = tmp_path / "data.tsv"
    file.write_text("a")
    return file


@pytest.fixture
def trained():
    """How often it was trained; what is trained is empty, hence false."""
    return []


def classifier(tmp_path, data, trained):
    def train():
        trained.append(1)
        return {}

    return load_or_train(tmp_path / "cache", "roles", [data], train)


def test_it_is_trained_once(tmp_path, data, trained):
    assert classifier(tmp_path, data, trained) == classifier(tmp_path, data, trained) == {}
    assert len(trained) == 1


def test_changed_data_train_it_anew(tmp_path, data, trained):
    classifier(tmp_path, data, trained)
    data.write_text("b")
    classifier(tmp_path, data, trained)
    assert len(trained) == 2


def test_a_damaged_file_trains_it_anew(tmp_path, data, trained):
    classifier(tmp_path, data, trained)
    [kept] = (tmp_path / "cache" / "classifiers").iterdir()
    kept.write_bytes(b"damaged")
    classifier(tmp_path, data, trained)
    classifier(tmp_path, data, trained)
    assert len(trained) == 2


def test_a_full_disk_costs_time_only(tmp_path, data, trained, monkeypatch):
    monkeypatch.setattr("joblib.dump", raising(OSError(28, "No space left on device")))
    assert classifier(tmp_path, data, trained) == {}
    assert list((tmp_path / "cache" / "classifiers").iterdir()) == []


def test_a_cache_that_is_a_file_costs_time_only(tmp_path, data, trained):
    (tmp_path / "cache").touch()
    assert classifier(tmp_path, data, trained) == {}
