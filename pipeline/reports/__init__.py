"""Reports over the store, with intervals and sample sizes: nobody is ranked by chance."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from pipeline.reports.constants import GROUPS
from pipeline.reports.filter import Filter
from pipeline.reports.report import CheckLine, CommitmentLine, GroupLine, QualityLine, Report

__all__ = ["GROUPS", "CheckLine", "CommitmentLine", "Filter", "GroupLine", "QualityLine", "Report", "make_report"]


def make_report(
    session: Session,
    by: str,
    chosen: Filter,
    kinds: Mapping[str, str] | None = None,
    worst_first: bool = False,
    with_checks: bool = True,
) -> Report:
    """The report ``by`` one of ``GROUPS`` over the chosen calls; raises ValueError for another name."""
    from pipeline.reports.make import make_report  # with pandas, which a server needs only for this

    return make_report(session, by, chosen, kinds, worst_first, with_checks)
