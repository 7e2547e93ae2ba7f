"""How characters sound over the telephone: toned pinyin syllables, and what confusing two of them costs.

Readings come from pypinyin's data, read once without its (slow) phrase dictionary. A syllable is an initial and a
final; a final is a medial, a nucleus and a coda. The cost of hearing one syllable as another adds up the costs of the
parts, so that usual confusions (zh/z, n/l, f/h, an/ang, in/ing, uan/an, ü/i …) are cheap and others are dear.
"""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.text.normalise import Normalised, normalise

UNRELATED = 1.0
TONE_COST = 0.1

# Readings a listener knows, the usual one first; the others are tried too where a phrase holds the character.
_OTHER_READINGS = {
    "您": "nín nǐ",
    "你": "nǐ nín",
    "行": "xíng háng",
    "了": "le liǎo",
    "还": "hái huán",
    "得": "de děi dé",
    "重": "zhòng chóng",
    "长": "cháng zhǎng",
    "都": "dōu dū",
    "地": "dì de",
    "着": "zhe zháo",
    "一": "yī yāo",
    "调": "diào tiáo",
    "便": "biàn pián",
    "觉": "jué jiào",
    "差": "chà chāi",
    "会": "huì kuài",
    "降": "jiàng xiáng",
    "系": "xì jì",
    "传": "chuán zhuàn",
    "朝": "cháo zhāo",
    "藏": "cáng zàng",
    "率": "lǜ shuài",
    "落": "luò là",
    "没": "méi mò",
    "色": "sè shǎi",
    "提": "tí dī",
    "参": "cān shēn",
    "卡": "kǎ qiǎ",
    "熟": "shú shóu",
    "谁": "shéi shuí",
    "那": "nà nèi",
    "哪": "nǎ něi",
    "这": "zhè zhèi",
    "说": "shuō",
    "什": "shén",
    "么": "me",
    "不": "bù",
    "啥": "shá",
    "嗯": "ēn",
    "哎": "āi",
    "喂": "wèi",
    "啦": "la",
    "吗": "ma",
    "吧": "ba",
    "呢": "ne",
    "幺": "yāo yī",
    "两": "liǎng",
    "的": "de",
    "好": "hǎo",
    "看": "kàn",
    "给": "gěi",
    "拨": "bō",
    "嘿": "hēi",
    "和": "hé",
    "家": "jiā",
    "打": "dǎ",
    "儿": "ér",
    "啊": "a",
    "呀": "ya",
    "哦": "ó",
    "咱": "zán",
    "她": "tā",
    "乐": "lè yuè",
    "单": "dān",
    "数": "shù",
    "应": "yīng",
    "处": "chù",
    "干": "gàn",
    "过": "guò",
    "为": "wéi wèi",
    "几": "jǐ",
    "大": "dà",
    "吓": "xià",
    "弹": "tán dàn",
    "角": "jiǎo",
    "尽": "jǐn",
    "切": "qiē",
    "服": "fú",
    "期": "qī",
    "约": "yuē",
    "车": "chē",
    "石": "shí",
    "信": "xìn",
    "解": "jiě",
    "称": "chēng",
    "查": "chá",
}
_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_TONE_MARKS = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
_FINALS = {
    "a": "-a-",
    "ai": "-ai",
    "an": "-an",
    "ang": "-aN",
    "ao": "-au",
    "e": "-e-",
    "ei": "-ei",
    "en": "-en",
    "eng": "-eN",
    "er": "-er",
    "o": "ue-",
    "ou": "-eu",
    "ong": "ueN",
    "i": "i--",
    "ia": "ia-",
    "ie": "ie-",
    "iu": "ieu",
    "iou": "ieu",
    "ian": "ian",
    "in": "ien",
    "ing": "ieN",
    "iang": "iaN",
    "iong": "veN",
    "iao": "iau",
    "u": "u--",
    "ua": "ua-",
    "uo": "ue-",
    "uai": "uai",
    "ui": "uei",
    "uei": "uei",
    "uan": "uan",
    "un": "uen",
    "uen": "uen",
    "uang": "uaN",
    "ueng": "ueN",
    "v": "v--",
    "ve": "ve-",
    "ue": "ve-",
    "van": "van",
    "vn": "ven",
    "io": "ie-",
    "": "---",
}
_APICAL = "'--"  # the vowel of zi, ci, si, zhi, chi, shi, ri


