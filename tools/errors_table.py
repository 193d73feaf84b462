"""Writes the table of errors into docs/errors.md: ``python -m tools.errors_table``."""

from __future__ import annotations

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/errors.md"
BEGIN, END = "<!-- table: made by tools/errors_table.py -->", "<!-- end of the table -->"


def rendered() -> str:
    """The table in Markdown, in English."""
    from django.utils import translation

    from palermo.errors.catalogue import table

    lines = ["| code | status | sentence | details |", "|---|---|---|---|"]
    with translation.override("en"):
        for entry in table():
            details = ", ".join(f"`{name}`: {kind}" for name, kind in entry["details"].items())
            lines.append(f"| `{entry['code']}` | {entry['status']} | {entry['message']} | {details} |")
    return "\n".join(lines)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    _table, _end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{rendered()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
