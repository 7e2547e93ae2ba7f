"""Writes a sentence as a recogniser might hear it: sound-alikes, lost particles, lost punctuation."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

from models.text_features import exact_syllable, syllable

PARTICLES = frozenset("的了吧呢啊呀吗嘛啦哦呗")
COMMAS, STOPS = frozenset("，、：,"), frozenset("。？！；?!;")
SAME_SOUND, SIMILAR_SOUND = 1.0, 0.25  # weights of a homophone and of a character that only sounds alike
COMMON_FLOOR = 2  # characters rarer than this in the texts are never written


class Mishearing:
    """Confusions among the characters of ``texts``, the commoner the likelier. The same seed gives the same errors."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(c for text in texts for c in text if _is_hanzi(c))
        self._counts = {c: n for c, n in counts.items() if n >= COMMON_FLOOR}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for character in sorted(self._counts):
            self._alike[syllable(character)].append(character)

    def mishear(self, text: str, rate: float, seed: int = 0) -> str:
        """``text`` with about ``rate`` of its characters (0-1) heard wrong, and punctuation lost more often."""
        chance = random.Random(f"{seed}/{text}")
        return "".join(self._heard(c, rate, chance) for c in text)

    def _heard(self, character: str, rate: float, chance: random.Random) -> str:
        if character in COMMAS or character in STOPS:
            lost = min(4 * rate, 0.9) if character in COMMAS else min(2 * rate, 0.6)
            return "" if chance.random() < lost else character
        if not _is_hanzi(character) or chance.random() >= rate:
            return character
        if character in PARTICLES and chance.random() < 0.5:
            return ""
        return self._sound_alike(character, chance)

    def _sound_alike(self, character: str, chance: random.Random) -> str:
        others = [c for c in self._alike.get(syllable(character), ()) if c != character]
        if not others:
            return character
        sound = exact_syllable(character)
        weights = [self._counts[c] * (SAME_SOUND if exact_syllable(c) == sound else SIMILAR_SOUND) for c in others]
        return chance.choices(others, weights)[0]


def _is_hanzi(character: str) -> bool:
    return "一" <= character <= "鿿"
