"""The words of the rows: in the reader's language, or exactly as a publication printed them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.codebook import load_codebook
from palermo.statistics.model import MISSING, Category, Edition, TableDefinition
from palermo.statistics.results import Row


class Labels:
    """Words and order of rows. With an ``edition``: its spelling, where it has one for the row."""

    def __init__(self, edition: Edition | None) -> None:
        self.edition = edition

    def region(self, table: TableDefinition, region: Category) -> str:
        """The region's name as it stands in this table."""
        printed = self.edition.regions.get(table.id, {}).get(region.code) if self.edition else None
        return printed or _(region.label)

    def category(
        self, table: TableDefinition, region: str, code: str, label: str, *, is_country: bool
    ) -> str:
        """The name of a row."""
        if self.edition is not None:
            if is_country:
                printed = self.edition.countries.get(table.id, {}).get(code) or self.edition.countries[
                    ""
                ].get(code)
            else:
                printed = self.edition.categories.get(table.id, {}).get(region, {}).get(code)
            if printed:
                return printed
        if is_country and code != MISSING:
            country = load_codebook().countries.get(code)
            if country is not None:
                return country.display
        return _(label)

    def total(self, table: TableDefinition) -> str:
        """The name of the line that adds up."""
        if self.edition is not None and table.id in self.edition.totals:
            return self.edition.totals[table.id]
        return _("Total")

    def in_order(
        self, table: TableDefinition, region: str, rows: list[Row], *, by_count: bool, by_label: bool
    ) -> list[Row]:
        """The rows as printed, or by count, or by name, or as defined; missing answers last."""
        printed: dict[str, int] = {}
        if self.edition is not None:
            order = self.edition.categories.get(table.id, {}).get(region, {})
            printed = {code: position for position, code in enumerate(order)}

        def place(item: tuple[int, Row]) -> tuple[bool, int, int, str, int]:
            position, row = item
            return (
                row.category == MISSING,
                printed.get(row.category, len(printed)) if printed else 0,
                -row.count if by_count else 0,
                row.label.casefold() if by_count or by_label else "",
                position,
            )

        return [row for _position, row in sorted(enumerate(rows), key=place)]