def _pairs(costs: dict[float, str]) -> dict[frozenset[str], float]:
    return {frozenset(pair.split("/")): cost for cost, pairs in costs.items() for pair in pairs.split()}


_INITIAL_COSTS = _pairs(
    {
        0.10: "zh/z ch/c sh/s",
        0.15: "n/l f/h",
        0.20: "l/r",
        0.25: "n/r",
        0.30: "b/p d/t g/k z/c zh/ch zh/c z/ch j/q q/x m/n s/x sh/x",
        0.35: "h/- k/h g/h j/zh q/ch j/x z/j q/c c/s ch/sh r/-",
        0.50: "g/- b/m b/f p/f d/l d/n m/- zh/sh z/s",
    }
)
_MEDIAL_COSTS = _pairs({0.20: "i/v", 0.25: "u/v -/u '/i", 0.30: "-/i '/-", 0.40: "i/u -/v"})
_NUCLEUS_COSTS = _pairs({0.30: "-/e", 0.35: "a/e"})
_CODA_COSTS = _pairs({0.15: "n/N", 0.25: "i/- r/-", 0.30: "n/- u/-", 0.35: "N/- i/n", 0.5: "i/u"})
_FOLDED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l", "f": "h"}


class Syllable(NamedTuple):
    """``tone`` is 0 (neutral) to 4. A Latin letter is an ``initial`` of its own without a final."""

    initial: str
    final: str
    tone: int = 0


def syllable(pinyin: str) -> Syllable:
    """The parts of a syllable written with a tone mark.

    >>> syllable("shǎo")
    Syllable(initial='sh', final='-au', tone=3)
    """
    marked = unicodedata.normalize("NFD", pinyin.replace("ü", "v")).replace("u\u0308", "v")
    tone = next((_TONE_MARKS[c] for c in marked if c in _TONE_MARKS), 0)
    letters = _spelt_out("".join(c for c in marked if "a" <= c <= "z"))
    initial = next((i for i in _INITIALS if letters.startswith(i)), "")
    final = letters[len(initial) :]
    if final == "i" and initial in ("zh", "ch", "sh", "z", "c", "s", "r"):
        return Syllable(initial, _APICAL, tone)
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    return Syllable(initial or "-", _FINALS.get(final, "---"), tone)


def _spelt_out(letters: str) -> str:
    """Syllables without an initial as their finals: yu -> v, yan -> ian, wei -> uei, you -> iu."""
    if letters.startswith("yu"):
        return "v" + letters[2:]
    if letters.startswith("y"):
        return {"you": "iu", "yong": "iong", "yo": "io"}.get(letters, _joined("i", letters[1:]))
    return _joined("u", letters[1:]) if letters.startswith("w") else letters


def _joined(medial: str, rest: str) -> str:
    return rest if rest.startswith(medial) else medial + rest


