"""The words of the interface on devices, as ``/fill/words/<language>.json`` gives them, through gettext.

Each section is a dictionary of its own: ``shell_words`` for what surrounds an interview, ``interview_words`` for the
pages of a form. Texts hold ``{name}`` where something is filled in. ``Counted`` words become one text for each category
of numbers that the language has in the browser (``Intl.PluralRules``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import override

from palermo.interviews.filling.counted import Counted
from palermo.interviews.filling.interview_words import INTERVIEW
from palermo.interviews.filling.shell_words import SHELL

SECTIONS: tuple[Mapping[str, str | Promise | Counted], ...] = (SHELL, INTERVIEW)
#: Language -> category of CLDR -> a number of that category, with which gettext is asked. Fractions are never counted.
PLURALS: Mapping[str, Mapping[str, int]] = {
    "en": {"one": 1, "other": 2},
    "fr": {"one": 1, "many": 1_000_000, "other": 2},
    "es": {"one": 1, "many": 1_000_000, "other": 2},
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
    "ru": {"one": 1, "few": 2, "many": 5, "other": 5},
}


@cache
def catalogue(language: str) -> dict[str, str | dict[str, str]]:
    """Every key with its words in ``language``, one of the product's."""
    with override(language):
        return {key: _told(text, language) for section in SECTIONS for key, text in section.items()}


def _told(text: str | Promise | Counted, language: str) -> str | dict[str, str]:
    if isinstance(text, Counted):
        return {category: text.told(number) for category, number in PLURALS[language].items()}
    return str(text)
