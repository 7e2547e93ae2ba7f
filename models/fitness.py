"""Whether a folder holds a model that can hear Chinese calls: told in a moment, before anything is loaded."""

from __future__ import annotations

import json
from pathlib import Path

from models.errors import EndsEarly, TooLittleMemory, Unfit, UnfitModel, UnknownLayout
from models.model_file import ModelShape, mapped, read_file, read_tokens, shape_of

NEEDED = ("model.bin", "config.json", "tokenizer.json")
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
FILES = (*NEEDED, *VOCABULARIES, "preprocessor_config.json")  # all that a conversion consists of
KIND = "WhisperSpec"
FEWEST_TOKENS = 51_865  # of a model that knows other languages than English
SPECIAL = ("<|endoftext|>", "<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|startofprev|>", "<|notimestamps|>")
OTHER_FORMATS = ("*.safetensors", "pytorch_model*.bin", "*.pt", "*.gguf", "ggml-*.bin", "*.onnx")
POINTER = b"version https://git-lfs"
BESIDE_WEIGHTS = 300 << 20  # bytes: libraries, tokenizer and sound (base: 220 MiB beside twice its weights)


def check_fit(folder: Path) -> ModelShape:
    """The size of the model in `folder`. Raises UnfitModel that says why it can't be used, and OSError."""
    _check_present(folder)
    shape = _shape(folder)
    if shape.tokens < FEWEST_TOKENS:
        raise UnfitModel(Unfit.ENGLISH_ONLY)
    _check_tokens(folder, shape)
    return shape


def needed_bytes(shape: ModelShape) -> int:
    """Memory that loading the model takes, about: its file, made smaller, beside what is made of it."""
    return 2 * shape.size_bytes + BESIDE_WEIGHTS


def check_memory(shape: ModelShape) -> None:
    """Raises TooLittleMemory where this machine, or the container we run in, can't hold the model at all."""
    present = memory_bytes()
    if present and needed_bytes(shape) > present:
        raise TooLittleMemory(needed_bytes(shape), present, "memory")


def memory_bytes(machine: Path = Path("/proc/meminfo"), container: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Memory of this machine or container; 0 where it can't be told."""
    try:
        total = int(machine.read_text().split()[1]) << 10
    except (OSError, ValueError, IndexError):
        return 0
    try:
        return min(total, int(container.read_text()))
    except (OSError, ValueError):  # no container, or one without a limit
        return total


def _check_present(folder: Path) -> None:
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if "model.bin" in missing and (others := [p.name for kind in OTHER_FORMATS for p in folder.glob(kind)]):
        raise UnfitModel(Unfit.LAYOUT, others[0])
    if not any((folder / name).is_file() for name in VOCABULARIES):
        missing.append(" / ".join(VOCABULARIES))
    if missing:
        raise UnfitModel(Unfit.INCOMPLETE, "、".join(missing))


def _shape(folder: Path) -> ModelShape:
    try:
        with mapped(folder / "model.bin") as data:
            if bytes(data[: len(POINTER)]) == POINTER:
                raise UnfitModel(Unfit.INCOMPLETE, "model.bin (Git LFS)")
            file = read_file(data)
            if file.name != KIND:
                raise UnfitModel(Unfit.NOT_WHISPER, file.name[:40])
            return shape_of(file)
    except EndsEarly:
        raise UnfitModel(Unfit.INCOMPLETE, "model.bin") from None
    except UnknownLayout as error:
        raise UnfitModel(Unfit.LAYOUT, f"model.bin ({error.what})") from None


def _check_tokens(folder: Path, shape: ModelShape) -> None:
    """Vocabulary, weights and tokenizer speak of the same tokens, and Chinese is among them."""
    try:
        vocabulary = read_tokens(folder)
        json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except ValueError:
        raise UnfitModel(Unfit.INCOMPLETE, "vocabulary.json, config.json") from None
    if len(vocabulary) != shape.tokens:
        raise UnfitModel(Unfit.LAYOUT, f"vocabulary: {len(vocabulary)} ≠ {shape.tokens}")
    if "<|zh|>" not in vocabulary:
        raise UnfitModel(Unfit.ENGLISH_ONLY)
    wrong = [token for token, id in _special_ids(folder).items() if id is None or vocabulary[id : id + 1] != [token]]
    if wrong:
        raise UnfitModel(Unfit.LAYOUT, f"tokenizer.json: {wrong[0]}")


def _special_ids(folder: Path) -> dict[str, int | None]:
    import tokenizers

    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception:  # the library raises plain Exceptions
        raise UnfitModel(Unfit.INCOMPLETE, "tokenizer.json") from None
    return {token: tokenizer.token_to_id(token) for token in SPECIAL}
