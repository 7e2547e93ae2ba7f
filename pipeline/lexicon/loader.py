"""Loads a pack from its folder; a pack with faults is not loaded at all, and all its faults are told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from pipeline.lexicon.contradictions import contradictions
from pipeline.lexicon.faults import Fault, LexiconError
from pipeline.lexicon.files import UnreadableFile, decode, yaml_files
from pipeline.lexicon.pack import Kind, Pack, PhraseEntry
from pipeline.lexicon.schema import (
    Calendar,
    CallKind,
    CaseWeights,
    Conduct,
    Deadlines,
    Entry,
    EntryForm,
    FaultTypes,
    Hearing,
    KindWeights,
    PackInfo,
    PhraseFile,
    Rubric,
    Script,
    SpokenNames,
    Trust,
)
from pipeline.lexicon.validate import validate

M = TypeVar("M", bound=BaseModel)
Files = tuple[tuple[str, bytes], ...]  # relative name and content, in a fixed order
_SINGLE: dict[str, type[BaseModel]] = {
    "pack.yaml": PackInfo,
    "hearing.yaml": Hearing,
    "rubric.yaml": Rubric,
    "trust.yaml": Trust,
    "kinds.yaml": KindWeights,
    "conduct.yaml": Conduct,
    "deadlines.yaml": Deadlines,
    "calendar.yaml": Calendar,
    "faults.yaml": FaultTypes,
    "case_weights.yaml": CaseWeights,
    "names.yaml": SpokenNames,
}
_REQUIRED = ("pack.yaml", "rubric.yaml")
_FOLDERS: dict[str, type[BaseModel]] = {
    "phrases": PhraseFile,
    "scripts": Script,
    "slots": Script,
    "acts": Script,
    "kinds": CallKind,
}


@dataclass
class Content:
    """The files of a pack by their relative names, as far as they could be read."""

    read: dict[str, BaseModel] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def of(self, shape: type[M], folder: str = "") -> dict[str, M]:
        return {n: o for n, o in self.read.items() if isinstance(o, shape) and n.startswith(folder)}


def load_pack(path: str | Path) -> Pack:
    """The pack in the folder ``path``.

    Raises:
        LexiconError: with every fault of the pack.
    """
    return load_files(pack_files(path))


def load_files(files: Files) -> Pack:
    """The pack made of these files, its base's among them; raises LexiconError."""
    digest = hashlib.sha256()
    for name, raw in files:
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
    return _loaded(files, digest.hexdigest())


@lru_cache(maxsize=8)
def _loaded(files: Files, sha256: str) -> Pack:
    """Files that have not changed since are not checked and compiled again."""
    content = _read(files)
    faults = content.faults + contradictions(
        content.of(PhraseFile),
        content.of(Script, "scripts/"),
        content.of(Script, "slots/"),
        content.of(Hearing),
        content.of(Script, "acts/"),
        content.of(CallKind),
        content.of(Conduct),
        content.of(SpokenNames),
    )
    if faults:
        raise LexiconError(faults)
    return _pack(content, sha256)


