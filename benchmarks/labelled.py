"""Labelled recordings, and how many of their letters a recogniser got wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

DIGITS = str.maketrans("0123456789幺两", "零一二三四五六七八九一二")
ROLES = ("agent", "customer")


@dataclass(frozen=True)
class Labelled:
    """A recording, whether it is stereo, and its true timeline; `said` maps who (or "both" for mono) to the text."""

    path: Path
    stereo: bool
    agent_channel: int
    said: Mapping[str, str]


def labelled(folder: Path, limit: int) -> list[Labelled]:
    """The first `limit` recordings of a folder that have a `<id>.truth.json` beside them or in `truth/`."""
    truths = sorted([*folder.glob("*.truth.json"), *folder.glob("truth/*.truth.json")])
    return [_labelled(folder, json.loads(path.read_text(encoding="utf-8"))) for path in truths][:limit]


def _labelled(folder: Path, truth: dict) -> Labelled:
    path = next(p for p in folder.glob(f"{truth['id']}.*") if p.suffix not in {".json", ".yaml"})
    stereo = truth.get("channels", "stereo") == "stereo"
    return Labelled(path, stereo, truth["agent_channel"], by_speaker(truth["timeline"], stereo))


def by_speaker(utterances: list[dict], stereo: bool) -> dict[str, str]:
    """All text of each role; of both together, in order, for mono, where plain Whisper knows no roles."""
    if not stereo:
        return {"both": "".join(u["text"] for u in utterances)}
    return {role: "".join(u["text"] for u in utterances if u["role"] == role) for role in ROLES}


def wrong_letters(said: Mapping[str, str], heard: Mapping[str, str]) -> tuple[int, int]:
    """Letters wrong (never more than there are, per speaker) and letters said."""
    wrong = total = 0
    for who, text in said.items():
        reference = _letters(text)
        wrong += min(len(reference), Levenshtein.distance(reference, _letters(heard.get(who, ""))))
        total += len(reference)
    return wrong, total


def _letters(text: str) -> str:
    """Only what CER compares: no punctuation, digits as Chinese characters."""
    return "".join(c for c in text.lower() if c.isalnum()).translate(DIGITS)
