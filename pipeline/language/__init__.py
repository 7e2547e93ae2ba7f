"""The language of what people read. Chinese is the source: its sentences stand in the code, marked with ``_``; other
languages are catalogues of gettext beside this file.

Placeholders are named, and a percent sign is doubled, as in Jinja's templates: ``_("%(done)s%% 完成", done=40)``.
What people said or wrote, and what a pack says, is never marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE = "zh"
TITLES = {"zh": "中文", "en": "English"}  # each in its own language
SHORT = {"zh": "中", "en": "EN"}  # the same for a narrow button
TAGS = {"zh": "zh-CN", "en": "en"}  # as HTML names them
FOLDER = Path(__file__).resolve().parent
K = TypeVar("K")


@dataclass(slots=True)
class Spoken:
    """The language of one request. It can be changed while the request runs: who asks is known only after a while."""

    language: str = SOURCE


_spoken: ContextVar[Spoken] = ContextVar("spoken")


@contextmanager
def speaking(language: str) -> Iterator[Spoken]:
    """In this block, and in threads that it starts with its context, people read ``language``."""
    token = _spoken.set(Spoken(language))
    try:
        yield _spoken.get()
    finally:
        _spoken.reset(token)


def language() -> str:
    """The one of today's reader: a key of TITLES."""
    found = _spoken.get(None)
    return found.language if found else SOURCE


def speak(language: str) -> None:
    """From now on the reader of this request reads ``language``; without a request nothing changes."""
    found = _spoken.get(None)
    if found is not None and language in TITLES:
        found.language = language


def locale() -> Locale:
    return Locale.parse("zh_Hans_CN" if language() == "zh" else language())


def _(text: str, /, **values: object) -> str:
    """``text`` in the reader's language, with ``values`` in their places."""
    return translated(text) % values


def _n(text: str, num: float | str, /, **values: object) -> str:
    """The same where a number decides about the form; it is ``%(num)s`` in ``text``, and may be written already."""
    return plural(text, text, num) % {"num": num, **values}


def N_(text: str) -> str:
    """Marks a text that is translated when it is shown."""
    return text


def translated(text: str) -> str:
    """``text`` in the reader's language where a catalogue knows it, else as it is; nothing is put into it."""
    now = language()
    return text if now == SOURCE or not text else catalogue(now).gettext(text)


def plural(one: str, many: str, num: float | str) -> str:
    now = language()
    return many if now == SOURCE else catalogue(now).ngettext(one, many, 1 if str(num) in ("1", "1.0") else 2)


class Words(Mapping[K, str]):
    """Texts by code, written in Chinese and read in the reader's language; nothing is put into them."""

    def __init__(self, texts: Mapping[K, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, code: K) -> str:
        return translated(self._texts[code])

    def __iter__(self) -> Iterator[K]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __or__(self, other: Words[K]) -> Words[K]:
        return Words(self._texts | other._texts)


class Counted(Mapping[K, tuple[str, str]]):
    """Texts by code with ``%(num)s``, in the reader's language: for one, and for many."""

    def __init__(self, texts: Mapping[K, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, code: K) -> tuple[str, str]:
        text = self._texts[code]
        return plural(text, text, 1), plural(text, text, 2)

    def __iter__(self) -> Iterator[K]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def catalogue(language: str) -> Translations:
    """Read from the text that translators write: nothing has to be compiled before."""
    compiled = BytesIO()
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
