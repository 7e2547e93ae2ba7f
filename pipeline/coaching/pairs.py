"""Each bad example beside the good one that it can be compared with best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.coaching.examples import Found


@dataclass(frozen=True, slots=True)
class Pair:
    """``good`` is None where nobody was heard doing the same thing right."""

    bad: Found
    good: Found | None


def pairs(bad: Sequence[Found], good: Sequence[Found]) -> tuple[list[Pair], list[Found]]:
    """The pairs in the order of ``bad``, and the good examples that are in none."""
    used: set[int] = set()
    found = []
    for one in bad:
        best = max(
            (n for n, other in enumerate(good) if alike(one, other)),
            key=lambda n: (n not in used, *_nearness(one, good[n]), -n),
            default=None,
        )
        if best is not None:
            used.add(best)
        found.append(Pair(one, None if best is None else good[best]))
    return found, [other for n, other in enumerate(good) if n not in used]


def alike(bad: Found, good: Found) -> bool:
    """Whether both do the same thing, by the same check."""
    return bad.check == good.check and bool(bad.acts & good.acts)


def _nearness(bad: Found, good: Found) -> tuple[bool, bool, int, bool]:
    same_kind = bad.call.kind is not None and bad.call.kind == good.call.kind
    return bad.category == good.category, same_kind, len(bad.acts & good.acts), good.reviewed
