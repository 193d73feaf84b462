"""Choosing a country quickly: the choices made once per language, and a list box written without a template an option.

A page with three lists of countries has eight hundred options; through the form templates they cost more than the rest
of the page together.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from palermo.codebook.loader import load_codebook


def country_choices() -> tuple[tuple[str, str], ...]:
    """Code and name of every country, by name, in the active language."""
    return _country_choices(get_language() or "en")


@lru_cache(maxsize=16)
def _country_choices(_language: str) -> tuple[tuple[str, str], ...]:
    pairs = ((country.code, country.display) for country in load_codebook().countries)
    return tuple(sorted(pairs, key=lambda pair: pair[1].casefold()))


class LongSelect(forms.Select):
    """A list box with a flat list of choices. Draws the same element as Django's own."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(code)}"{" selected" if str(code) == chosen else ""}>{escape(label)}</option>'
            for code, label in self.choices
        )
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html(
            "<select{}>{}</select>",
            mark_safe(forms.utils.flatatt(attributes)),  # noqa: S308 - flatatt escapes
            mark_safe(options),  # noqa: S308 - escaped one by one above
        )
