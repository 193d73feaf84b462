"""The master key in a file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady, UnsafeKeyFile
from palermo.vault.master import file
from palermo.vault.master.local import identifier


def test_a_key_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master_key"
    first, second = new_key(), new_key()
    assert file.read(path) is None
    assert file.create(path, first)
    assert not file.create(path, second)
    assert file.read(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["master_key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master_key"
    file.create(path, new_key())
    path.chmod(mode)
    with pytest.raises(UnsafeKeyFile, match="chmod 600"):
        file.read(path)


def test_something_else_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "master_key"
    path.write_text("sesame")
    path.chmod(0o600)
    with pytest.raises(KeysNotReady) as refused:
        file.read(path)
    assert "sesame" not in refused.value.message


def test_the_next_key_takes_the_place_and_the_old_bytes_are_overwritten(tmp_path: Path) -> None:
    home = Home(tmp_path)
    old, new = new_key(), new_key()
    file.create(file.current_path(home), old)
    witness = tmp_path / "same inode"
    witness.hardlink_to(file.current_path(home))
    file.promote(home, identifier(new))
    assert file.read(file.current_path(home)) == old
    file.create(file.next_path(home), new)
    file.promote(home, identifier(new))
    file.promote(home, identifier(new))
    assert file.read(file.current_path(home)) == new
    assert not file.next_path(home).exists()
    assert set(witness.read_bytes()) == {0}


def test_destroying_overwrites(tmp_path: Path) -> None:
    path, witness = tmp_path / "master_key", tmp_path / "same inode"
    file.create(path, new_key())
    witness.hardlink_to(path)
    file.destroy(path)
    file.destroy(path)
    assert not path.exists()
    assert set(witness.read_bytes()) == {0}
