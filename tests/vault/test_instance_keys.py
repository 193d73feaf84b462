"""Keys of the instance itself."""

from __future__ import annotations

import pytest

from palermo.vault.instance_keys import instance_key
from palermo.vault.opened import Vault
from tests.vault.processes import together


def test_each_purpose_has_a_key_that_stays(vault: Vault) -> None:
    tokens = instance_key(vault, "tokens")
    vault.memory.forget()
    assert instance_key(vault, "tokens") == tokens
    assert instance_key(vault, "certificates") != tokens
    with pytest.raises(ValueError, match="no instance key"):
        instance_key(vault, "something new")
    for path in vault.keystore.files:
        assert not path.exists() or tokens not in path.read_bytes()


def test_processes_that_start_together_agree(vault: Vault) -> None:
    vault.keystore.connection.execute("DELETE FROM instance_keys")

    def ask() -> None:
        key = instance_key(Vault(vault.home), "tokens")
        (vault.home.root / f"seen.{key.hex()}").touch()

    assert together(6, ask) == [0] * 6
    assert len(list(vault.home.root.glob("seen.*"))) == 1
