"""``{% load statistics %}``: what templates ask of tables."""

from __future__ import annotations

from django import template

from palermo.statistics.results import ResultTable

register = template.Library()


@register.filter
def has_groups(table: ResultTable) -> bool:
    """Whether the rows of the table are grouped by region."""
    return any(row.group for row in table.rows)
