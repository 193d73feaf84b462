"""Words that no password may be made of (docs/security.md, the same list): ours, the trade's, and the owner's own.

Threat: whoever guesses begins with the product, the mission, the name on the door.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: The product and the trade. A word of the organisation or the mission is added for each account.
WORDS = (
    "palermo", "trafficking", "caseworker", "casework", "supervisor", "steward", "analyst", "administrator", "shelter",
    "victim", "mission", "protection", "protocol", "migration", "reintegration",
)  # fmt: skip
#: Signs that must remain when all such words are taken away.
REMAINING = 8
#: Shorter words stand in too many others.
SHORTEST = 4


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
