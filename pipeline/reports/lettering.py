"""Which characters a plot can show: a font of the system's that has Chinese, or labels that need none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from pipeline.language import _

# Known by their names, because opening every font of a system takes seconds.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Droid Sans Fallback",
    "AR PL UMing CN",
    "AR PL UKai CN",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Songti SC",
    "Arial Unicode MS",
)
PLAIN_FONT = "DejaVu Sans"  # comes with matplotlib
_SAMPLE = "听鉴坐席平均分合格率检查项"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A font file and the characters that it holds."""

    path: str
    characters: frozenset[int]

    @property
    def has_chinese(self) -> bool:
        return self.shows(_SAMPLE)

    def shows(self, text: str) -> bool:
        """Whether no character of ``text`` would become an empty box."""
        return all(ord(c) in self.characters for c in text)

    def choose(self, chinese: str, plain: str) -> str:
        """``chinese`` where it can be shown, else ``plain``."""
        return chinese if self.shows(chinese) else plain

    def names(self, labels: Sequence[str], kind: str) -> tuple[list[str], list[str]]:
        """Labels that can be shown, and a note for each that had to be replaced."""
        shown = [text if self.shows(text) else f"{kind} {n}" for n, text in enumerate(labels, start=1)]
        notes = [
            _("图中 %(new)s 是「%(old)s」", new=new, old=old)
            for new, old in zip(shown, labels, strict=True)
            if new != old
        ]
        return shown, notes


@cache
def lettering() -> Lettering:
    """The best font of this system."""
    listed = sorted(font_manager.fontManager.ttflist, key=lambda font: (_is_upright_regular(font), font.fname))
    known = {font.name: font.fname for font in listed}  # of each name the most regular one, which comes last
    for name in CHINESE_FONTS:
        if name in known and (found := _of(known[name])) is not None and found.has_chinese:
            return found
    plain = _of(font_manager.findfont(PLAIN_FONT))
    return plain if plain is not None else Lettering("", frozenset())


def _is_upright_regular(font: font_manager.FontEntry) -> bool:
    return font.style == "normal" and str(font.weight) in ("400", "normal", "regular", "book")


def _of(path: str) -> Lettering | None:
    try:
        return Lettering(path, frozenset(FT2Font(path).get_charmap())) if Path(path).is_file() else None
    except (RuntimeError, OSError):
        return None  # a broken font file is no font
