"""Derivation against the published vectors."""

from __future__ import annotations

import pytest

from palermo.vault.derive import hkdf, new_key, new_key_id, subkey

#: RFC 5869, appendix A: cases 1, 2 and 3 (SHA-256).
VECTORS = [
    (
        "0b" * 22, "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)).hex(), bytes(range(0x60, 0xB0)).hex(), bytes(range(0xB0, 0x100)).hex(), 82,
        ("b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"),
    ),
    (
        "0b" * 22, "", "", 42,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "salt", "info", "length", "expected"), VECTORS)
def test_known_answers(key: str, salt: str, info: str, length: int, expected: str) -> None:
    made = hkdf(bytes.fromhex(key), salt=bytes.fromhex(salt) or None, info=bytes.fromhex(info), length=length)
    assert made.hex() == expected


def test_each_purpose_has_its_own_key() -> None:
    key = new_key()
    assert len(subkey(key, "fields")) == 32
    assert subkey(key, "fields") == subkey(key, "fields")
    assert subkey(key, "fields") != subkey(key, "attachments")
    assert subkey(key, "fields") != subkey(new_key(), "fields")
    assert key not in (subkey(key, "fields"), subkey(key, ""))


def test_keys_and_names_are_random() -> None:
    assert len({new_key() for _ in range(100)}) == 100
    assert len({new_key_id() for _ in range(100)}) == 100
    assert (len(new_key()), len(new_key_id())) == (32, 8)
