"""What no password may be: made of words that everybody would try, guessed in a day, or known from a breach elsewhere.

Threat: whoever guesses begins with the product, the mission, the name on the door (docs/security.md has the same list
of words); goes on with what people everywhere write; and tries what other services have lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from palermo.config.guesses import bits_of
from palermo.vault.breached import is_breached

#: The product and the trade. A word of the organisation or the mission is added for each account.
WORDS = (
    "palermo", "trafficking", "caseworker", "casework", "supervisor", "steward", "analyst", "administrator", "shelter",
    "victim", "mission", "protection", "protocol", "migration", "reintegration",
)  # fmt: skip
#: Signs that must remain when all such words are taken away.
REMAINING = 8
#: Shorter words stand in too many others.
SHORTEST = 4
#: Guesses, as a power of two, that a password must cost at least; one that is a single run of letters must cost more,
#: because it is nearly always a word or two. Measured in docs/security.md#passwords-that-are-refused.
FEWEST_BITS, FEWEST_BITS_OF_LETTERS = 40, 50


class OwnWordsValidator:
    """Refuses a password of which too little remains without the words that everybody would try."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. Demonstration accounts have a password that everybody shall know."""
        if getattr(user, "is_demo", False):
            return
        left = password.casefold()
        for word in sorted({*WORDS, *_words_of(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < REMAINING and left != password.casefold():
            raise ValidationError(
                _(
                    "Words of this work, of your organisation or of your own name are guessed first. Use other words."
                ),
                code="own_words",
            )

    def get_help_text(self) -> str:
        return _("Not made of the names of this work, of your organisation or of yourself.")


def _words_of(user: Any) -> Iterator[str]:
    mission = getattr(user, "mission", None)
    organisation = getattr(user, "organisation", None) or getattr(mission, "organisation", None)
    for text in (
        getattr(user, "email", ""),
        getattr(user, "display_name", ""),
        getattr(mission, "name", ""),
        getattr(mission, "code", ""),
        getattr(organisation, "name", ""),
        getattr(organisation, "code", ""),
    ):
        yield from (word for word in re.split(r"[\W_]+", text.casefold()) if len(word) >= SHORTEST)


class GuessableValidator:
    """Refuses what somebody who knows how people make passwords would try early."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. Demonstration accounts have a password that everybody shall know."""
        if getattr(user, "is_demo", False):
            return
        fewest = FEWEST_BITS_OF_LETTERS if password.isalpha() else FEWEST_BITS
        if bits_of(password) < fewest:
            raise ValidationError(
                _(
                    "This is one of the first things that somebody would try: common words, rows of keys, repetitions "
                    "or years. Put three or four words together that have nothing to do with each other."
                ),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Not a common word with something behind it: better three or four words that do not belong together."
        )


class BreachedValidator:
    """Refuses passwords of the list of breached ones that whoever runs the instance has put in place, if there is one.

    Nothing is sent anywhere to find out.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. Demonstration accounts have a password that everybody shall know."""
        if not getattr(user, "is_demo", False) and is_breached(settings.HOME, password):
            raise ValidationError(
                _(
                    "This password was stolen from other services and is on the lists that are tried. Use another one."
                ),
                code="breached",
            )

    def get_help_text(self) -> str:
        return _("Not a password that was stolen elsewhere.")
