"""The secret of a device: drawn by lot, shown once, kept as a digest.

It has 192 random bits, so nobody guesses it and no slow hash is needed: SHA-256 of it tells nothing to whoever steals
the database, and the look-up by an exact digest takes as long for a wrong secret as for a right one.
"""

from __future__ import annotations

import hashlib
import secrets

#: Random bytes of a secret; 32 signs that are safe in addresses, in headers and on a keyboard.
SECRET_BYTES = 24


def new_secret() -> str:
    """A secret of 32 letters, digits, hyphens and underscores. It cannot be found again."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret: 32 bytes. Takes any text, also such as nobody could have been given."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
