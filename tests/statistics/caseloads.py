"""Caseloads for the statistics tests: written straight into an extract, and counted independently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from palermo.statistics.extract.encoder import TableEncoder
from palermo.statistics.extract.format import Extract, Manifest, MissionEntry, publish, smallest

#: Mission code -> (country, region of the six, region of the eight), looked up by hand.
MISSIONS = {
    "UKR": ("UKR", "Europe", "South-Eastern Europe, Eastern Europe and Central Asia"),
    "MDA": ("MDA", "Europe", "South-Eastern Europe, Eastern Europe and Central Asia"),
    "DEU": ("DEU", "Europe", "European Economic Area"),
    "KAZ": ("KAZ", "South & Central Asia", "South-Eastern Europe, Eastern Europe and Central Asia"),
    "NPL": ("NPL", "South & Central Asia", "Asia & the Pacific"),
    "THA": ("THA", "East Asia & Pacific", "Asia & the Pacific"),
    "YEM": ("YEM", "Near East", "Middle East & North Africa"),
    "HTI": ("HTI", "Western Hemisphere", "Central & North America and the Caribbean"),
    "GHA": ("GHA", "Africa", "Central & West Africa"),
}


@dataclass(frozen=True)
class Instance:
    """One case, as plainly as it can be said. None = the answer is missing."""

    mission: str
    individual: int
    registered: str
    sex: str | None
    majority: str | None
    purposes: tuple[str, ...]
    trafficking_type: str | None
    nationality: tuple[str, ...]
    destination: tuple[str, ...]
    gaf: bool = False
    missing_as: str = "~unknown"
    extra: dict[str, Any] = field(default_factory=dict)

    def answers(self) -> dict[str, Any]:
        """The answers as the extract reads them."""
        result: dict[str, Any] = {"mission": self.mission, "registered": self.registered, "status": "active"}
        for name, value in (
            ("sex", self.sex),
            ("majority", self.majority),
            ("trafficking_type", self.trafficking_type),
            ("exploitation_type", list(self.purposes) or None),
            ("nationality", list(self.nationality) or None),
            ("exploitation_country", list(self.destination) or None),
        ):
            if value is not None:
                result[name] = value
            elif self.missing_as != "~absent":
                result[name] = self.missing_as
        if self.gaf:
            result["fund"] = "gaf"
        return {**result, **self.extra}


def write_extract(
    folder: Path, instances: Sequence[Instance], missions: Iterable[MissionEntry] = (), fictional: int = 0
) -> Extract:
    """An extract of exactly these instances."""
    draft = folder / "draft"
    draft.mkdir(parents=True)
    table = TableEncoder(draft)
    for instance in instances:
        table.add(instance.answers())
    people = np.asarray([instance.individual for instance in instances], dtype=np.int64)
    distinct, numbers = np.unique(people, return_inverse=True)
    np.save(draft / "individual.npy", numbers.astype(smallest(len(distinct) or 1)))
    often = np.bincount(numbers, minlength=len(distinct)) > 1 if len(people) else np.zeros(0, bool)
    np.save(draft / "repeated.npy", np.flatnonzero(often[numbers]).astype(np.uint32))
    entries = tuple(missions) or tuple(
        MissionEntry(code, code.title(), country, "Org") for code, (country, _six, _eight) in MISSIONS.items()
    )
    manifest = Manifest(
        snapshot="test",
        taken_at="2012-01-31T12:00:00+00:00",
        caseload_version=1,
        rows=table.rows,
        individuals=len(distinct),
        fictional_rows=fictional,
        missions=entries,
        dictionaries=table.finish(),
    )
    return publish(draft, folder / "whole", manifest)


COUNTRIES = ["UKR", "MDA", "KHM", "LAO", "YEM", "ETH", "HTI", "NPL", "RUS", "GHA"]
PURPOSES = [
    "sexual_exploitation",
    "forced_labour",
    "forced_begging",
    "low_level_criminal_activities",
    "forced_marriage",
    "other",
]


@st.composite
def caseloads(draw: st.DrawFn, min_size: int = 1, max_size: int = 40) -> list[Instance]:
    """Any caseload: missing answers in every state, several purposes, people with several cases, other years."""
    return draw(
        st.lists(
            st.builds(
                Instance,
                mission=st.sampled_from(sorted(MISSIONS)),
                individual=st.integers(0, 12),
                registered=st.sampled_from(
                    ["2011", "2011-01", "2011-07", "2011-12", "2010-12", "2012", "2012-01"]
                ),
                sex=st.sampled_from(["male", "female", None]),
                majority=st.sampled_from(["under_18", "18_and_over", None]),
                purposes=st.lists(st.sampled_from(PURPOSES), unique=True, max_size=3).map(tuple),
                trafficking_type=st.sampled_from(["internal", "international", "both", None]),
                nationality=st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2).map(tuple),
                destination=st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2).map(tuple),
                gaf=st.sampled_from([False, False, False, True]),
                missing_as=st.sampled_from(["~unknown", "~refused", "~not_asked", "~absent"]),
            ),
            min_size=min_size,
            max_size=max_size,
        )
    )
