"""HTML: one page that needs nothing else, readable in any browser and on paper."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from palermo.statistics.results import Publication
from palermo.statistics.writers.facts import fact_lines, note_lines


def write_html(publication: Publication, folder: Path) -> list[Path]:
    """``<table>.html``, with its style sheet inside."""
    files = []
    for table in publication.tables:
        path = folder / f"{table.id}.html"
        text = render_to_string(
            "statistics/file.html",
            {
                "table": table,
                "lines": list(zip(table.cells(), table.rows, strict=True)),
                "facts": fact_lines(table),
                "notes": note_lines(table),
                "language": get_language(),
                "direction": "rtl" if get_language_bidi() else "ltr",
            },
        )
        path.write_text(text, encoding="utf-8")
        files.append(path)
    return files
