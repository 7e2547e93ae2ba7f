"""What the reports take for granted, in one place."""

from __future__ import annotations

FEWEST_WEEKS = 3  # with calls: below, no trend
MOST_NEEDED = 10_000  # calls: a difference that needs more is too small to be told
TIMES = ("week", "month", "quarter")  # groups that follow each other
GROUPS = ("agent", "team", "queue", "project", "fault_type", "kind", "check", *TIMES, "commitments", "quality")
MOST_LINES = 8  # lines in one plot that an eye can follow
QUALITY_BINS = 5  # groups of calls of equal size, from badly heard to well heard
