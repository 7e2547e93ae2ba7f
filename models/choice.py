"""Which of the texts heard in a window was said: what several hearings agree on, and what is likeliest as Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.chinese import simplified
from models.hallucination import find_loop
from models.text_features import letters
from models.whisper import Hearing, Hypothesis
from models.wording import log_probabilities


@dataclass(frozen=True)
class ChoiceOptions:
    """How texts are compared; chosen on real voices, where a wide range does as well (docs/accuracy.md).

    `words_weight`, `characters_weight`: of the log probabilities of its wording; `per_character`: what a character more
    is worth, because the more is written the less probable it is; `unheard`: how much less likely than its worst text a
    hearing finds one that it did not give; `shortest`: share of the longest hearing below which a text leaves something
    out.
    """

    words_weight: float = 0.07
    characters_weight: float = 0.15
    per_character: float = 1.8
    unheard: float = 1.0
    shortest: float = 0.8


@dataclass(frozen=True)
class Chosen:
    """The text of a window, the mean log probability of its tokens, and the chance that nobody spoke."""

    said: Hypothesis
    avg_logprob: float
    no_speech_prob: float


def choose(hearings: Sequence[Hearing], options: ChoiceOptions) -> Chosen:
    """The best of all texts that one or several hearings of one window gave; the first hearing gives the times."""
    texts: dict[str, list[Hypothesis | None]] = {}
    for at, hearing in enumerate(hearings):
        for hypothesis in hearing.hypotheses:
            heard = texts.setdefault(_spoken(hypothesis.text), [None] * len(hearings))
            heard[at] = heard[at] or hypothesis
    said = {spoken: heard for spoken, heard in texts.items() if find_loop(spoken) is None} or texts
    first = [spoken for h in hearings if (spoken := _spoken(h.hypotheses[0].text)) in said] or list(said)
    least = options.shortest * max(map(len, first))
    long_enough = [spoken for spoken in said if len(spoken) >= least]
    best = max(long_enough, key=lambda spoken: _score(spoken, texts[spoken], hearings, options))
    found = max((h for h in texts[best] if h is not None), key=lambda h: h.mean_logprob)
    return Chosen(found, found.mean_logprob, hearings[0].no_speech_prob)


def _spoken(text: str) -> str:
    return letters(simplified(text))


def _score(
    spoken: str, heard: Sequence[Hypothesis | None], hearings: Sequence[Hearing], options: ChoiceOptions
) -> float:
    """The mean over the hearings of the text's log probability, weighed with that of its wording."""
    sound = [
        hypothesis.logprob if hypothesis else min(h.logprob for h in hearing.hypotheses) - options.unheard
        for hypothesis, hearing in zip(heard, hearings, strict=True)
    ]
    words, characters = log_probabilities(spoken)
    wording = options.words_weight * words + options.characters_weight * characters
    return sum(sound) / len(sound) + wording + options.per_character * len(spoken)
