"""Numbers as people say them: digits one by one (幺三九), and numerals (三十五)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.reading.sounds import key
from pipeline.text.sound import cost, readings

SPOKEN = {
    "零": "0",
    "〇": "0",
    "○": "0",
    "洞": "0",
    "一": "1",
    "幺": "1",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
    "拐": "7",
}
# A character that sounds like a digit is one only inside a run of digits; these are too frequent beside numbers.
_ALIKE = {key(char): digit for char, digit in SPOKEN.items()}
_ALIKE_EXCEPT = frozenset("年亮十时日里栋东区室市路")
_ALIKE_BETWEEN = frozenset("您是去起其事上就我")  # digits only with others on both sides
_SKIPPED = frozenset(" ,.-;:!~…—嗯啊呃哦噢额哎唉")
_LETTERS = "abcdefghij"
_BETWEEN = _LETTERS.upper()
_LOOSE = "klmnopqrst"  # sounds a little like a digit: counts only at the edges
_LOOSE_COST = 0.36
_TIMES = "#"  # 个 between two digits: 三个零
_COUNTED = frozenset("号栋幢座楼层室元块点分月年天个台次位房回遍")
_DIGIT = rf"\d(?:{_TIMES}\d)?"
_BESIDE = " {0,6}(?:[a-j] {0,6}|(?<! )[A-J] {0,6}){0,2}"
_RUN = re.compile(rf"(?:[a-t] {{0,2}}){{0,2}}{_DIGIT}(?:{_BESIDE}{_DIGIT})*(?: {{0,2}}[a-t]){{0,2}}")
_GROUP = re.compile("[^ ]+")
_REPEATED = re.compile(rf"(\d){_TIMES}(\d)")


_SOME = re.compile(f"[0-9{''.join(SPOKEN)}].{{0,9}}[0-9{''.join(SPOKEN)}]")


class _DigitTable(dict[int, str]):
    """Characters to ``0``-``9`` (a digit), ``#`` (个), ``a``-``j`` (sounds like one), ``A``-``J`` (counts only between
    digits), ``k``-``t`` (only beside digits), blank (a pause) or a full stop (a word)."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        code = "."
        if char in "0123456789":
            code = char
        elif char in SPOKEN:
            code = SPOKEN[char]
        elif char == "个":
            code = _TIMES
        elif char in _SKIPPED:
            code = " "
        elif 0x4E00 <= point <= 0x9FFF and char not in _ALIKE_EXCEPT and key(char) in _ALIKE:
            code = (_BETWEEN if char in _ALIKE_BETWEEN else _LETTERS)[int(_ALIKE[key(char)])]
        elif 0x4E00 <= point <= 0x9FFF and char not in _ALIKE_EXCEPT:
            code = _loosely(char)
        self[point] = code
        return code


def _loosely(char: str) -> str:
    price, digit = min((cost(readings(char)[0], readings(known)[0]), digit) for known, digit in SPOKEN.items())
    return _LOOSE[int(digit)] if price <= _LOOSE_COST else "."


_TABLE = _DigitTable()


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said one after the other. ``digits`` are certain at both ends; ``lead`` and ``tail`` are sound-alikes."""

    start: int
    end: int
    digits: str
    lead: str = ""
    tail: str = ""
    groups: tuple[str, ...] = ()  # the digits as they were said together

    def readings(self) -> list[str]:
        """What may have been meant, the plain digits first."""
        tails = [self.tail[:n] for n in range(len(self.tail) + 1)]
        return [lead + self.digits + tail for lead in dict.fromkeys(("", self.lead)) for tail in tails]


def digit_runs(text: str, least: int = 2) -> list[DigitRun]:
    """Every run of at least ``least`` digits in ``text`` (half-width), pauses and single misheard digits included.

    >>> digit_runs("我电话幺三九,二七四五,六零八幺")[0].digits
    '13927456081'
    """
    if _SOME.search(text) is None:
        return []
    coded = text.translate(_TABLE)
    runs = [_without_count(_run(m), text, coded) for m in _RUN.finditer(coded)]
    return [run for run in runs if len(run.digits) >= least]


def _run(match: re.Match[str]) -> DigitRun:
    said = match.group()
    core = said.strip(_LETTERS + _LOOSE + " ")
    at = said.index(core)
    start, end = match.start() + at, match.start() + at + len(core)
    groups = tuple(map(_plain, _GROUP.findall(core)))
    return DigitRun(start, end, _plain(core), _plain(said[:at]), _plain(said[at + len(core) :]), groups)


def _without_count(run: DigitRun, text: str, coded: str) -> DigitRun:
    """六幺零二,八楼 is 6102: a last group that counts something is no part of the run."""
    if text[run.end : run.end + 1] not in _COUNTED or " " not in coded[run.start : run.end]:
        return run
    end = coded.rindex(" ", run.start, run.end)
    kept = coded[run.start : end].rstrip(_LETTERS + _LOOSE + " ")
    counted = _plain(coded[end : run.end])
    return DigitRun(run.start, run.start + len(kept), _plain(kept), run.lead, counted, run.groups[:-1])


_PLAIN = str.maketrans(_LETTERS + _BETWEEN + _LOOSE, "0123456789" * 3, " ")


def _plain(code: str) -> str:
    """The digits of a coded stretch; 三个零 is 000."""
    return _REPEATED.sub(lambda said: said[2] * int(said[1]), code).translate(_PLAIN)


# Bounded: people say no longer ones, and a search for longer ones takes for ever in a row of thousands of digits.
NUMERAL = r"(?:[0-9]{1,12}(?:\.[0-9]{1,6})?|[零〇一二两三四五六七八九十百千万半几]{1,16})"
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def numeral(text: str) -> float | None:
    """The value of a numeral: 三十五 -> 35.0, 半 -> 0.5, 二零二六 -> 2026.0, 两 -> 2.0; None where it has none.

    >>> numeral("一百零五")
    105.0
    """
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    if text == "半":
        return 0.5
    if not text or any(c not in SPOKEN and c not in _PLACES for c in text):
        return None
    if not any(c in _PLACES for c in text):
        return float("".join(SPOKEN[c] for c in text))
    return float(_with_places(text))


def _with_places(text: str) -> int:
    total = section = digit = 0
    for char in text:
        if char in SPOKEN:
            digit = int(SPOKEN[char])
        elif char == "万":
            total, section, digit = (total + section + digit) * _PLACES[char], 0, 0
        else:
            section += (digit or 1) * _PLACES[char]
            digit = 0
    return total + section + digit