def pack_stamp(path: str | Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of every file that counts for the pack: it changes when somebody writes one."""
    folder = Path(path)
    info = folder / "pack.yaml"
    base = _base_name(info.read_bytes()) if info.is_file() else None
    folders = [folder, *([folder.parent / base] if base and base != folder.name else [])]
    found = [file for one in folders if one.is_dir() for file in yaml_files(one)]
    return tuple((str(file), at.st_mtime_ns, at.st_size) for file in found if (at := file.stat()))


def check_lexicons(folder: str | Path) -> list[Fault]:
    """Every fault of every pack under ``folder``, in a fixed order; no fault, an empty list."""
    root = Path(folder)
    packs = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith(".")) if root.is_dir() else []
    if not packs:
        return [Fault(root.name, "", "", "文件夹不存在，或其中没有词库")]
    faults: list[Fault] = []
    for path in packs:
        try:
            load_pack(path)
        except LexiconError as error:
            faults += [Fault(f"{path.name}/{f.file}", f.entry, f.field, f.problem) for f in error.faults]
    return sorted(faults)


def _files(folder: Path) -> Files:
    found = yaml_files(folder) if folder.is_dir() else []
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in found)


def own_files(path: str | Path) -> dict[str, bytes]:
    """The files in the folder ``path``, without those of a pack that it extends."""
    return dict(_files(Path(path)))


def pack_files(path: str | Path) -> Files:
    """The files that count for the pack in the folder ``path``: its own, and those of the pack that it extends."""
    folder = Path(path)
    return with_base(dict(_files(folder)), folder.parent, folder.name)


def with_base(own: Mapping[str, bytes], neighbours: Path, name: str = "") -> Files:
    """``own`` files of the pack ``name``, completed from the pack beside it that they extend."""
    base = _base_name(own.get("pack.yaml", b""))
    inherited = dict(_files(neighbours / base)) if base and base != name else {}
    return tuple(sorted({**inherited, **own}.items()))


def _base_name(raw: bytes) -> str | None:
    try:
        info = validate(PackInfo, decode(raw, "pack.yaml"), "pack.yaml")
    except UnreadableFile:
        return None  # told when the file is read
    return info.extends if isinstance(info, PackInfo) else None


def _read(files: Files) -> Content:
    content = Content()
    for name, raw in files:
        _read_file(name, raw, content)
    present = {name for name, _ in files}
    content.faults += [Fault(name, "", "", "缺少这个文件") for name in _REQUIRED if name not in present]
    content.faults += _names_missing(content, present)
    content.faults += _faults_of_base(content.of(PackInfo).get("pack.yaml"), present)
    return content


def _names_missing(content: Content, present: set[str]) -> list[Fault]:
    """A pack that knows surnames would else mask fewer names, and nobody would notice."""
    knows = any("surnames" in slot.words for slot in content.of(Script, "slots/").values())
    if not knows or "names.yaml" in present:
        return []
    return [Fault("names.yaml", "", "", "缺少这个文件：没有它，通话里提到的人名不会被遮盖")]


def _faults_of_base(info: PackInfo | None, present: set[str]) -> list[Fault]:
    if info is None or info.extends is None or any(name.startswith("phrases/") for name in present):
        return []
    return [Fault("pack.yaml", "", "extends", f"找不到词库「{info.extends}」，或其中没有内容")]


def _read_file(name: str, raw: bytes, content: Content) -> None:
    shape = _shape(name)
    if shape is None:
        if not name.endswith(".md"):
            known = "、".join([*_SINGLE, *(f"{folder}/*.yaml" for folder in _FOLDERS)])
            content.faults.append(Fault(name, "", "", f"未知文件，词库里只能有 {known}"))
        return
    try:
        outcome = validate(shape, decode(raw, name), name)
    except UnreadableFile as error:
        content.faults += error.faults
        return
    if isinstance(outcome, list):
        content.faults += outcome
    else:
        content.read[name] = outcome


def _shape(name: str) -> type[BaseModel] | None:
    parts = name.split("/")
    if len(parts) == 2 and name.endswith(".yaml"):
        return _FOLDERS.get(parts[0])
    return _SINGLE.get(name)


def _pack(content: Content, sha256: str) -> Pack:
    info = next(iter(content.of(PackInfo).values()))
    hearing = next(iter(content.of(Hearing).values()), Hearing())
    trust = next(iter(content.of(Trust).values()), Trust())
    entries = [_entry(file, entry) for file in content.of(PhraseFile).values() for entry in file.entries]
    return Pack(
        info.id,
        info.title,
        info.version,
        sha256,
        info.organisations,
        {e.id: e for e in entries},
        {s.name: s for s in content.of(Script, "scripts/").values()},
        {s.name: s for s in content.of(Script, "slots/").values()},
        hearing,
        next(iter(content.of(Rubric).values())),
        {f.category: f.traits for f in content.of(PhraseFile).values() if f.traits},
        _kinds(content),
        {s.name: s for s in content.of(Script, "acts/").values()},
        trust,
        {k.kind: k for k in content.of(CallKind).values()},
        next(iter(content.of(KindWeights).values()), KindWeights()),
        next(iter(content.of(Conduct).values()), None),
        next(iter(content.of(Deadlines).values()), None),
        next(iter(content.of(Calendar).values()), Calendar()),
        next(iter(content.of(FaultTypes).values()), None),
        next(iter(content.of(CaseWeights).values()), CaseWeights()),
        next(iter(content.of(SpokenNames).values()), SpokenNames()),
    )


def _kinds(content: Content) -> dict[str, Kind]:
    """What holds for each category; the first of several files of one category decides."""
    kinds: dict[str, Kind] = {}
    for file in content.of(PhraseFile).values():
        kinds.setdefault(file.category, Kind(file.title, file.severity, file.suggestion))
    return kinds


def _entry(file: PhraseFile, entry: Entry) -> PhraseEntry:
    now = _form(file, entry, entry)
    return replace(
        now, hits=entry.hits, misses=entry.misses, former=tuple(_form(file, entry, form) for form in entry.former)
    )


def _form(file: PhraseFile, entry: Entry, form: EntryForm) -> PhraseEntry:
    """The entry as it stands in one of its forms."""
    return PhraseEntry(
        entry.id,
        file.category,
        file.title,
        form.phrases,
        form.excepted,
        form.whole,
        form.severity or file.severity,
        form.reason,
        form.suggestion or file.suggestion,
        entry.source,
        effective_from=form.effective_from,
    )
