"""A fictional caseload whose totals equal the published 2011 tables: to look around, to teach and to test with."""

from .caseload import COLUMNS, generate
from .notice import FICTIONAL_NOTICE
from .reporting import Reporting, reporting_statuses

__all__ = ["COLUMNS", "FICTIONAL_NOTICE", "Reporting", "generate", "reporting_statuses"]
