"""Where recognition runs: a GPU is used where it works, and what it lacks is named. No GPU is needed: it is made up."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest

from models.device import Device, InstalledCuda, choose_device, trouble_of, window_bytes, windows_together
from models.errors import DeviceTrouble, DeviceUnavailable
from models.model_file import ModelShape
from models.whisper import DecodeOptions, Whisper

LARGE = ModelShape(128, 51_866, 1280, 32, 32, 20, 1500, 448, 1_543_000_000, "float16", 3_087_284_237)
GIB = 1 << 30


@dataclass(frozen=True)
class FakeCuda:
    """A GPU with its driver and libraries, or without."""

    gpus: int = 1
    driver: int = 1
    can: tuple[str, ...] = ("float16", "int8_float16", "float32")
    libraries: tuple[str, ...] = ("libcublas.so.12", "libcublasLt.so.12")
    free: int = 24 * GIB

    def count(self) -> int:
        return self.gpus

    def seen_by_driver(self) -> int:
        return self.driver

    def types(self, device: str) -> Sequence[str]:
        return self.can if device == "cuda" else ("int8", "float32")

    def has_library(self, name: str) -> bool:
        return name in self.libraries

    def free_bytes(self) -> int:
        return self.free


NOTHING = FakeCuda(gpus=0, driver=0)


def test_a_gpu_computes_in_half_precision_unless_asked_otherwise() -> None:
    assert choose_device("cuda", "auto", LARGE, FakeCuda()).compute_type == "float16"
    assert choose_device("cuda", "int8_float16", LARGE, FakeCuda()).compute_type == "int8_float16"
    assert (
        choose_device("cuda", "auto", LARGE, FakeCuda(can=("int8_float32", "float32"))).compute_type == "int8_float32"
    )


@pytest.mark.parametrize(
    ("cuda", "trouble", "detail"),
    [
        (NOTHING, DeviceTrouble.NONE, ""),
        (FakeCuda(gpus=0), DeviceTrouble.DRIVER, ""),
        (FakeCuda(libraries=("libcublasLt.so.12",)), DeviceTrouble.LIBRARY, "libcublas.so.12"),
        (FakeCuda(can=("float32",)), DeviceTrouble.PRECISION, "float32"),
    ],
)
def test_what_is_missing_is_named_and_no_other_device_is_taken(
    cuda: FakeCuda, trouble: DeviceTrouble, detail: str
) -> None:
    with pytest.raises(DeviceUnavailable) as caught:
        choose_device("cuda", "float16", LARGE, cuda)
    assert (caught.value.trouble, caught.value.detail) == (trouble, detail)


def test_auto_falls_back_and_says_why_where_a_gpu_is_there(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert choose_device("auto", "auto", LARGE, NOTHING) == Device("cpu", "int8")
        assert not caplog.records
        assert choose_device("auto", "float16", LARGE, FakeCuda(libraries=())) == Device("cpu", "int8")
    assert "libcublas.so.12" in caplog.text


def test_a_type_that_the_cpu_does_not_know_is_refused() -> None:
    with pytest.raises(DeviceUnavailable, match="int8"):
        choose_device("cpu", "float16", LARGE, NOTHING)


def test_more_memory_and_smaller_weights_allow_more_windows() -> None:
    sizes = [windows_together(LARGE, "float16", free * GIB) for free in (4, 8, 24, 80)]
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert 8 <= sizes[2] < sizes[3]
    assert windows_together(LARGE, "int8_float16", 8 * GIB) > sizes[1]
    assert windows_together(LARGE, "float16", 0) == 0
    assert window_bytes(replace(LARGE, decoder_layers=4)) < window_bytes(LARGE) / 2


@pytest.mark.parametrize(
    ("said", "trouble", "detail"),
    [
        ("CUDA failed with error out of memory", DeviceTrouble.MEMORY, ""),
        ("CUDA driver version is insufficient for CUDA runtime version", DeviceTrouble.DRIVER, ""),
        ("Library libcublas.so.12 is not found or cannot be loaded", DeviceTrouble.LIBRARY, "libcublas.so.12"),
    ],
)
def test_what_ctranslate2_says_is_understood(said: str, trouble: DeviceTrouble, detail: str) -> None:
    error = trouble_of(RuntimeError(said), "cuda")
    assert error is not None
    assert (error.trouble, error.detail) == (trouble, detail)
    assert trouble_of(ValueError("something else"), "cuda") is None


def test_this_machine_can_be_asked() -> None:
    cuda = InstalledCuda()
    assert cuda.count() >= 0
    assert cuda.free_bytes() >= 0
    assert "int8" in cuda.types("cpu")
    assert not cuda.has_library("libnothing.so.12")


class HalfPrecise:
    """The CPU in a GPU's place: answers lie on the device until they are fetched; holds only so many windows."""

    def __init__(self, model: Any, most: int) -> None:
        self._model, self._most = model, most
        self.n_mels = model.n_mels
        self.batches: list[int] = []

    def encode(self, features: Any) -> Any:
        count = features.shape[0]
        if count > self._most:
            raise RuntimeError("CUDA failed with error out of memory")
        self.batches.append(count)
        return OnDevice(self._model.encode(features))

    def generate(self, encoded: Any, *arguments: Any, **options: Any) -> Any:
        return self._model.generate(encoded.here, *arguments, **options)

    def align(self, *arguments: Any) -> Any:
        return self._model.align(*arguments)


class OnDevice:
    """Can't be read before it is fetched."""

    def __init__(self, here: Any) -> None:
        self.here, self.shape = here, here.shape

    def to_device(self, device: Any) -> Any:
        assert device == ctranslate2.Device.cpu
        return self.here


@pytest.fixture
def on_gpu(third_whisper: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A Whisper that believes that it runs on a GPU."""
    real = ctranslate2.models.Whisper

    def make(most: int, together: int) -> Whisper:
        def load(path: str, device: str, compute_type: str, **options: Any) -> HalfPrecise:
            assert (device, compute_type) == ("cuda", "float16")
            return HalfPrecise(real(path, device="cpu", compute_type="int8", **options), most)

        monkeypatch.setattr(ctranslate2.models, "Whisper", load)
        return Whisper(third_whisper, "cuda", "float16", together=together)

    return make


def windows(count: int) -> list[np.ndarray]:
    chance = np.random.default_rng(3)
    return [chance.normal(0, 0.1, 16_000).astype(np.float32) for _ in range(count)]


OPTIONS = DecodeOptions(silence=1.0, beam_size=1, hypotheses=1, batch=2)


def test_a_gpu_decodes_as_many_windows_at_once_as_its_memory_holds(on_gpu: Any) -> None:
    whisper = on_gpu(most=100, together=3)
    heard = whisper.hear(windows(7), whisper.prompt(), OPTIONS)
    assert whisper._model.batches == [3, 3, 1]
    assert len(whisper.align(heard, [h.hypotheses[0] for h in heard])) == 7


def test_full_memory_halves_the_batches_and_loses_no_window(on_gpu: Any) -> None:
    whisper = on_gpu(most=2, together=8)
    assert len(whisper.hear(windows(5), whisper.prompt(), OPTIONS)) == 5
    assert whisper._model.batches[-3:] == [2, 2, 1]


def test_memory_too_small_for_one_window_is_said(on_gpu: Any) -> None:
    whisper = on_gpu(most=0, together=8)
    with pytest.raises(DeviceUnavailable) as caught:
        whisper.hear(windows(1), whisper.prompt(), OPTIONS)
    assert caught.value.trouble is DeviceTrouble.MEMORY
