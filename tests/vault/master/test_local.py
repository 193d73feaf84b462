"""A master key held by the process."""

from __future__ import annotations

import pytest

from palermo.vault.derive import new_key
from palermo.vault.errors import CannotOpen, KeysNotReady
from palermo.vault.master.local import LocalMasterKey, decode, encode, identifier


def test_wraps_and_unwraps_for_one_context() -> None:
    master, key = LocalMasterKey(new_key(), "file"), new_key()
    wrapped = master.wrap(key, b"mission A")
    assert master.unwrap(wrapped, b"mission A") == key
    assert key not in wrapped
    with pytest.raises(CannotOpen):
        master.unwrap(wrapped, b"mission B")
    with pytest.raises(CannotOpen):
        LocalMasterKey(new_key(), "file").unwrap(wrapped, b"mission A")


def test_the_identifier_says_which_and_not_what() -> None:
    secret = new_key()
    assert LocalMasterKey(secret, "file").id == identifier(secret)
    assert len(identifier(secret)) == 8
    assert identifier(secret) not in secret
    assert repr(secret) not in repr(LocalMasterKey(secret, "file"))


def test_text_form() -> None:
    secret = new_key()
    assert decode(encode(secret) + "\n", "PALERMO_MASTER_KEY") == secret
    for wrong in ("", "sesame", encode(secret)[:-4], encode(secret + b"1")):
        with pytest.raises(KeysNotReady, match="PALERMO_MASTER_KEY"):
            decode(wrong, "PALERMO_MASTER_KEY")
    with pytest.raises(ValueError, match="32 bytes"):
        LocalMasterKey(b"short", "file")
