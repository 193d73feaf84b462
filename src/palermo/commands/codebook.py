"""``palermo codebook``: print what may be asked and answered."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from http import HTTPStatus

import click
import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.table import Table
from rich.text import Text

from palermo.codebook import Codebook, load_codebook
from palermo.codebook import exports as rows_of
from palermo.codebook.exports import Cell, RowDict
from palermo.errors import PalermoError

PARTS: dict[str, Callable[[Codebook], list[RowDict]]] = {
    "variables": rows_of.variable_rows,
    "codes": rows_of.code_rows,
    "countries": rows_of.country_rows,
    "regions": rows_of.region_rows,
    "mappings": rows_of.mapping_rows,
}
#: What a terminal has room for; the other formats give every column.
SHORT_COLUMNS = {
    "variables": ("name", "label", "unit", "type", "field_class"),
    "codes": ("list", "code", "label", "htcds", "ctdc_2017", "ctdc_2024"),
    "countries": ("code", "alpha2", "name_en", "kind", "aliases"),
    "regions": ("scheme", "region", "country", "valid_from", "valid_to", "basis"),
    "mappings": ("standard", "name", "mapped_from", "reason"),
}


class NothingFound(PalermoError):
    """A search in the codebook that matches no row."""

    code = "nothing_found"
    status = HTTPStatus.NOT_FOUND
    template = gettext_lazy("Nothing fits.")


@click.command(name="codebook")
@click.argument("part", type=click.Choice(list(PARTS)), default="variables")
@click.option(
    "--format", "kind", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("--search", help="Only rows that contain this text.")
def command(part: str, kind: str, search: str | None) -> None:
    """Print the codebook: variables, codes of the lists, countries, regions by scheme, mappings to the standards."""
    rows = PARTS[part](load_codebook())
    if search:
        word = search.casefold()
        rows = [row for row in rows if any(word in str(value).casefold() for value in row.values())]
    if not rows:
        raise NothingFound(_("Nothing in the codebook contains %(text)s.") % {"text": search})
    if kind == "json":
        sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    elif kind == "csv":
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    else:
        _print_table(rows, SHORT_COLUMNS[part])


def _print_table(rows: Sequence[RowDict], names: Sequence[str]) -> None:
    table = Table(header_style="bold", caption=_("%(count)s rows") % {"count": len(rows)})
    for name in names:
        # A name that is broken in two cannot be copied.
        table.add_column(name, overflow="fold", no_wrap=name in {"name", "code", "country"})
    for row in rows:
        table.add_row(*(Text(_cell(row[name])) for name in names))
    Console().print(table)


def _cell(value: Cell) -> str:
    return "" if value is None else str(value)
