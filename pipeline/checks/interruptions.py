"""打断: the agent starts while the customer is still speaking."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.domain.call import Call, Role, Utterance
from pipeline.domain.finding import Evidence, Finding
from pipeline.domain.times import Seconds

LISTENING = frozenset("嗯哦噢啊对好是行唉哎诶呃的了")  # back-channels show that one listens


@check("interruptions", title="打断客户", needs_audio=True)
def interruptions(case: Case, *, min_overlap: Seconds = 0.5) -> Iterator[Finding]:
    """A finding for each agent utterance that begins at least ``min_overlap`` seconds before the customer ends."""
    for spoken, overlap in _cut_off(case.call, min_overlap):
        reason = f"来电人还没说完就开口，重叠 {overlap:.1f} 秒"
        yield Finding("interruptions", Evidence.of(spoken), reason,
                      suggestion="先听来电人说完，再说：您的意思我明白了……", details={"overlap": round(overlap, 2)})  # fmt: skip


def _cut_off(call: Call, min_overlap: Seconds) -> Iterator[tuple[Utterance, Seconds]]:
    customers = call.by(Role.CUSTOMER)
    for spoken in call.by(Role.AGENT):
        if set(spoken.text) <= LISTENING | set("，。！？、"):
            continue
        for other in customers:
            overlap = min(other.end, spoken.end) - spoken.start
            if other.start < spoken.start and overlap >= min_overlap:
                yield spoken, overlap
                break
