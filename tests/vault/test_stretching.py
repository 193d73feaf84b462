"""Hashes of short secrets: known answer, salt, and that trying costs something."""

from __future__ import annotations

from palermo.vault import stretching
from palermo.vault.stretching import place_among, stretched

SALT = bytes(range(16))
KNOWN = "99f119685dc2f9d56b933be0548be50fae118caa6b7984f1c2fc584238aa31d8"


def test_known_answer() -> None:
    """Argon2id with 19 MiB, two passes and one lane, as any other program computes it."""
    assert (stretching.MEMORY_KIB, stretching.PASSES, stretching.LANES) == (19_456, 2, 1)
    assert stretched("0123456789", SALT).hex() == KNOWN
    assert stretched("0123456788", SALT).hex() != KNOWN
    assert stretched("0123456789", SALT[::-1]).hex() != KNOWN


def test_the_place_is_found_wherever_it_is() -> None:
    hashes = [bytes([number]) * 32 for number in range(5)]
    assert [place_among(one, hashes) for one in hashes] == [0, 1, 2, 3, 4]
    assert place_among(b"x" * 32, hashes) is None
    assert place_among(b"x" * 32, []) is None
