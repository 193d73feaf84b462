"""The first keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady
from palermo.vault.master import file
from palermo.vault.master.local import encode
from palermo.vault.opened import Vault
from palermo.vault.setting_up import set_up_keys
from palermo.vault.status import status


def test_made_once_and_only_when_it_may_be(tmp_path: Path) -> None:
    vault = Vault(Home(tmp_path))
    with pytest.raises(KeysNotReady, match="palermo keys init"):
        set_up_keys(vault, may_create=False)
    assert set_up_keys(vault, may_create=True)
    assert not set_up_keys(vault, may_create=True)
    assert not set_up_keys(vault, may_create=False)
    assert status(vault).is_ready


def test_a_key_from_elsewhere_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_MASTER_KEY", encode(new_key()))
    vault = Vault(Home(tmp_path))
    assert not set_up_keys(vault, may_create=False)
    assert status(vault).provider == "environment"
    assert not file.current_path(vault.home).exists()


def test_a_missing_key_is_said_and_not_replaced(tmp_path: Path) -> None:
    vault = Vault(Home(tmp_path))
    set_up_keys(vault, may_create=True)
    file.destroy(file.current_path(vault.home))
    with pytest.raises(KeysNotReady, match="restore"):
        set_up_keys(vault, may_create=True)
    found = status(vault)
    assert (found.is_ready, found.is_at_hand, bool(found.master)) == (False, False, True)
