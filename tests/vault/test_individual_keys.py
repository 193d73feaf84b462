"""The foot of the ladder."""

from __future__ import annotations

import pytest

from palermo.vault.envelope import Cipher
from palermo.vault.errors import CannotOpen, NoKey
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.opened import Vault
from tests.vault.processes import together


def wraps(vault: Vault) -> list[tuple[str, str, bytes]]:
    return vault.keystore.connection.execute(
        "SELECT individual, mission, wrapped FROM individual_keys ORDER BY individual"
    ).fetchall()


def test_one_key_an_individual_made_once(vault: Vault) -> None:
    assert create_individual_keys(vault, ["anna", "bela", "anna"], mission="UKR") == 2
    first = individual_keys(vault, "anna").newest
    assert create_individual_keys(vault, ["anna", "bela", "cleo"], mission="UKR") == 1
    assert individual_keys(vault, "anna").newest.secret == first.secret
    assert individual_keys(vault, "bela").newest.secret != first.secret
    assert first.generation == 1


def test_the_store_holds_only_wrapped_keys(vault: Vault) -> None:
    create_individual_keys(vault, ["anna"], mission="UKR")
    secret = individual_keys(vault, "anna").newest.secret
    for path in vault.keystore.files:
        if path.exists():
            assert secret not in path.read_bytes()
            assert secret[:16] not in path.read_bytes()
    assert "secret" not in repr(individual_keys(vault, "anna"))


def test_a_key_belongs_to_its_mission(vault: Vault) -> None:
    create_individual_keys(vault, ["anna"], mission="UKR")
    assert individual_keys(vault, "anna", {"UKR", "MDA"}).newest
    with pytest.raises(NoKey):
        individual_keys(vault, "anna", {"MDA"})
    with pytest.raises(NoKey):
        individual_keys(vault, "nobody")
    with pytest.raises(NoKey):
        create_individual_keys(vault, ["anna"], mission="MDA")


def test_unknown_and_foreign_give_the_same_answer(vault: Vault) -> None:
    create_individual_keys(vault, ["anna"], mission="UKR")
    with pytest.raises(NoKey) as foreign:
        individual_keys(vault, "anna", {"MDA"})
    with pytest.raises(NoKey) as unknown:
        individual_keys(vault, "nobody", {"MDA"})
    assert foreign.value.as_dict() == unknown.value.as_dict()


def test_a_wrap_moved_to_another_individual_does_not_open(vault: Vault) -> None:
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    vault.keystore.connection.execute(
        "UPDATE individual_keys SET (wrapped, key_id) ="
        " (SELECT wrapped, key_id FROM individual_keys WHERE individual = 'anna') WHERE individual = 'bela'"
    )
    with pytest.raises(CannotOpen):
        individual_keys(vault, "bela")


def test_fields_and_attachments_have_different_keys(vault: Vault) -> None:
    create_individual_keys(vault, ["anna"], mission="UKR")
    key = individual_keys(vault, "anna").newest
    sealed = key.fields.seal(b"x", b"")
    assert key.attachments not in (key.secret, b"")
    with pytest.raises(CannotOpen):
        Cipher(key.attachments, key.key_id).open(sealed, b"")
    with pytest.raises(CannotOpen):
        Cipher(key.secret, key.key_id).open(sealed, b"")


def test_processes_that_create_the_same_keys_agree(vault: Vault) -> None:
    names = [f"person{number}" for number in range(50)]

    def create() -> None:
        own = Vault(vault.home)
        create_individual_keys(own, names, mission="UKR")
        seen = {name: individual_keys(own, name).newest.key_id for name in names}
        assert len(seen) == 50

    assert together(6, create) == [0] * 6
    assert len(wraps(vault)) == 50
    assert [row[0] for row in vault.keystore.connection.execute("SELECT count(*) FROM mission_keys")] == [1]
    assert all(individual_keys(vault, name).newest for name in names)


def test_names_are_needed(vault: Vault) -> None:
    with pytest.raises(ValueError, match="identifier"):
        create_individual_keys(vault, [""], mission="UKR")
    with pytest.raises(ValueError, match="needs a name"):
        create_individual_keys(vault, ["anna"], mission="")
    assert create_individual_keys(vault, [], mission="UKR") == 0
