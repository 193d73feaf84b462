"""A new key for one mission."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from palermo.vault import rotate_mission as module
from palermo.vault.errors import KeysNotReady, NoKey
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.mission_keys import current_mission_key, mission_key
from palermo.vault.opened import Vault
from palermo.vault.rotate_mission import missions, rotate_mission, unfinished_missions
from palermo.vault.sharing import share_individual_key, withdraw_individual_key
from tests.vault.processes import killed_at_line

PEOPLE = [f"person {number}" for number in range(25)]


@pytest.fixture
def used(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(module, "BATCH", 10)
    create_individual_keys(vault, PEOPLE, mission="UKR")
    share_individual_key(vault, PEOPLE[0], from_mission="UKR", to_mission="MDA")
    share_individual_key(vault, PEOPLE[1], from_mission="UKR", to_mission="MDA")
    withdraw_individual_key(vault, PEOPLE[1], mission="UKR")
    return vault


def secrets_of(vault: Vault) -> list[bytes]:
    vault.memory.forget()
    return [individual_keys(vault, name).newest.secret for name in PEOPLE]


def test_individual_keys_stay_and_the_old_mission_key_is_gone(used: Vault) -> None:
    before, old = secrets_of(used), current_mission_key(used, "UKR").number
    steps: list[tuple[int, int]] = []
    rotate_mission(used, "UKR", lambda done, total: steps.append((done, total)))
    assert steps == [(10, 24), (20, 24), (24, 24)]
    assert secrets_of(used) == before
    with pytest.raises(NoKey):
        mission_key(used, old)
    assert current_mission_key(used, "UKR").number != old
    assert missions(used) == ["MDA", "UKR"]


def test_only_this_mission_changes(used: Vault) -> None:
    other = current_mission_key(used, "MDA")
    rotate_mission(used, "UKR")
    assert current_mission_key(used, "MDA").number == other.number
    with pytest.raises(NoKey):
        individual_keys(used, PEOPLE[1], {"UKR"})
    with pytest.raises(KeysNotReady):
        rotate_mission(used, "nowhere")


def test_the_bytes_of_the_old_key_are_in_no_file(used: Vault) -> None:
    wrapped = used.keystore.connection.execute(
        "SELECT wrapped FROM mission_keys WHERE mission = 'UKR'"
    ).fetchone()[0]
    rotate_mission(used, "UKR")
    for path in used.keystore.files:
        assert not path.exists() or wrapped[21:37] not in path.read_bytes()


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
        names = ("palermo.vault.rotate_mission", "palermo.vault.scrubbing", "palermo.vault.wrapping")
        if not killed_at_line(line, names, lambda: rotate_mission(Vault(used.home), "UKR")):
            break
        killed += 1
        middle = Vault(used.home)
        assert secrets_of(middle) == before
        create_individual_keys(middle, ["newcomer"], mission="UKR")
        rotate_mission(middle, "UKR")
        assert unfinished_missions(middle) == []
        assert secrets_of(middle) == before
        assert individual_keys(middle, "newcomer").newest
        live = middle.keystore.connection.execute(
            "SELECT DISTINCT k.state FROM individual_keys JOIN mission_keys k ON k.number = mission_key WHERE is_live"
        ).fetchall()
        assert live == [("current",)]
        middle.keystore.close()
    assert killed > 50
