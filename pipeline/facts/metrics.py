"""The measured figures of a call: waiting, shares, pace. All times in seconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil
from statistics import median

from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.metrics import Metrics, ResponseGap
from pipeline.domain.times import Seconds, merge


def first_words(call: Call) -> Utterance | None:
    """The agent's first utterance that is not over before the call was answered."""
    answered = call.telephony.answered_at or 0.0
    return next((u for u in call.by(Role.AGENT) if u.end > answered), None)


def replies(utterances: Iterable[Utterance]) -> Iterator[tuple[Utterance, Utterance]]:
    """The customer's last words and the agent's first ones, wherever the agent speaks next after the customer.

    Where the agent was speaking when the customer ended, nobody was waiting: such pairs are left out. Negative gaps
    (the agent starts first) stay in.
    """
    last: Utterance | None = None  # whoever stops last so far
    for utterance in utterances:
        if last and (last.role, utterance.role) == (Role.CUSTOMER, Role.AGENT):
            yield last, utterance
        if last is None or utterance.end >= last.end:
            last = utterance


def first_response(call: Call) -> Seconds | None:
    """Seconds from the answer to the agent's first word; None where either is unknown."""
    words = first_words(call)
    if words is None or call.telephony.answered_at is None:
        return None
    return round(max(0.0, words.start - call.telephony.answered_at), 2)


def speech_rate(call: Call, role: Role, at_least_chars: int = 1) -> float | None:
    """Characters a second while ``role`` speaks; None with fewer than ``at_least_chars`` characters."""
    spoken = [u for u in call.by(role) if u.text]
    seconds = sum(u.end - u.start for u in spoken)
    chars = sum(sum(map(str.isalnum, u.text)) for u in spoken)
    return chars / seconds if seconds > 0 and chars >= at_least_chars else None


def metrics(call: Call) -> Metrics:
    """Everything that is measured of a call; without audio, what the telephone system tells."""
    told = Metrics(rings=call.telephony.rings, answered_at=call.telephony.answered_at)
    if not call.has_audio:
        return told
    return replace(
        told,
        first_response=first_response(call),
        response_gap=_response_gap(call),
        talk_share=_talk_share(call),
        speech_rate={r.value: _rounded(speech_rate(call, r)) for r in (Role.AGENT, Role.CUSTOMER)},
        silence_share=_silence_share(call),
    )


def _response_gap(call: Call) -> ResponseGap | None:
    """Median, 90th percentile (nearest rank) and longest wait for the agent; negative where the agent starts early."""
    gaps = sorted(round(after.start - before.end, 2) for before, after in replies(call.utterances))
    if not gaps:
        return None
    return ResponseGap(round(median(gaps), 2), gaps[ceil(0.9 * len(gaps)) - 1], gaps[-1])


def _talk_share(call: Call) -> dict[str, float] | None:
    seconds = {r: sum(u.end - u.start for u in call.by(r)) for r in (Role.AGENT, Role.CUSTOMER)}
    total = sum(seconds.values())
    return {role.value: round(share / total, 3) for role, share in seconds.items()} if total else None


def _silence_share(call: Call) -> float | None:
    """The share of the answered call in which nobody speaks and no music plays."""
    answered = call.telephony.answered_at or 0.0
    if call.recording is None or call.recording.duration <= answered:
        return None
    heard = merge([u.interval for u in call.utterances] + list(call.transcript.music))
    sounding = sum(max(0.0, i.end - max(i.start, answered)) for i in heard)
    return round(min(1.0, max(0.0, 1 - sounding / (call.recording.duration - answered))), 3)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
