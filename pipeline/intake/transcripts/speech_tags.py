"""The tags that SenseVoice writes into its text: 「<|zh|><|ANGRY|><|Speech|>怎么还没来」."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.intake.transcripts.spoken import Spoken

_TAG = re.compile(r"<\|\s*([^|<>]{0,40}?)\s*\|>")
EMOTIONS = {
    "happy": "高兴",
    "sad": "难过",
    "angry": "愤怒",
    "fearful": "害怕",
    "disgusted": "厌恶",
    "surprised": "惊讶",
}
_EMOJI = {"😊": "happy", "😔": "sad", "😡": "angry", "😰": "fearful", "🤢": "disgusted", "😮": "surprised"}
_EVENTS = "🎼👏😀😭🤧😷❓"  # music, applause, laughter, crying, sneezing, coughing: what its post-processing writes
_REMOVED = str.maketrans(dict.fromkeys([*_EMOJI, *_EVENTS], ""))
PLACES_SHOWN = 10


def without_tags(text: str) -> str:
    return _TAG.sub("", text).translate(_REMOVED).strip()


def emotions_in(text: str) -> list[str]:
    """The emotions that tags or their pictures name, in Chinese; 「neutral」 is none."""
    tags = [tag.lower() for tag in _TAG.findall(text)] + [_EMOJI[char] for char in text if char in _EMOJI]
    return list(dict.fromkeys(EMOTIONS[tag] for tag in tags if tag in EMOTIONS))


def emotions_told(spoken: Iterable[Spoken]) -> str | None:
    """Where the file names an emotion, in words; None where it names none."""
    places = [f"{emotion} {_clock(one.start)}" for one in spoken for emotion in emotions_in(one.text)]
    if not places:
        return None
    more = f" 等 {len(places)} 处" if len(places) > PLACES_SHOWN else ""
    return "转写标出的情绪：" + "、".join(places[:PLACES_SHOWN]) + more


def _clock(seconds: float) -> str:
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
