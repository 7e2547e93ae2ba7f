"""Reports over the store, with intervals and sample sizes: nobody is ranked by chance."""

from pipeline.reports.calls import Filter
from pipeline.reports.constants import GROUPS
from pipeline.reports.make import make_report
from pipeline.reports.period import Period, PeriodError
from pipeline.reports.report import CheckLine, GroupLine, QualityLine, Report

__all__ = [
    "GROUPS",
    "CheckLine",
    "Filter",
    "GroupLine",
    "Period",
    "PeriodError",
    "QualityLine",
    "Report",
    "make_report",
]
