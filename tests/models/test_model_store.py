"""The store of models: what is imported is whole, known by its content, and refused in words where it can't be used."""

import errno
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models import archive, fitness, model_store
from models.catalogue import FileSum, Published, published
from models.errors import (
    BadModelName,
    ModelPresent,
    TooLittleMemory,
    Unfit,
    UnfitModel,
    UnknownModel,
    WeightsStorageError,
)
from models.fitness import check_fit, check_memory, memory_bytes
from models.model_file import read_shape
from models.model_store import ModelStore, sum_of
from tests.random_whisper import ENGLISH, random_whisper


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "cache")


@pytest.fixture
def copy(third_whisper: Path, tmp_path: Path) -> Path:
    """A folder of its own with the model, to be damaged."""
    return shutil.copytree(third_whisper, tmp_path / "usb" / "random-v3")


@pytest.fixture
def known(third_whisper: Path, monkeypatch: pytest.MonkeyPatch) -> Published:
    """The random model, as if it had been published under the name small."""
    files = {path.name: sum_of(path) for path in third_whisper.iterdir()}
    small = Published("small", "somebody/small", "1" * 40, "MIT", 99, files)
    for module in ("models.catalogue", "models.model_store"):
        monkeypatch.setattr(f"{module}.published", lambda: {"small": small})
    return small


def zipped(folder: Path, target: Path, name_of: Callable[[str], str] = str) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for path in sorted(folder.iterdir()):
            file.write(path, name_of(path.name))
    return target


def refused(store: ModelStore, source: Path) -> Unfit:
    """Why the source is refused; nothing is left of it."""
    with pytest.raises(UnfitModel) as caught:
        store.add(source)
    assert store.all() == []
    assert not store.folder.exists() or list(store.folder.iterdir()) == []
    return caught.value.why


def test_a_folder_is_imported_whole_under_its_name(store: ModelStore, copy: Path) -> None:
    (copy / "README.md").write_text("not needed")
    seen: list[int] = []
    model = store.add(copy, progress=seen.append)
    assert model.name == "random-v3"
    assert {path.name for path in model.folder.iterdir()} == {*model.files, "model.json"}
    assert sum(seen) == model.size_bytes
    assert store.verify("random-v3") == []
    assert check_fit(model.folder).tokens == 51_866


def test_a_zip_file_is_imported_from_whatever_folder_is_in_it(store: ModelStore, copy: Path, tmp_path: Path) -> None:
    model = store.add(zipped(copy, tmp_path / "我的 model.zip", lambda name: f"a/b/{name}"))
    assert model.name == "model"
    assert store.verify("model") == []


def test_a_hubs_cache_is_imported_through_its_links(store: ModelStore, copy: Path, tmp_path: Path) -> None:
    snapshot = tmp_path / "hub" / "snapshots" / "0a36"
    snapshot.mkdir(parents=True)
    for path in copy.iterdir():
        (snapshot / path.name).symlink_to(path)
    model = store.add(tmp_path / "hub")
    assert not any(path.is_symlink() for path in model.folder.iterdir())


def test_a_known_conversion_gets_its_usual_name(store: ModelStore, copy: Path, known: Published) -> None:
    model = store.add(copy)
    assert (model.name, model.published) == ("small", known)
    assert store.find("small") == model


def test_a_usual_name_is_not_given_to_other_files(store: ModelStore, copy: Path, known: Published) -> None:
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(UnfitModel) as caught:
        store.add(copy, "small")
    assert (caught.value.why, caught.value.detail) == (Unfit.CHANGED, "config.json")
    assert store.add(copy, "mine").published is None


def test_the_same_model_twice_is_one_and_another_is_refused(store: ModelStore, copy: Path, first_whisper: Path) -> None:
    assert store.add(copy, "mine") == store.add(copy, "mine")
    with pytest.raises(ModelPresent):
        store.add(first_whisper, "mine")
    assert [model.name for model in store.all()] == ["mine"]


@pytest.mark.parametrize("name", ["base", "", "../x", "a/b", ".hidden", "a" * 65, "模型"])
def test_names_that_are_none(store: ModelStore, copy: Path, name: str) -> None:
    with pytest.raises(BadModelName):
        store.add(copy, name)
    assert store.find(name) is None


def test_damage_is_found_file_by_file(store: ModelStore, copy: Path) -> None:
    model = store.add(copy)
    data = bytearray((model.folder / "model.bin").read_bytes())
    data[-100] ^= 1
    (model.folder / "model.bin").write_bytes(data)
    (model.folder / "vocabulary.json").unlink()
    faults = {fault.file: fault.missing for fault in store.verify(model.name)}
    assert faults == {"model.bin": False, "vocabulary.json": True}


def test_a_removed_model_is_gone(store: ModelStore, copy: Path) -> None:
    model = store.add(copy)
    store.remove(model.name)
    assert list(store.folder.iterdir()) == []
    with pytest.raises(UnknownModel):
        store.remove(model.name)


