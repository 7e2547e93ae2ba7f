"""Weights: joined, verified, published at once, refused with a clear reason."""

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models import fetch, weights
from models.errors import UnknownModel, WeightsCorrupt, WeightsPackageMissing, WeightsStorageError, WeightsUnavailable
from models.model_store import ModelStore
from models.weights import BASE_FOLDER, WeightFile, ensure_weights


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Path]:
    """Two packages whose model.bin is `abcdef`, cut in two."""
    parts = {"one": tmp_path / "model.bin.part1", "two": tmp_path / "model.bin.part2"}
    parts["one"].write_bytes(b"abc")
    parts["two"].write_bytes(b"def")
    file = WeightFile("model.bin", hashlib.sha256(b"abcdef").hexdigest(), 6, (("one", "a"), ("two", "b")))
    monkeypatch.setattr(weights, "BASE_FILES", (file,))
    monkeypatch.setattr(weights, "packaged_file", lambda package, name: parts[package])
    return parts


def test_parts_are_joined_and_nothing_else_is_left(tiny: dict[str, Path], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    folder = ensure_weights("base", cache)
    assert (folder / "model.bin").read_bytes() == b"abcdef"
    assert [p.name for p in cache.iterdir()] == [BASE_FOLDER]


def test_second_call_reads_no_package(tiny: dict[str, Path], tmp_path: Path) -> None:
    folder = ensure_weights("base", tmp_path / "cache")
    for part in tiny.values():
        part.unlink()
    assert ensure_weights("base", tmp_path / "cache") == folder


def test_truncated_cache_is_rebuilt(tiny: dict[str, Path], tmp_path: Path) -> None:
    folder = ensure_weights("base", tmp_path / "cache")
    (folder / "model.bin").write_bytes(b"abc")
    assert (ensure_weights("base", tmp_path / "cache") / "model.bin").read_bytes() == b"abcdef"


def test_wrong_checksum_is_refused_and_leaves_nothing(tiny: dict[str, Path], tmp_path: Path) -> None:
    tiny["two"].write_bytes(b"xyz")
    with pytest.raises(WeightsCorrupt, match=r"model\.bin"):
        ensure_weights("base", tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_full_disk_is_named_and_leaves_nothing(
    tiny: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(weights.os, "fsync", full)
    with pytest.raises(WeightsStorageError, match="No space left") as caught:
        ensure_weights("base", tmp_path / "cache")
    assert caught.value.cause.errno == errno.ENOSPC
    assert list((tmp_path / "cache").iterdir()) == []


def test_two_at_once_agree(tiny: dict[str, Path], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: ensure_weights("base", tmp_path / "cache"), range(8)))
    assert len(folders) == 1
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [BASE_FOLDER]


def test_missing_package_is_named() -> None:
    with pytest.raises(WeightsPackageMissing, match="no-such-weights"):
        weights.packaged_file("no-such-weights", "model.bin")


def test_existing_folder_is_used_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    assert ensure_weights(str(tmp_path), tmp_path / "cache") == tmp_path


def test_unknown_name_lists_what_is_allowed(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="large-v3-turbo"):
        ensure_weights("enormous", tmp_path)


def test_named_model_offline_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE", 0.0)
    with pytest.raises(WeightsUnavailable, match="'base'"):
        ensure_weights("small", tmp_path, mirror="http://127.0.0.1:1")


def test_model_of_the_store_is_found_by_its_name(tmp_path: Path, third_whisper: Path) -> None:
    folder = ModelStore(tmp_path).add(third_whisper, "mine").folder
    assert ensure_weights("mine", tmp_path) == folder
