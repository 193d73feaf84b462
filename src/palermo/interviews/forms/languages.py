"""The languages of the forms, and words in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Text by language code. Every language of LANGUAGES has an entry, perhaps an empty one.
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language. *code* is that of Django and of the columns of the source files."""

    code: str
    name: str

    @property
    def column(self) -> str:
        """As XLSForm names it. Programs read language and direction from the code in parentheses."""
        return f"{self.name} ({self.code})"


LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("fr", "Français"),
    Language("es", "Español"),
    Language("ar", "العربية"),
    Language("ru", "Русский"),
)
CODES: tuple[str, ...] = tuple(language.code for language in LANGUAGES)


def filled(words: Words, **values: object) -> dict[str, str]:
    """The words with every ``{name}`` replaced, in each language."""
    return {code: text.format(**values) for code, text in words.items()}
