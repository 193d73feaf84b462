"""The words of the codebook in the languages of the forms, from the project's message catalogues.

What is written there is what pages and tables show: a code has one name in a language, wherever it stands.
"""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

import palermo
from palermo.codebook.model import Code
from palermo.interviews.forms.languages import CODES

LOCALE = Path(palermo.__file__).parent / "locale"


def code_words(code: Code) -> dict[str, str]:
    """The label of a code in every language; empty where the catalogue has none."""
    return {"en": code.label} | {language: translated(code.label, language) for language in CODES[1:]}


def translated(text: str, language: str) -> str:
    """*text* in a language, or nothing when there is no translation."""
    return _catalogue(language).gettext(text)


class _Nothing(gettext.NullTranslations):
    """Ends the chain of catalogues with an empty text, so that English never passes for a translation."""

    def gettext(self, message: str) -> str:
        return ""


@lru_cache(maxsize=len(CODES))
def _catalogue(language: str) -> gettext.NullTranslations:
    catalogue = gettext.translation("django", LOCALE, [language], fallback=True)
    catalogue.add_fallback(_Nothing())
    # Without compiled messages there is no catalogue at all, only its stand-in.
    return catalogue if isinstance(catalogue, gettext.GNUTranslations) else _Nothing()
