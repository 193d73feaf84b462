"""The middle of the ladder."""

from __future__ import annotations

import pytest

from palermo.vault.errors import CannotOpen, KeysNotReady, NoKey
from palermo.vault.master import file
from palermo.vault.mission_keys import current_mission_key, make_mission_key, mission_key
from palermo.vault.opened import Vault


def test_each_mission_has_one_key(vault: Vault) -> None:
    one = current_mission_key(vault, "UKR")
    make_mission_key(vault, "UKR")
    vault.memory.forget()
    again, other = current_mission_key(vault, "UKR"), current_mission_key(vault, "MDA")
    assert (again.number, again.cipher.key_id) == (one.number, one.cipher.key_id)
    assert again.cipher.open(one.cipher.seal(b"x", b""), b"") == b"x"
    with pytest.raises(CannotOpen):
        other.cipher.open(one.cipher.seal(b"x", b""), b"")


def test_a_mission_key_moved_to_another_mission_does_not_open(vault: Vault) -> None:
    one, other = current_mission_key(vault, "UKR"), current_mission_key(vault, "MDA")
    vault.keystore.connection.execute(
        "UPDATE mission_keys SET wrapped = (SELECT wrapped FROM mission_keys WHERE number = ?) WHERE number = ?",
        (one.number, other.number),
    )
    vault.memory.forget()
    with pytest.raises(CannotOpen):
        mission_key(vault, other.number)


def test_without_the_master_key_nothing_opens(vault: Vault) -> None:
    number = current_mission_key(vault, "UKR").number
    vault.memory.forget()
    file.destroy(file.current_path(vault.home))
    with pytest.raises(KeysNotReady):
        mission_key(vault, number)
    with pytest.raises(NoKey):
        mission_key(vault, number + 1)
