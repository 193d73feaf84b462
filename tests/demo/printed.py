"""The published tables, read here a second time and without the code under test."""

import csv
from collections import Counter
from importlib import resources


def read(name: str) -> list[dict[str, str]]:
    file = resources.files("palermo") / "statistics" / "data" / "published" / "2011" / f"{name}.csv"
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def codes() -> dict[str, str]:
    return {row["printed_name"]: row["code"] for row in read("country_codes")}


def regions() -> dict[str, str]:
    known = codes()
    return {
        known[row["country"]]: row["region"]
        for row in read("table02_07_country_of_mission")
        if row["country"] != "REGIONAL TOTAL"
    }


def by_country(name: str, column: str) -> Counter[str]:
    known = codes()
    counts: Counter[str] = Counter()
    for row in read(name):
        if not row[column].upper().startswith(("TOTAL", "REGIONAL")):
            counts[known[row[column]]] += int(row["instances"])
    return counts


def overall(name: str) -> Counter[str]:
    return Counter(
        {
            row["category"].casefold(): int(row["instances"])
            for row in read(name)
            if row["category"] != "GLOBAL TOTAL"
        }
    )


def by_region(name: str) -> Counter[tuple[str, str]]:
    return Counter(
        {
            (row["region"], row["category"].casefold()): int(row["instances"])
            for row in read(name)
            if row["category"] != "Total:"
        }
    )
