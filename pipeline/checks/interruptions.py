"""打断: the agent starts while the customer is still speaking."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.backchannel import is_backchannel
from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.finding import Evidence, Finding
from pipeline.domain.times import Seconds

UNDER_WAY: Seconds = 0.8  # who starts within this time of the other has not cut in: both began at once
PAUSE: Seconds = 1.0  # somebody who was speaking goes on after so short a pause
BREATH: Seconds = 0.3  # who starts so soon after a clause did not wait to hear whether it was the last
SUGGESTION = "先听来电人说完，再说：您的意思我明白了……"


@check("interruptions", title="打断客户", needs_audio=True)
def interruptions(case: Case, *, min_overlap: Seconds = 0.5) -> Iterator[Finding]:
    """A finding for each agent utterance that begins at least ``min_overlap`` seconds before the customer ends.

    Back-channels (嗯, 好的) do not interrupt, nor does an agent who goes on after the customer cut in.
    """
    for spoken, customer, overlap in _cut_off(case.call, min_overlap):
        reason = f"来电人还没说完就开口，重叠 {overlap:.1f} 秒"
        yield Finding("interruptions", Evidence.of(spoken), reason, suggestion=SUGGESTION,
                      details={"overlap": round(overlap, 2), "customer_utterance": customer.index})  # fmt: skip


def _cut_off(call: Call, min_overlap: Seconds) -> Iterator[tuple[Utterance, Utterance, Seconds]]:
    agents, customers = call.by(Role.AGENT), call.by(Role.CUSTOMER)
    for spoken in agents:
        if is_backchannel(spoken):
            continue
        for customer in customers:
            overlap = _overlap(customer, customers, spoken)
            speaking = overlap >= min_overlap and _under_way(customer, customers, spoken)
            if speaking and not _goes_on(spoken, customer, agents):
                yield spoken, customer, overlap
                break


def _overlap(customer: Utterance, customers: list[Utterance], spoken: Utterance) -> Seconds:
    """Seconds that both speak from the agent's start on; a customer cut off while taking breath may go on at once."""
    if spoken.start - BREATH <= customer.end <= spoken.start + BREATH:
        on = [u for u in customers if 0 < u.start - customer.end <= PAUSE and not is_backchannel(u)]
        return max((min(u.end, spoken.end) - max(u.start, spoken.start) for u in on), default=0.0)
    return min(customer.end, spoken.end) - spoken.start


def _under_way(customer: Utterance, customers: list[Utterance], spoken: Utterance) -> bool:
    """Whether the customer had been speaking for a while, short pauses aside, when the agent began."""
    began = customer.start
    for earlier in reversed([u for u in customers if u.start < customer.start]):
        if began - earlier.end <= PAUSE:
            began = earlier.start
    return customer.start < spoken.start and spoken.start - began >= UNDER_WAY and not is_backchannel(customer)


def _goes_on(spoken: Utterance, customer: Utterance, agents: list[Utterance]) -> bool:
    """Whether the agent was speaking when the customer began, and only goes on after a short pause."""
    return any(
        u.start <= customer.start < u.end and u.index != spoken.index and spoken.start - u.end <= PAUSE
        and not is_backchannel(u)
        for u in agents
    )  # fmt: skip