@cache
def _pinyin_data() -> dict[str, str]:
    """pypinyin's table from code point (as a decimal string) to readings separated by commas."""
    found = importlib.util.find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed")
    return dict(json.loads(Path(found.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8")))


@cache
def readings(character: str) -> tuple[Syllable, ...]:
    """How a normalised character may be read, the usual reading first. Unknown characters stand for themselves."""
    character = _DIGITS.get(character, character)
    spelt = _OTHER_READINGS.get(character)
    if spelt is None:
        spelt = _pinyin_data().get(str(ord(character)), "").split(",")[0]
    return tuple(syllable(reading) for reading in spelt.split()) or (Syllable(character, "---"),)


@cache
def cost(a: Syllable, b: Syllable) -> float:
    """What it costs to hear one as the other: 0 the same, about 0.1-0.35 a usual confusion, 1 unrelated."""
    if a == b:
        return 0.0
    parts = (
        _part(_INITIAL_COSTS, a.initial, b.initial),
        _part(_MEDIAL_COSTS, a.final[0], b.final[0]),
        _part(_NUCLEUS_COSTS, a.final[1], b.final[1]),
        _part(_CODA_COSTS, a.final[2], b.final[2]),
        0.0 if a.tone == b.tone else TONE_COST / 2 if 0 in (a.tone, b.tone) else TONE_COST,
    )
    return min(sum(parts), UNRELATED)


def distances(sounds: Sequence[Syllable]) -> NDArray[np.float32]:
    """What :func:`cost` is for each pair of ``sounds``, (n, n): the same figures, for many at once."""
    tones = np.array([s.tone for s in sounds])
    differ, neutral = tones[:, None] != tones, (tones[:, None] == 0) | (tones == 0)
    total = np.where(differ, np.where(neutral, TONE_COST / 2, TONE_COST), 0.0)
    total += _table(_INITIAL_COSTS, [s.initial for s in sounds])
    for part, costs in enumerate((_MEDIAL_COSTS, _NUCLEUS_COSTS, _CODA_COSTS)):
        total += _table(costs, [s.final[part] for s in sounds])
    return np.minimum(total, UNRELATED).astype(np.float32)


def _table(costs: dict[frozenset[str], float], parts: Sequence[str]) -> NDArray[np.float64]:
    """The costs between the parts of many syllables, (n, n)."""
    kinds = sorted(set(parts))
    between = np.array([[_part(costs, a, b) for b in kinds] for a in kinds])
    at = np.searchsorted(kinds, parts)
    table: NDArray[np.float64] = between[np.ix_(at, at)]
    return table


def _part(costs: dict[frozenset[str], float], a: str, b: str) -> float:
    return 0.0 if a == b else costs.get(frozenset((a, b)), 0.7)


@cache
def folded(sound: Syllable) -> str:
    """One character for all syllables that are usually confused: the key under which phrases are looked up. It holds in
    this process only."""
    return _fold_key(*_fold(sound))


@cache
def fold_name(sound: Syllable) -> str:
    """The same as a name that means the same in every process: what may be stored."""
    return "".join(_fold(sound)).replace("-", "")


def _fold(sound: Syllable) -> tuple[str, str]:
    initial = _FOLDED_INITIALS.get(sound.initial, sound.initial)
    medial, nucleus, coda = sound.final[0], sound.final[1], sound.final[2]
    if initial == "h" and medial == "u" and nucleus != "-":
        medial = "-"  # hui/fei, hua/fa
    return initial, {"v": "i", "'": "-"}.get(medial, medial) + nucleus + {"N": "n"}.get(coda, coda)


@cache
def _fold_key(initial: str, final: str) -> str:
    return chr(0xE000 + next(_numbers))


_numbers = iter(range(0x1900))


class _UsualSounds(dict[str, Syllable]):
    """The usual reading of each normalised character that was met."""

    def __missing__(self, character: str) -> Syllable:
        self[character] = sound = readings(character)[0]
        return sound


class _UsualKeys(dict[int, str]):
    """Its folded key, by code point."""

    def __missing__(self, point: int) -> str:
        self[point] = key = folded(_usual_sounds[chr(point)])
        return key


_usual_sounds, _usual_keys = _UsualSounds(), _UsualKeys()
usual_sound = _usual_sounds.__getitem__


@dataclass(frozen=True, slots=True)
class Heard:
    """A text ready for matching: its ``keys`` (folded syllables) run parallel to the normalised characters."""

    normal: Normalised
    keys: str


@lru_cache(maxsize=8192)
def heard(text: str) -> Heard:
    """Normalised characters and usual sounds of a text."""
    normal = normalise(text)
    return Heard(normal, normal.text.translate(_usual_keys))


def ways_to_say(phrase: str, limit: int = 6) -> list[tuple[Syllable, ...]]:
    """The readings of a normalised phrase, the usual one first, at most ``limit``."""
    return list(islice(product(*(readings(c) for c in phrase)), limit))
