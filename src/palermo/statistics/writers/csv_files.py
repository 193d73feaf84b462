"""CSV (RFC 4180, UTF-8) with the facts in a CSVW metadata file beside each table, never inside it."""

from __future__ import annotations

import csv
from pathlib import Path

import orjson

from palermo.statistics.results import Publication, ResultTable
from palermo.statistics.writers.facts import metadata

CSVW = "http://www.w3.org/ns/csvw"


def write_csv(publication: Publication, folder: Path) -> list[Path]:
    """``<table>.csv`` and ``<table>.csv-metadata.json`` (the name that CSV on the Web looks for)."""
    files = []
    for table in publication.tables:
        path = folder / f"{table.id}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\r\n")
            writer.writerow(table.columns)
            writer.writerows(table.cells())
        beside = folder / f"{table.id}.csv-metadata.json"
        beside.write_bytes(orjson.dumps(_csvw(table), option=orjson.OPT_INDENT_2))
        files += [path, beside]
    return files


def _csvw(table: ResultTable) -> dict[str, object]:
    counts = {"instances", "individuals"}
    return {
        "@context": CSVW,
        "url": f"{table.id}.csv",
        "dc:title": table.title,
        "tableSchema": {
            "columns": [
                {"name": name, "datatype": "integer" if name in counts else "string"}
                for name in table.columns
            ]
        },
        "palermo:facts": metadata(table),
    }
