"""Keyed tokens: recognise a value that was seen before without keeping the value.

A reference that a mission uses for a person may itself be a passport or file number, so it is never stored.
What is stored is HMAC-SHA-256 of it under a key that lies wrapped in the key store; each purpose has a key of
its own, so tokens of two purposes cannot be compared with one another.

What a token still says, to whoever steals the database without the keys: which rows have equal values, and
how often a value occurs. So index only what has many possible values (documents, telephones), never a sex or
a birth year alone (decision record 0008).
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Callable

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.instance_keys import instance_key
from palermo.vault.opened import Vault, open_vault

#: Before there was a key store, the secret of all tokens lay in this file under ``keys/``. A vault that finds
#: it takes it over, so that tokens in the database stay good, and destroys the file.
EARLIER_SECRET = "token_secret"  # noqa: S105 - the name of the file, not what is in it
#: Cyrillic letters whose capitals cannot be told from Latin ones.
LOOK_ALIKES = str.maketrans("авекмнорстухіј", "abekmhopctyxij")


def tokeniser(home: Home, purpose: str) -> Callable[[str], bytes]:
    """A function from text to its 32-byte token for ``purpose``; equal texts give equal tokens in one
    instance."""
    return vault_tokeniser(open_vault(home), purpose)


def vault_tokeniser(vault: Vault, purpose: str) -> Callable[[str], bytes]:
    """The same for an opened vault."""
    key = purpose_key(vault, purpose)

    def token(text: str) -> bytes:
        return hmac.digest(key, text.encode(), "sha256")

    return token


def fold_exact(text: str) -> str:
    """Letters and digits only, without case, accents, width and script of digits: ``АВ-١٢ 3`` is ``ab123``.

    Cyrillic letters that look Latin are read as Latin: half of all clerks type the series of a passport so.
    """
    apart = unicodedata.normalize("NFKD", text).casefold().translate(LOOK_ALIKES)
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in apart if letter.isalnum()
    )


def purpose_key(vault: Vault, purpose: str) -> bytes:
    """The 32-byte key of ``purpose``."""
    root = instance_key(vault, "tokens", lambda: _first_root(vault.home))
    return hmac.digest(root, f"palermo/token/{purpose}".encode(), "sha256")


def fingerprint(parts: bytes) -> bytes:
    """16-byte digest that tells whether two records are the same; not secret, not reversible to a short
    value."""
    return hashlib.blake2b(parts, digest_size=16).digest()


def _first_root(home: Home) -> bytes:
    earlier = home.keys / EARLIER_SECRET
    return earlier.read_text().strip().encode() if earlier.exists() else new_key()
