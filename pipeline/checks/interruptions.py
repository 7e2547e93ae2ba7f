"""打断: the agent starts while the customer is still speaking."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pipeline.checks.backchannel import is_backchannel
from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.finding import Evidence, Finding
from pipeline.domain.times import Seconds

UNDER_WAY: Seconds = 0.8  # who starts within this time of the other has not cut in: both began at once
PAUSE: Seconds = 1.0  # somebody who was speaking goes on after so short a pause
BREATH: Seconds = 0.3  # who starts so soon after a clause did not wait to hear whether it was the last
SLACK: Seconds = 1e-6  # rounding


@check("interruptions", title="打断客户", needs_audio=True)
def interruptions(case: Case, *, min_overlap: Seconds = 0.5) -> Iterator[Finding]:
    """A finding for each agent utterance that begins at least ``min_overlap`` seconds before the customer ends.

    Back-channels (嗯, 好的) do not interrupt, nor does an agent who goes on after the customer cut in.
    """
    for spoken, customer, overlap in _cut_off(case.call, min_overlap):
        reason = f"来电人还没说完就开口，重叠 {overlap:.1f} 秒"
        yield Finding.of(
            "interruptions",
            Evidence.of(spoken),
            reason,
            details={"overlap": round(overlap, 2), "customer_utterance": customer.index},
        )


class _Voice:
    """The utterances of one speaker, found by time."""

    def __init__(self, utterances: Sequence[Utterance]) -> None:
        self.utterances = utterances
        self._starts = [u.start for u in utterances]
        self._latest_ends = list(accumulate((u.end for u in utterances), max))
        self._began = self._beginnings()

    def starting(self, after: Seconds, until: Seconds) -> Sequence[Utterance]:
        """Those that start in ``(after, until]``."""
        return self.utterances[bisect_right(self._starts, after) : bisect_right(self._starts, until)]

    def lasting(self, before: Seconds, until: Seconds) -> Sequence[Utterance]:
        """Those that start before ``before``, from the first one on that may end at ``until`` or later."""
        stop = bisect_left(self._starts, before)
        return self.utterances[min(bisect_left(self._latest_ends, until), stop) : stop]

    def began(self, spoken: Utterance) -> Seconds:
        """When the speaker began the words, short pauses aside, that ``spoken`` goes on with."""
        return self._began[bisect_left(self._starts, spoken.start)]

    def _beginnings(self) -> list[Seconds]:
        began: list[Seconds] = []
        for i, start in enumerate(self._starts):
            goes_on = i and start - self._latest_ends[i - 1] <= PAUSE
            began.append(began[-1] if goes_on else start)
        return began


def _cut_off(call: Call, min_overlap: Seconds) -> Iterator[tuple[Utterance, Utterance, Seconds]]:
    agent, customer = _Voice(call.by(Role.AGENT)), _Voice(call.by(Role.CUSTOMER))
    for spoken in agent.utterances:
        if is_backchannel(spoken):
            continue
        for cut in customer.lasting(spoken.start, spoken.start + min(min_overlap, -BREATH)):
            overlap = _overlap(cut, customer, spoken)
            speaking = overlap >= min_overlap and _under_way(cut, customer, spoken)
            if speaking and not _goes_on(spoken, cut, agent):
                yield spoken, cut, overlap
                break


def _overlap(cut: Utterance, customer: _Voice, spoken: Utterance) -> Seconds:
    """Seconds that both speak from the agent's start on; a customer cut off while taking breath may go on at once."""
    if spoken.start - BREATH <= cut.end <= spoken.start + BREATH:
        near = customer.starting(cut.end, cut.end + PAUSE + SLACK)
        on = [u for u in near if 0 < u.start - cut.end <= PAUSE and not is_backchannel(u)]
        return max((min(u.end, spoken.end) - max(u.start, spoken.start) for u in on), default=0.0)
    return min(cut.end, spoken.end) - spoken.start


def _under_way(cut: Utterance, customer: _Voice, spoken: Utterance) -> bool:
    """Whether the customer had been speaking for a while, short pauses aside, when the agent began."""
    return cut.start < spoken.start and spoken.start - customer.began(cut) >= UNDER_WAY and not is_backchannel(cut)


def _goes_on(spoken: Utterance, cut: Utterance, agent: _Voice) -> bool:
    """Whether the agent was speaking when the customer began, and only goes on after a short pause."""
    return any(
        u.start <= cut.start < u.end
        and u.index != spoken.index
        and spoken.start - u.end <= PAUSE
        and not is_backchannel(u)
        for u in (*agent.lasting(cut.start, cut.start), *agent.starting(cut.start - SLACK, cut.start))
    )
