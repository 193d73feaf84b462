"""The published 2011 totals that the demo caseload has to hit, cell for cell.

The tables lie with the statistics, which publish them as the oracle of their own counts; the demo only reads
them. Words as printed ("Forced labour & Other" in one region, "... & other" in another; two spellings of the
Netherlands) are folded into one internal key here, so that nothing above this file meets the printed spelling.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

MISSING = ""
"""The key under which unknown, refused and not-asked answers are counted together."""

_FOLDER = ("statistics", "data", "published", "2011")
_TOTALS = ("total", "total:", "regional total", "global total")
_KEYS = {
    "male": "male",
    "female": "female",
    "under 18": "under_18",
    "18 and over": "18_and_over",
    "sexual exploitation": "sexual_exploitation",
    "forced labour": "forced_labour",
    "combined sexual & forced labour": "combined",
    "forced labour & other": "forced_labour_and_other",
    "begging": "begging",
    "low level criminal activities": "low_level_criminal_activities",
    "other": "other",
    "internal": "internal",
    "international": "international",
    "both": "both",
    "not known": MISSING,
}

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Margins:
    """One year of published counts of instances. Keys are codes; ``MISSING`` counts the not known."""

    missions: Counts
    region_of: Mapping[str, str]
    sex: Mapping[str, Counts]
    age: Mapping[str, Counts]
    exploitation: Mapping[str, Counts]
    trafficking_type: Mapping[str, Counts]
    nationality: Counts
    destination: Counts

    @property
    def regions(self) -> tuple[str, ...]:
        """The six printed regions, in printed order."""
        return tuple(dict.fromkeys(self.region_of.values()))

    @property
    def total(self) -> int:
        """All instances of the year."""
        return sum(self.missions.values())


def _table(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("palermo").joinpath(*_FOLDER, f"{name}.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        if not any(cell.strip().casefold() in _TOTALS for cell in row.values()):
            yield row


def _country_codes() -> dict[str, str]:
    return {
        row["printed_name"]: MISSING if row["code"] == "UNKNOWN" else row["code"]
        for row in _table("country_codes")
    }


def _by_country(name: str, column: str) -> dict[str, int]:
    codes = _country_codes()
    counts: dict[str, int] = {}
    for row in _table(name):
        code = codes[row[column]]
        counts[code] = counts.get(code, 0) + int(row["instances"])
    return counts


def _by_region(name: str) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for row in _table(name):
        counts.setdefault(row["region"], {})[_KEYS[row["category"].casefold()]] = int(row["instances"])
    return counts


@cache
def load_margins() -> Margins:
    """Read the published tables 2 to 17 of 2011 (tables 2-7 name the missions and their regions)."""
    codes = _country_codes()
    return Margins(
        missions=_by_country("table02_07_country_of_mission", "country"),
        region_of={codes[row["country"]]: row["region"] for row in _table("table02_07_country_of_mission")},
        sex=_by_region("table09_sex_by_region"),
        age=_by_region("table11_age_by_region"),
        exploitation=_by_region("table13_exploitation_by_region"),
        trafficking_type=_by_region("table15_trafficking_type_by_region"),
        nationality=_by_country("table16_nationality", "nationality"),
        destination=_by_country("table17_destination", "destination"),
    )
