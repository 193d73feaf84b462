"""Identifiers that say nothing: no order, no date, no count can be read from them."""

from __future__ import annotations

import secrets

#: 16 letters of 5 random bits: 2**80 values, so a guess at an address finds nobody.
LENGTH = 16
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
#: Each of the 32 letters stands for 8 of the 256 bytes, so all letters are equally likely.
_LETTERS = bytes(_ALPHABET[byte & 31] for byte in range(256))


def opaque_id() -> str:
    """16 characters of lower-case base 32, safe in addresses and read aloud without mistakes of case."""
    return secrets.token_bytes(LENGTH).translate(_LETTERS).decode()


def opaque_ids(count: int) -> list[str]:
    """``count`` identifiers at once: an import makes millions, and asking for each alone takes longer than storing."""
    letters = secrets.token_bytes(LENGTH * count).translate(_LETTERS).decode()
    return [letters[start : start + LENGTH] for start in range(0, LENGTH * count, LENGTH)]
