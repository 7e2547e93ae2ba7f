"""What is still Chinese on a page that should be English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser

import yaml

from pipeline.domain.record import Record
from pipeline.record import as_json, dump
from pipeline.settings import PROJECT

CHINESE = re.compile("[\u3400-\u9fff]")
READ = ("title", "aria-label", "placeholder", "alt", "data-done", "data-ask", "data-about", "data-what", "data-texts")
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source"})
SHORTEST = 2  # characters of a text that counts as known: single ones are in every sentence


class _Reader(HTMLParser):
    """Texts and attributes that people read, but for those within ``lang="zh"``."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[tuple[str, bool]] = []  # tag, whether Chinese is meant there
        self.found: list[str] = []

    @property
    def is_chinese_meant(self) -> bool:
        return bool(self.within) and self.within[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_meant = self.is_chinese_meant or (dict(attrs).get("lang") or "").startswith("zh")
        if not is_meant:
            self.found += [value for name, value in attrs if name in READ and value and CHINESE.search(value)]
        if tag not in VOID:
            self.within.append((tag, is_meant))

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if CHINESE.search(data) and not self.is_chinese_meant:
            self.found.append(" ".join(data.split()))


def chinese_in(html: str, known: Iterable[str]) -> Iterator[str]:
    """What is Chinese and neither marked so nor among the ``known`` texts of packs, calls and people."""
    reader = _Reader()
    reader.feed(html)
    for text in reader.found:
        rest = text
        for one in sorted((k for k in known if k in text), key=len, reverse=True):
            rest = rest.replace(one, "")
        if CHINESE.search(rest):
            yield text


@cache
def pack_texts() -> frozenset[str]:
    """Every text of the shipped pack."""
    found: set[str] = set()
    for path in (PROJECT / "lexicons" / "hotline").rglob("*.yaml"):
        found |= texts_in(yaml.safe_load(path.read_text(encoding="utf-8")))
    return frozenset(found)


def texts_in(value: object) -> set[str]:
    """Every string in JSON."""
    if isinstance(value, str):
        return {value} if len(value) >= SHORTEST else set()
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values())) if value else set()
    return set().union(*map(texts_in, value)) if isinstance(value, list) and value else set()


def record_texts(record: Record) -> set[str]:
    """Every text of a record, and what it quotes."""
    whole = texts_in(json.loads(dump(as_json(record))))
    return whole | {part for text in whole for part in re.split("[，。？！「」：]", text) if len(part) >= SHORTEST}
