"""A call with what the telephone system says of it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.domain.call import Call
from pipeline.intake.manifest import ManifestRow

RING_PERIOD = 5.0  # seconds from one ring to the next


def with_facts(call: Call, row: ManifestRow | None, before: ManifestRow | None = None) -> Call:
    """The call with the row's facts; what the row doesn't say stays. ``before`` is the row that it came with.

    Rings that were heard in the recording count for more than the list's; rings that came from ``before`` don't.
    """
    if row is None:
        return call
    known = call.telephony
    rings = known.rings
    if row.ring_seconds is not None and (not rings or rings == _rings_of(before)):
        rings = rings_within(row.ring_seconds)
    told = {
        name: getattr(row, name)
        for name in ("queue", "team", "customer_number", "started_at", "hung_up_by", "answered_at")
        if not row.lacks(name)
    }
    return replace(
        call,
        id=row.call_id or call.id,
        direction=row.direction or call.direction,
        agent_id=row.agent_id or call.agent_id,
        telephony=replace(known, rings=rings, **told),
    )


def _rings_of(row: ManifestRow | None) -> int | None:
    return None if row is None or row.ring_seconds is None else rings_within(row.ring_seconds)


def rings_within(seconds: float, period: float = RING_PERIOD) -> int:
    """How many rings begin within ``seconds`` of ringing: one at once, then one every ``period`` seconds."""
    return 1 + int(seconds // period) if seconds > 0 else 0
