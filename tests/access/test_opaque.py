from __future__ import annotations

from collections import Counter

from palermo.access.opaque import LENGTH, opaque_id, opaque_ids

ALPHABET = set("abcdefghijklmnopqrstuvwxyz234567")


def test_identifiers_are_of_one_length_and_alphabet() -> None:
    for identifier in (opaque_id(), *opaque_ids(50)):
        assert len(identifier) == LENGTH
        assert set(identifier) <= ALPHABET


def test_many_at_once_are_all_different() -> None:
    assert len(set(opaque_ids(5000))) == 5000
    assert opaque_ids(0) == []


def test_every_letter_is_about_as_likely() -> None:
    counts = Counter("".join(opaque_ids(4000)))
    assert set(counts) == ALPHABET
    # 2,000 expected of each; 6 standard deviations is 264.
    assert all(1700 < count < 2300 for count in counts.values())
