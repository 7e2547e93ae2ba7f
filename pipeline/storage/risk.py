"""Which calls a reviewer should look at first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FATAL, UNSURE, DOUBTFUL, FAILED = 100.0, 10.0, 6.0, 4.0
AUDIT_SHARE = 0.05  # of all calls, chosen by content hash: nobody can steer what is looked at


def risk_of(result: Mapping[str, Any]) -> float:
    """Greatest where a mistake would cost most: a veto, then verdicts in doubt, then what cost points."""
    verdicts = [check["verdict"] for check in result["checks"]]
    doubtful = [f for f in result["findings"] if not f["passed"] and not f["certain"]]
    hesitant = sum(1.0 - f["confidence"] for f in result["findings"] if not f["passed"])
    points = FATAL if result["scorecard"]["fatal"] else 0.0
    points += UNSURE * sum(v in ("unsure", "error") for v in verdicts) + DOUBTFUL * len(doubtful)
    return float(round(points + FAILED * verdicts.count("fail") + hesitant, 2))


def in_audit_sample(sha256: str) -> bool:
    """Whether the call belongs to the random share that is reviewed whatever was found."""
    return int(sha256[:8], 16) / 0xFFFFFFFF < AUDIT_SHARE
