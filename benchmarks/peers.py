"""The seventeen tables by other means: plain pandas, pandas with categories, and DuckDB over enum columns.

Each peer gets the case that a user of it would have: one frame with the raw answers as strings. DuckDB gets more help
than Palermo itself: region and combined exploitation are enum columns already.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from palermo.codebook import load_codebook
from palermo.statistics.extract.format import Extract

BY_REGION = ("country", "sex", "majority", "exploitation", "trafficking_type")
LISTS = ("region", "sex", "majority", "exploitation", "trafficking_type", "nationality", "destination")


def category(purposes: str) -> str:
    """The published category of a ``|``-joined set of purposes."""
    values = set(purposes.split("|")) if purposes else set()
    if not values:
        return "Not known"
    if "forced_labour" in values:
        if "sexual_exploitation" in values:
            return "Combined"
        return "Forced labour" if len(values) == 1 else "Forced labour & other"
    if "sexual_exploitation" in values:
        return "Sexual exploitation"
    if values == {"forced_begging"}:
        return "Begging"
    return "Low level" if values == {"low_level_criminal_activities"} else "Other"


def frame(extract: Extract) -> pd.DataFrame:
    """The extract as somebody would have it in pandas: strings, "" where the answer is missing."""

    def texts(column: str, first: bool = False) -> np.ndarray[Any, Any]:
        words = []
        for entry in extract.dictionary(column):
            if isinstance(entry, tuple):
                words.append(entry[0] if first else "|".join(entry))
            else:
                words.append("" if str(entry).startswith("~") else str(entry))
        return np.asarray(words, dtype=object)[extract.column(column)]

    return pd.DataFrame(
        {
            "mission": texts("mission"),
            "registered": texts("registered"),
            "sex": texts("sex"),
            "majority": texts("majority"),
            "purposes": texts("exploitation_type"),
            "trafficking_type": texts("trafficking_type"),
            "nationality": texts("nationality", first=True),
            "destination": texts("exploitation_country", first=True),
        }
    )


def lookups(extract: Extract) -> tuple[dict[str, str], dict[str, str]]:
    """Country and region (six) of every mission."""
    scheme = load_codebook().schemes["six-regions"]
    country = {m.code: m.country for m in extract.manifest.missions}
    return country, {code: scheme.region_of(c, date(2011, 12, 31)) or "" for code, c in country.items()}


def tables_by_pandas(
    data: pd.DataFrame, country: dict[str, str], region: dict[str, str], year: str
) -> list[Any]:
    """The published tables: filter, derive, group."""
    chosen = data[data["registered"].str.startswith(year)]
    chosen = chosen.assign(
        country=chosen["mission"].map(country),
        region=chosen["mission"].map(region),
        exploitation=chosen["purposes"].map({p: category(p) for p in chosen["purposes"].unique()}),
    )
    return [chosen.groupby(name, observed=True).size() for name in LISTS] + [
        chosen.groupby(["region", name], observed=True).size() for name in BY_REGION
    ]


def duckdb_enums(
    data: pd.DataFrame, country: dict[str, str], region: dict[str, str]
) -> duckdb.DuckDBPyConnection:
    """A table in memory with an enum column for everything that is grouped by."""
    connection = duckdb.connect()
    ready = data.assign(
        country=data["mission"].map(country),
        region=data["mission"].map(region),
        exploitation=data["purposes"].map({p: category(p) for p in data["purposes"].unique()}),
        year=data["registered"].str[:4],
    )[[*dict.fromkeys([*LISTS, *BY_REGION]), "year"]]
    connection.register("ready", ready)
    columns = []
    for name in ready.columns:
        connection.execute(f"CREATE TYPE e_{name} AS ENUM (SELECT DISTINCT {name} FROM ready)")
        columns.append(f"{name}::e_{name} AS {name}")
    connection.execute(f"CREATE TABLE facts AS SELECT {', '.join(columns)} FROM ready")
    connection.unregister("ready")
    return connection


def tables_by_duckdb(connection: duckdb.DuckDBPyConnection, year: str) -> list[Any]:
    """The same groups in SQL."""
    groups = [*LISTS, *(f"region, {name}" for name in BY_REGION)]
    return [
        connection.execute(
            f"SELECT {names}, count(*) FROM facts WHERE year = ? GROUP BY {names}", [year]
        ).fetchall()
        for names in groups
    ]
