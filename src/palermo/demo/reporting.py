"""Missions that sent nothing for 2011, and why: every statistic has to name them.

Which missions these were is not published; the list is as fictional as the caseload. None of them stands in the
published tables.
"""

from typing import Literal, NamedTuple

Reason = Literal["no_office", "no_programme", "no_data", "late"]


class Reporting(NamedTuple):
    """A mission that did not report in a year."""

    mission: str
    year: int
    reason: Reason


def reporting_statuses() -> list[Reporting]:
    """Give the missions, by code, that are registered in the demo without any case in 2011."""
    return [
        Reporting("CYP", 2011, "no_office"),
        Reporting("SVN", 2011, "no_office"),
        Reporting("HRV", 2011, "no_programme"),
        Reporting("MNG", 2011, "no_programme"),
        Reporting("MKD", 2011, "no_data"),
        Reporting("MMR", 2011, "no_data"),
        Reporting("ARM", 2011, "late"),
    ]
