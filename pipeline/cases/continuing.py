"""Does a call take up an earlier matter? Learnt from how calls begin: 「昨天报的」 says so, 「坏了」 does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.domain.call import Role
from pipeline.domain.record import SpokenText

BEGIN = 6  # utterances
LONGEST = 80  # characters of an utterance
SUREST = 3.0  # log-odds; how calls begin never tells more
BIAS, OUTBOUND = "bias", "outbound"
_BY = {Role.AGENT: "坐", Role.CUSTOMER: "客"}


def cues_of(spoken: Iterable[SpokenText], outbound: bool) -> frozenset[str]:
    """What is told apart: who calls, and the characters and pairs of characters at the beginning, by who says them."""
    heard = [u for u in spoken if u.role in _BY and u.text.strip()][:BEGIN]
    said = {cue for u in heard for cue in _ngrams(_BY[u.role], u.text)}
    return frozenset(said | {OUTBOUND} if outbound else said)


def _ngrams(by: str, text: str) -> Iterable[str]:
    letters = "^" + "".join(c for c in text[:LONGEST] if c.isalnum())
    yield from (by + letters[i : i + n] for n in (1, 2) for i in range(len(letters) - n + 1))


def continuing(cues: Iterable[str], weights: Mapping[str, float]) -> float:
    """Log-odds by the learnt weights, between -SUREST and SUREST; 0 where nothing was learnt."""
    odds = weights.get(BIAS, 0.0) + sum(weights.get(cue, 0.0) for cue in cues)
    return round(max(-SUREST, min(SUREST, odds)), 3)
