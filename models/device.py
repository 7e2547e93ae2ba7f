"""Where recognition runs and how it computes there: what a GPU lacks is told in words before anything is loaded.

CTranslate2 opens the libraries of CUDA at the first product it computes: what is missing would end a call, not the
start.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from models.errors import DeviceTrouble, DeviceUnavailable
from models.model_file import BYTES_OF, ModelShape

log = logging.getLogger(__name__)

LIBRARIES = ("libcublas.so.12", "libcublasLt.so.12")  # that CTranslate2 4.8 opens; it no longer needs cuDNN
MANAGEMENT = "libnvidia-ml.so.1"  # comes with every driver
BEST = {"cpu": ("int8", "float32"), "cuda": ("float16", "int8_float16", "int8_float32", "float32")}
MOST_TOGETHER = 64
KEPT_FREE = 0.2  # share of a GPU's memory that is left to others
BEAMS = 5
_SAID = {
    "out of memory": DeviceTrouble.MEMORY,
    "driver version is insufficient": DeviceTrouble.DRIVER,
    "is not found or cannot be loaded": DeviceTrouble.LIBRARY,  # "Library libcublas.so.12 is not found ..."
}


class Cuda(Protocol):
    """What is asked of the GPU's software."""

    def count(self) -> int:
        """GPUs that CTranslate2 can use."""

    def seen_by_driver(self) -> int:
        """GPUs that the driver knows; 0 without one."""

    def types(self, device: str) -> Sequence[str]:
        """Types that CTranslate2 can compute in on a device."""

    def has_library(self, name: str) -> bool:
        """Whether a library can be opened."""

    def free_bytes(self) -> int:
        """Free memory of the first GPU; 0 where it can't be told."""


@dataclass(frozen=True)
class Device:
    """Its name ("cpu" or "cuda"), the type it computes in, and how many windows it decodes at once (0: as the
    options say)."""

    name: str
    compute_type: str
    together: int = 0


def choose_device(wanted: str, compute_type: str, shape: ModelShape | None, cuda: Cuda | None = None) -> Device:
    """The device for `wanted` ("cpu", "cuda", "auto") and `compute_type` (CTranslate2's, or "auto").

    "cuda" is never replaced: raises DeviceUnavailable. "auto" is a GPU that works, otherwise the CPU; why a GPU that is
    there is not used stands in the log.
    """
    asked = cuda or InstalledCuda()
    if wanted != "auto":
        return _device(wanted, compute_type, shape, asked)
    try:
        return _device("cuda", compute_type, shape, asked)
    except DeviceUnavailable as error:
        if error.trouble is not DeviceTrouble.NONE:
            log.warning("the GPU is not used (%s %s)", error.trouble, error.detail)
    return _device("cpu", "auto", shape, asked)


def trouble_of(error: Exception, device: str) -> DeviceUnavailable | None:
    """What CTranslate2 means by an error of a GPU; None for any other."""
    said = str(error)
    for words, trouble in _SAID.items():
        if words in said:
            return DeviceUnavailable(device, trouble, said.split()[1] if trouble is DeviceTrouble.LIBRARY else "")
    return None


def windows_together(shape: ModelShape, compute_type: str, free_bytes: int) -> int:
    """How many windows of 30 s fit into a GPU's free memory beside the weights; 0 where that can't be told."""
    room = free_bytes * (1 - KEPT_FREE) - shape.parameters * BYTES_OF.get(compute_type.split("_")[0], 4)
    return max(1, min(MOST_TOGETHER, int(room // window_bytes(shape)))) if free_bytes else 0


def window_bytes(shape: ModelShape) -> int:
    """Memory that one window takes in float16, from the shapes of what is kept: keys and values of the sound and of
    each beam's text in each layer of the decoder, and the widest layer of the encoder with its attention."""
    heard = 2 * shape.positions * shape.features * shape.decoder_layers
    written = 2 * BEAMS * shape.longest_text * shape.features * shape.decoder_layers
    encoder = shape.positions * (8 * shape.features + shape.heads * shape.positions)
    return 2 * (heard + written + encoder)


def _device(name: str, compute_type: str, shape: ModelShape | None, cuda: Cuda) -> Device:
    if name == "cuda":
        _check_gpu(cuda)
    can = cuda.types(name)
    chosen = next((t for t in BEST[name] if t in can), "default") if compute_type == "auto" else compute_type
    if chosen not in (*can, "default"):
        raise DeviceUnavailable(name, DeviceTrouble.PRECISION, "、".join(sorted(can)))
    fits = windows_together(shape, chosen, cuda.free_bytes()) if shape and name == "cuda" else 0
    return Device(name, chosen, fits)


def _check_gpu(cuda: Cuda) -> None:
    if not cuda.count():
        raise DeviceUnavailable("cuda", DeviceTrouble.DRIVER if cuda.seen_by_driver() else DeviceTrouble.NONE)
    if missing := [name for name in LIBRARIES if not cuda.has_library(name)]:
        raise DeviceUnavailable("cuda", DeviceTrouble.LIBRARY, "、".join(missing))


class _Memory(ctypes.Structure):
    """As the driver's management library fills it in."""

    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


class InstalledCuda:
    """The GPU software of this machine."""

    def count(self) -> int:
        import ctranslate2

        try:
            return int(ctranslate2.get_cuda_device_count())
        except RuntimeError:  # a driver that CUDA can't work with
            return 0

    def seen_by_driver(self) -> int:
        number = ctypes.c_uint()
        return number.value if _management("nvmlDeviceGetCount_v2", ctypes.byref(number)) else 0

    def types(self, device: str) -> Sequence[str]:
        import ctranslate2

        return tuple(ctranslate2.get_supported_compute_types(device))

    def has_library(self, name: str) -> bool:
        """Opened here, it is open for CTranslate2 too: also one that was installed as a Python package."""
        return any(_open(place) for place in (name, *_packaged(name)))

    def free_bytes(self) -> int:
        handle, memory = ctypes.c_void_p(), _Memory()
        found = _management("nvmlDeviceGetHandleByIndex_v2", 0, ctypes.byref(handle))
        return memory.free if found and _management("nvmlDeviceGetMemoryInfo", handle, ctypes.byref(memory)) else 0


def _management(function: str, *arguments: object) -> bool:
    """Ask the driver's management library; False where there is none or it can't say."""
    library = _open(MANAGEMENT)
    return library is not None and library.nvmlInit_v2() == 0 and getattr(library, function)(*arguments) == 0


def _open(place: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(place, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return None


def _packaged(name: str) -> list[str]:
    """Where NVIDIA's Python packages keep a library."""
    spec = find_spec("nvidia")
    roots = spec.submodule_search_locations if spec else None
    return [str(path) for root in roots or () for path in Path(root).glob(f"*/lib/{name}")]
