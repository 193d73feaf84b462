"""Receipt numbers, such as 7KQD-2M4X: read aloud over a telephone to say "it has arrived"."""

from __future__ import annotations

import secrets

#: Letters and digits that are not mistaken for one another when read aloud or copied by hand.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def drawn() -> str:
    """One of 650 thousand million, drawn by lot: a running number would tell how many there are, and who came first."""
    letters = [secrets.choice(LETTERS) for _place in range(8)]
    return "".join((*letters[:4], "-", *letters[4:]))