def test_a_full_disk_leaves_nothing(store: ModelStore, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(model_store.os, "fsync", full)
    with pytest.raises(WeightsStorageError) as caught:
        store.add(copy)
    assert caught.value.cause.errno == errno.ENOSPC
    assert list(store.folder.iterdir()) == []


def test_what_a_killed_import_left_is_swept_up(store: ModelStore, copy: Path) -> None:
    left, busy = store.folder / ".draft-left", store.folder / ".draft-busy"
    for draft in (left, busy):
        draft.mkdir(parents=True)
        (draft / "model.bin").write_bytes(b"half")
    os.utime(left / "model.bin", (0, 0))
    os.utime(left, (0, 0))
    store.add(copy)
    assert {path.name for path in store.folder.iterdir()} == {".draft-busy", "random-v3"}


def test_an_english_only_model_is_refused(store: ModelStore, tmp_path: Path) -> None:
    assert refused(store, random_whisper(tmp_path / "en", tokens=ENGLISH, mels=80)) is Unfit.ENGLISH_ONLY


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_or_half_copied_file_is_named(store: ModelStore, copy: Path, name: str) -> None:
    data = (copy / name).read_bytes()
    (copy / name).write_bytes(data[: len(data) // 2])
    assert refused(store, copy) is Unfit.INCOMPLETE
    (copy / name).unlink()
    with pytest.raises(UnfitModel, match=name):
        store.add(copy)


def test_other_layouts_are_told_from_missing_files(store: ModelStore, copy: Path) -> None:
    whole = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(struct.pack("<I", 5) + whole[4:])
    assert refused(store, copy) is Unfit.LAYOUT
    (copy / "model.bin").write_bytes(whole.replace(b"WhisperSpec", b"TransfoSpec", 1))
    assert refused(store, copy) is Unfit.NOT_WHISPER
    (copy / "model.bin").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    assert refused(store, copy) is Unfit.INCOMPLETE
    (copy / "model.bin").unlink()
    (copy / "model.safetensors").write_bytes(b"")
    assert refused(store, copy) is Unfit.LAYOUT


def test_another_models_tokenizer_is_noticed(store: ModelStore, copy: Path, first_whisper: Path) -> None:
    """It would turn every special token into another one."""
    shutil.copy(first_whisper / "tokenizer.json", copy)
    assert refused(store, copy) is Unfit.LAYOUT


def test_names_in_a_zip_file_lead_nowhere(store: ModelStore, copy: Path, tmp_path: Path) -> None:
    store.add(zipped(copy, tmp_path / "slip.zip", lambda name: f"../../../../{name}"), "slip")
    assert {path.name for path in tmp_path.iterdir()} == {"usb", "cache", "slip.zip"}
    assert [path.name for path in store.folder.iterdir()] == ["slip"]


def test_a_bomb_is_not_unpacked(store: ModelStore, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(copy, tmp_path / "bomb.zip")
    monkeypatch.setattr(archive, "MOST_BYTES_OF_OTHERS", 1000)
    assert refused(store, bomb) is Unfit.ARCHIVE


def test_more_than_a_zip_file_declares_is_not_written(store: ModelStore, copy: Path, tmp_path: Path) -> None:
    (copy / "config.json").write_bytes(b"{}" + b" " * 5_000_000)
    lying = zipped(copy, tmp_path / "lying.zip")
    data = lying.read_bytes()
    lying.write_bytes(data.replace(struct.pack("<I", 5_000_002), struct.pack("<I", 2)))
    assert refused(store, lying) in (Unfit.ARCHIVE, Unfit.INCOMPLETE)


def test_files_that_are_no_usable_zip(store: ModelStore, copy: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("hello")
    assert refused(store, text) is Unfit.ARCHIVE
    whole = zipped(copy, tmp_path / "whole.zip").read_bytes()
    (tmp_path / "torn.zip").write_bytes(whole[: len(whole) // 2])
    assert refused(store, tmp_path / "torn.zip") is Unfit.ARCHIVE
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(damaged)
    assert refused(store, tmp_path / "damaged.zip") is Unfit.INCOMPLETE
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    assert refused(store, tmp_path / "empty.zip") is Unfit.INCOMPLETE


def test_a_model_too_large_for_the_memory_is_refused(
    third_whisper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape = read_shape(third_whisper)
    check_memory(shape)
    machine, container = tmp_path / "meminfo", tmp_path / "memory.max"
    machine.write_text("MemTotal:        8000000 kB\nMemFree: 1 kB\n")
    container.write_text("max\n")
    assert memory_bytes(machine, container) == 8_000_000 << 10
    container.write_text("100000000\n")
    assert memory_bytes(machine, container) == 100_000_000
    monkeypatch.setattr(fitness, "memory_bytes", lambda: 100_000_000)
    with pytest.raises(TooLittleMemory):
        check_memory(shape)


def test_the_catalogue_is_whole() -> None:
    """Each known conversion has all files that a model needs, with a sum of the right form for each."""
    assert list(published()) == ["base", "small", "medium", "large-v3", "large-v3-turbo"]
    for known in published().values():
        assert {"model.bin", "config.json", "tokenizer.json"} <= set(known.files)
        assert all(len(bytes.fromhex(sum.sha256)) == 32 and sum.size_bytes > 0 for sum in known.files.values())
    assert published()["small"].files["tokenizer.json"] == published()["base"].files["tokenizer.json"]
    assert isinstance(published()["medium"].files["model.bin"], FileSum)
