"""The one copy of the key store."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.copies import copies, copy_keystore, forget_copy, restore_keystore
from palermo.vault.erasure import destroy_individual_keys
from palermo.vault.errors import RecoveryRefused
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.opened import Vault


@pytest.fixture
def used(vault: Vault) -> Vault:
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    return vault


def test_a_copy_replaces_the_former_and_leaves_no_bytes_of_it(used: Vault, tmp_path: Path) -> None:
    path, witness = tmp_path / "copy", tmp_path / "same inode"
    wrapped = used.keystore.connection.execute(
        "SELECT wrapped FROM individual_keys WHERE individual = 'anna'"
    ).fetchone()[0]
    copy_keystore(used, path)
    witness.hardlink_to(path)
    assert wrapped in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    destroy_individual_keys(used, "anna")
    assert [(copy.path, copy.missing) for copy in copies(used)] == [(path, 1)]
    copy_keystore(used, path)
    assert wrapped[21:37] not in path.read_bytes()
    assert set(witness.read_bytes()) == {0}
    assert [(copy.path, copy.missing) for copy in copies(used)] == [(path, 0)]
    assert {item.name for item in tmp_path.iterdir()} == {"copy", "same inode", "home"}
    forget_copy(used, path)
    assert copies(used) == []


def test_a_copy_is_put_back_where_there_is_none(used: Vault, tmp_path: Path) -> None:
    copy_keystore(used, tmp_path / "copy")
    secret = individual_keys(used, "anna").newest.secret
    with pytest.raises(RecoveryRefused, match="already"):
        restore_keystore(used, tmp_path / "copy")
    used.keystore.close()
    for path in used.keystore.files:
        path.unlink(missing_ok=True)
    restore_keystore(used, tmp_path / "copy")
    assert individual_keys(used, "anna").newest.secret == secret
    assert used.keystore.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 100])
def test_what_is_no_copy(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(RecoveryRefused):
        restore_keystore(Vault(Home(tmp_path / "home")), tmp_path / "copy")
