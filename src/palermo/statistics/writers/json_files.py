"""JSON: one file a table, rows and facts together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from palermo.statistics.results import Publication, ResultTable
from palermo.statistics.writers.facts import metadata


def as_data(table: ResultTable) -> dict[str, Any]:
    """The table as one JSON-ready value."""
    rows = [
        {**dict(zip(table.columns, cells, strict=True)), "kind": row.kind}
        for cells, row in zip(table.cells(), table.rows, strict=True)
    ]
    return {**metadata(table), "columns": list(table.columns), "rows": rows}


def write_json(publication: Publication, folder: Path) -> list[Path]:
    """``<table>.json``."""
    files = []
    for table in publication.tables:
        path = folder / f"{table.id}.json"
        path.write_bytes(orjson.dumps(as_data(table), option=orjson.OPT_INDENT_2))
        files.append(path)
    return files
