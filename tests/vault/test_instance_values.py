"""Values of the instance open where they were sealed, and nowhere else."""

from __future__ import annotations

import pytest

from palermo.vault.errors import CannotOpen
from palermo.vault.instance_values import open_instance_value, seal_instance_value
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.rotate_master import rotate_master

HERE = Place("mfa_authenticator", "data", "17")
ELSEWHERE = Place("mfa_authenticator", "data", "18")


def sealed(vault: Vault) -> bytes:
    return seal_instance_value(b"JBSWY3DPEHPK3PXP", purpose="sign_in", place=HERE, vault=vault)


def test_opens_where_it_was_sealed(vault: Vault) -> None:
    envelope = sealed(vault)
    assert b"JBSWY3DPEHPK3PXP" not in envelope
    assert envelope != sealed(vault)
    assert open_instance_value(envelope, purpose="sign_in", place=HERE, vault=vault) == b"JBSWY3DPEHPK3PXP"


def test_opens_nowhere_else(vault: Vault) -> None:
    with pytest.raises(CannotOpen):
        open_instance_value(sealed(vault), purpose="sign_in", place=ELSEWHERE, vault=vault)


def test_changed_it_does_not_open(vault: Vault) -> None:
    envelope = sealed(vault)
    changed = envelope[:-1] + bytes([envelope[-1] ^ 1])
    for wrong in (changed, envelope[:-1], b""):
        with pytest.raises(CannotOpen):
            open_instance_value(wrong, purpose="sign_in", place=HERE, vault=vault)


def test_outlives_the_master_key(vault: Vault) -> None:
    envelope = sealed(vault)
    rotate_master(vault)
    vault.memory.forget()
    assert open_instance_value(envelope, purpose="sign_in", place=HERE, vault=vault)


def test_an_unknown_purpose_is_a_mistake(vault: Vault) -> None:
    with pytest.raises(ValueError, match="Nothing is sealed"):
        seal_instance_value(b"x", purpose="something", place=HERE, vault=vault)
