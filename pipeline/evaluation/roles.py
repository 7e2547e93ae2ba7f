"""Who spoke: each labelled turn is mostly covered by utterances of its own role."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.domain.call import Role
from pipeline.domain.times import Seconds
from pipeline.evaluation.labelled import LabelledCall, LabelledTurn
from pipeline.evaluation.outcome import Answer, Result

SPEAKERS = (Role.AGENT, Role.CUSTOMER)


def roles(call: LabelledCall, result: Result) -> Iterator[Answer]:
    """One answer a turn; a turn that nobody heard is wrong."""
    for number, turn in enumerate(call.timeline):
        if turn.role in SPEAKERS:
            heard = {role: _seconds(turn, role, result) for role in SPEAKERS}
            right = heard[turn.role] > 0 and heard[turn.role] >= max(heard.values())
            shown = "、".join(f"{role} {seconds:.1f} 秒" for role, seconds in heard.items())
            yield Answer(f"role ({call.channels})", right, f"第 {number} 轮 {turn.role}", shown)


def _seconds(turn: LabelledTurn, role: Role, result: Result) -> Seconds:
    own = [u for u in result.get("utterances", []) if u.get("role") == role]
    return sum(max(0.0, min(turn.end, float(u["end"])) - max(turn.start, float(u["start"]))) for u in own)
