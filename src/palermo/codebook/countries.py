"""Countries, territories, former states and the areas that the published tables name instead of a country."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from django.utils.translation import get_language

from palermo.codebook.folding import fold, plain
from palermo.codebook.suggesting import nearest

CountryKind = Literal["country", "territory", "historical", "area", "stateless"]
KINDS: tuple[CountryKind, ...] = get_args(CountryKind)
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Country:
    """One place that a person can come from, pass through or be exploited in.

    *code* is ISO 3166-1 alpha-3, or a user-assigned code: XKX, the X- codes of areas, XXA for a stateless person.
    *names* has the six languages of the United Nations. *successors* are the codes of the states that followed a
    former one; of them any may be meant, so it is never replaced silently.
    """

    code: str
    alpha2: str
    numeric: str
    name: str
    names: Mapping[str, str] = field(repr=False, hash=False)
    m49_region: str
    m49_subregion: str
    kind: CountryKind
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = field(default=(), repr=False)

    @property
    def display(self) -> str:
        """The name in the active language; English where that language has none."""
        return self.names.get((get_language() or "en")[:2], self.name)


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """All countries, found by code or by any name in any of the six languages, or as the sources print it.

    Codes are read as letters only, so ``NA`` is Namibia while ``N/A`` is nothing.
    """

    _by_code: Mapping[str, Country]
    _by_alpha2: Mapping[str, Country]
    _by_name: Mapping[str, Country]

    def __iter__(self) -> Iterator[Country]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Country | None:
        """The country with exactly this code (alpha-3 or X- code), or None."""
        return self._by_code.get(code)

    def resolve(self, text: str) -> Country | None:
        """Find a country by alpha-3 or alpha-2 code, or by any of its names. None when nothing matches."""
        letters = plain(text).upper()
        return self._by_code.get(letters) or self._by_alpha2.get(letters) or self._by_name.get(fold(text))

    def suggest(self, text: str, count: int = 3) -> list[Country]:
        """Up to *count* countries with a name spelt nearly like *text*, nearest first."""
        return nearest(fold(text), self._by_name, count)
