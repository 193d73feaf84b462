"""Finding things in the codebook by words, in any spelling and language."""

from __future__ import annotations

import pytest
from django.utils import translation

from palermo.codebook import load_codebook
from palermo.codebook.browsing import Search, country_matches, find_variables

BOOK = load_codebook()


def names(search: Search) -> list[str]:
    return [variable.name for _section, variables in find_variables(BOOK, search) for variable in variables]


class TestFinding:
    def test_nothing_to_look_for(self) -> None:
        assert not Search()
        assert Search(unit="event")

    @pytest.mark.parametrize("words", ["sex", "SÉX", "exploitation type", "isSexualExploit", "Forced-Labour"])
    def test_words_in_any_spelling(self, words: str) -> None:
        found = names(Search(words=words))
        assert 0 < len(found) < len(BOOK.variables)

    def test_every_word_must_be_found(self) -> None:
        assert "exploitation_country" in names(Search(words="country exploited"))
        assert "exploitation_country" not in names(Search(words="country marital"))
        assert names(Search(words="qwertz")) == []

    def test_punctuation_alone_does_not_narrow(self) -> None:
        assert len(names(Search(words="--"))) == len(BOOK.variables)

    def test_filters_narrow_together(self) -> None:
        for name in names(Search(unit="event", field_class="coded", section="exploitation")):
            variable = BOOK.variables[name]
            assert (variable.unit, variable.field_class, variable.section) == (
                "event",
                "coded",
                "exploitation",
            )
        assert names(Search(list="sex")) == [v.name for v in BOOK.variables.values() if v.list == "sex"]

    @pytest.mark.parametrize("words", ["Ukraine", "ukr", "UA", "Украина", "أوكرانيا", "UKRAIN"])
    def test_countries_in_six_languages(self, words: str) -> None:
        assert "UKR" in [country.code for country in country_matches(BOOK.countries, words)]

    def test_countries_are_in_the_readers_order(self) -> None:
        with translation.override("fr"):
            shown = [country.display.casefold() for country in country_matches(BOOK.countries, "")]
        assert shown == sorted(shown)
        assert len(shown) == len(BOOK.countries)
        assert country_matches(BOOK.countries, "qwertz") == []
