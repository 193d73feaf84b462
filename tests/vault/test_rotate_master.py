"""A new master key, whatever happens on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.instance_keys import PURPOSES, instance_key
from palermo.vault.master import file
from palermo.vault.master.local import encode
from palermo.vault.opened import Vault
from palermo.vault.rotate_master import rotate_master
from palermo.vault.status import status
from tests.vault.master.test_kms import service
from tests.vault.processes import killed_at_line, together

MISSIONS = ("UKR", "MDA", "BLR")


def secrets_of(vault: Vault) -> dict[str, bytes]:
    """Everything that must still be the same after a rotation, read afresh."""
    vault.memory.forget()
    found = {mission: individual_keys(vault, f"person {mission}").newest.secret for mission in MISSIONS}
    return found | {purpose: instance_key(vault, purpose) for purpose in PURPOSES}


@pytest.fixture
def used(vault: Vault) -> Vault:
    for mission in MISSIONS:
        create_individual_keys(vault, [f"person {mission}"], mission=mission)
    return vault


def test_file_to_file(used: Vault) -> None:
    before, old = secrets_of(used), file.read(file.current_path(used.home))
    steps: list[tuple[int, int]] = []
    named = rotate_master(used, lambda done, total: steps.append((done, total)))
    keys = len(MISSIONS) + len(PURPOSES)
    assert steps == [(number, keys) for number in range(1, keys + 1)]
    assert secrets_of(used) == before
    assert file.read(file.current_path(used.home)) != old
    assert (status(used).master, status(used).is_rotating) == (named, False)
    assert not file.next_path(used.home).exists()


def test_the_old_key_opens_nothing_any_more(used: Vault) -> None:
    old = file.read(file.current_path(used.home))
    assert old is not None
    rotate_master(used)
    file.destroy(file.current_path(used.home))
    file.create(file.current_path(used.home), old)
    with pytest.raises(KeysNotReady):
        secrets_of(used)


@pytest.mark.usefixtures("quick_disk")
@pytest.mark.parametrize("turn", range(5))
def test_several_at_once(used: Vault, turn: int) -> None:
    """Each gets its turn, readers go on meanwhile, and the key that wraps everything is the one that stays."""
    before = secrets_of(used)
    used.keystore.close()

    def rotate_then_read() -> None:
        mine = Vault(used.home)
        rotate_master(mine)
        for _ in range(20):
            assert secrets_of(mine) == before

    assert together(4, rotate_then_read) == [0, 0, 0, 0]
    ended = Vault(used.home)
    assert secrets_of(ended) == before
    assert not file.next_path(used.home).exists()


def test_a_stray_next_key_never_replaces_the_one_in_use(used: Vault) -> None:
    before = secrets_of(used)
    file.create(file.next_path(used.home), new_key())
    file.promote(used.home, bytes.fromhex(status(used).master or ""))
    assert secrets_of(used) == before
    assert not file.next_path(used.home).exists()


@pytest.mark.usefixtures("quick_disk")
def test_killed_before_every_line_and_resumed(used: Vault, tmp_path: Path) -> None:
    before = secrets_of(used)
    used.keystore.close()
    start = tmp_path / "start"
    shutil.copytree(used.home.keys, start)
    killed = 0
    for line in range(1, 100_000):
        shutil.rmtree(used.home.keys)
        shutil.copytree(start, used.home.keys)
        modules = ("palermo.vault.rotate_master", "palermo.vault.master.file", "palermo.vault.scrubbing")
        if not killed_at_line(line, modules, lambda: rotate_master(Vault(used.home)) and None):
            break
        killed += 1
        # In the middle everything can be read and new keys can be made ...
        middle = Vault(used.home)
        assert secrets_of(middle) == before
        if line % 7 == 0:
            create_individual_keys(middle, ["newcomer"], mission=f"mission {line}")
        # ... and calling again finishes.
        first = status(middle).master
        rotate_master(middle)
        ended = Vault(used.home)
        assert secrets_of(ended) == before
        assert not status(ended).is_rotating
        assert not file.next_path(used.home).exists()
        assert status(ended).master == status(middle).master
        assert first
        middle.keystore.close()
        ended.keystore.close()
    assert killed > 50


def test_keys_move_from_file_to_environment_to_service_and_back(
    used: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = secrets_of(used)
    monkeypatch.setenv("PALERMO_MASTER_KEY", encode(new_key()))
    assert secrets_of(used) == before
    rotate_master(used)
    assert not file.current_path(used.home).exists()
    assert (secrets_of(used), status(used).provider) == (before, "environment")
    monkeypatch.setenv("PALERMO_KMS_COMMAND", service(tmp_path))
    rotate_master(used)
    monkeypatch.delenv("PALERMO_MASTER_KEY")
    assert (secrets_of(used), status(used).provider) == (before, "kms")
    rotate_master(used)
    assert secrets_of(used) == before
    assert (tmp_path / "log").read_text().splitlines().count("x") == 0
    epochs = used.keystore.connection.execute("SELECT DISTINCT epoch FROM mission_keys").fetchall()
    assert epochs == [(3,)]


def test_the_environments_key_is_changed_by_its_owner(used: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before, old, new = secrets_of(used), new_key(), new_key()
    monkeypatch.setenv("PALERMO_MASTER_KEY", encode(old))
    rotate_master(used)
    with pytest.raises(KeysNotReady, match="PALERMO_MASTER_KEY_PREVIOUS"):
        rotate_master(used)
    monkeypatch.setenv("PALERMO_MASTER_KEY", encode(new))
    with pytest.raises(KeysNotReady):
        rotate_master(used)
    assert not status(used).is_rotating
    monkeypatch.setenv("PALERMO_MASTER_KEY_PREVIOUS", encode(old))
    rotate_master(used)
    monkeypatch.delenv("PALERMO_MASTER_KEY_PREVIOUS")
    assert secrets_of(used) == before


def test_servers_that_started_earlier_wrap_under_the_new_key(used: Vault) -> None:
    server = Vault(used.home)
    create_individual_keys(server, ["early"], mission="UKR")
    rotate_master(used)
    create_individual_keys(server, ["late"], mission="a new mission")
    fresh = Vault(used.home)
    assert individual_keys(fresh, "late").newest.secret == individual_keys(server, "late").newest.secret


def test_without_a_key_there_is_nothing_to_rotate(tmp_path: Path) -> None:
    with pytest.raises(KeysNotReady):
        rotate_master(Vault(Home(tmp_path)))
