"""The quick list box draws what Django's own draws."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django import forms
from django.utils.translation import override

from palermo.codebook.long_select import LongSelect, country_choices

CHOICES = [("", "all"), ("a&b", "<b>bold</b>"), ("UKR", "Ukraine")]


class Elements(HTMLParser):
    """Tags with their attributes, and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("value", [None, "", "UKR", "a&b", "nowhere"])
def test_the_same_element(value: str | None) -> None:
    attributes = {"class": "form-select", "id": "x"}
    quick = LongSelect(choices=CHOICES).render("place", value, attributes)
    usual = forms.Select(choices=CHOICES).render("place", value, attributes)
    assert Elements(quick).found == Elements(usual).found


def test_countries_stand_in_the_order_of_the_language() -> None:
    with override("en"):
        english = country_choices()
    with override("fr"):
        french = country_choices()
    assert ("DEU", "Germany") in english
    assert ("DEU", "Allemagne") in french
    assert {code for code, _name in english} == {code for code, _name in french}
    assert [name.casefold() for _code, name in french] == sorted(name.casefold() for _code, name in french)
