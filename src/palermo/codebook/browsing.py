"""Finding things in the codebook by words, whatever their case, accents and language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from palermo.codebook.countries import Countries, Country
from palermo.codebook.folding import fold
from palermo.codebook.model import Codebook, Section, Variable


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; empty fields do not narrow. False when there is nothing to look for at all."""

    words: str = ""
    section: str = ""
    unit: str = ""
    field_class: str = ""
    list: str = ""

    def __bool__(self) -> bool:
        return any((self.words, self.section, self.unit, self.field_class, self.list))


def find_variables(book: Codebook, search: Search) -> list[tuple[Section, list[Variable]]]:
    """The variables that fit, by section, both in the order of the catalogue. Every word must be found somewhere in
    the name, the label, the definition, the codes or the mappings, in English or the active language."""
    wanted = [word for word in map(fold, search.words.split()) if word]
    groups = []
    for section in book.sections.values():
        if search.section in ("", section.code):
            found = [each for each in book.variables_of(section.code) if _fits(book, each, search, wanted)]
            if found:
                groups.append((section, found))
    return groups


def _fits(book: Codebook, variable: Variable, search: Search, wanted: list[str]) -> bool:
    if search.unit not in ("", variable.unit) or search.field_class not in ("", variable.field_class):
        return False
    if search.list not in ("", variable.list):
        return False
    return not wanted or _contains(" ".join(map(fold, _texts(book, variable))), wanted)


def _contains(haystack: str, wanted: list[str]) -> bool:
    return all(word in haystack for word in wanted)


def _texts(book: Codebook, variable: Variable) -> Iterator[str]:
    yield from (variable.name, variable.label, variable.display, variable.definition, variable.explanation)
    yield from (*variable.htcds, *variable.ctdc_2017, *variable.ctdc_2024)
    if variable.type == "code":
        for code in book.list_of(variable):
            yield from (code.label, code.display)


def country_matches(countries: Countries, words: str) -> list[Country]:
    """The countries with a code that is, or any name that contains, the words; all of them without words. In the
    order of their names in the active language."""
    wanted = fold(words)
    exact = countries.resolve(words) if words else None
    found = [each for each in countries if not wanted or each is exact or _is_named(each, wanted)]
    return sorted(found, key=lambda each: each.display.casefold())


def _is_named(country: Country, wanted: str) -> bool:
    return any(wanted in fold(name) for name in (country.code, *country.names.values(), *country.aliases))
