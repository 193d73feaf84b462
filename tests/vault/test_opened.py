"""The opened vault: who may make keys, and how long it remembers."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.conf import settings

from palermo.home import Home
from palermo.vault.errors import KeysNotReady
from palermo.vault.master import file
from palermo.vault.mission_keys import current_mission_key
from palermo.vault.opened import ShortMemory, Vault, open_vault, vault


def test_no_key_is_made_silently_in_production(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(KeysNotReady, match="palermo keys init"):
        current_mission_key(Vault(home), "UKR")
    assert not file.current_path(home).exists()
    current_mission_key(Vault(home, makes_keys=True), "UKR")
    assert file.current_path(home).exists()


def test_a_lost_key_is_never_replaced_silently(tmp_path: Path) -> None:
    home = Home(tmp_path)
    current_mission_key(Vault(home, makes_keys=True), "UKR")
    file.current_path(home).unlink()
    with pytest.raises(KeysNotReady):
        current_mission_key(Vault(home, makes_keys=True), "MDA")
    assert not file.current_path(home).exists()


def test_one_vault_a_home() -> None:
    assert vault() is vault() is open_vault(settings.HOME)


def test_memory_forgets() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    memory = ShortMemory(seconds=60)
    assert [memory.recall("a", make), memory.recall("a", make)] == [1, 1]
    memory.forget()
    assert memory.recall("a", make) == 2
    short = ShortMemory(seconds=0)
    assert short.recall("a", make) == 3
    time.sleep(0.001)
    assert short.recall("a", make) == 4
