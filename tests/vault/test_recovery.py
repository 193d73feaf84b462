"""The master key on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.home import Home
from palermo.vault import recovery
from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady, RecoveryRefused
from palermo.vault.master import file
from palermo.vault.mission_keys import current_mission_key
from palermo.vault.opened import Vault
from palermo.vault.recovery import export_recovery, from_text, open_recovery, restore_master, to_text
from tests.vault.master.test_kms import service

PASSPHRASE = "seven quiet rivers under snow"


@pytest.fixture(autouse=True)
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "KIBIBYTES", 1024)


@given(payload=st.binary(min_size=1, max_size=120))
def test_text_comes_back_however_it_is_typed(payload: bytes) -> None:
    text = to_text(payload)
    assert from_text(text) == payload
    typed = text.lower().replace("0", "o").replace("1", "l").replace(" ", "")
    assert from_text("\n\n".join(typed.splitlines())) == payload
    assert from_text("\n".join(line.partition(":")[2] for line in text.splitlines())) == payload


@given(payload=st.binary(min_size=40, max_size=90), data=st.data())
def test_a_wrong_sign_is_found_in_its_line(payload: bytes, data: st.DataObject) -> None:
    lines = to_text(payload).splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    signs = list(lines[number])
    at = data.draw(st.sampled_from([i for i, sign in enumerate(signs) if i > 2 and sign != " "]))
    signs[at] = data.draw(st.sampled_from([sign for sign in recovery.ALPHABET if sign != signs[at]]))
    lines[number] = "".join(signs)
    with pytest.raises(RecoveryRefused, match=f"{number + 1}"):
        from_text("\n".join(lines))
    swapped = to_text(payload).splitlines()
    swapped[0], swapped[1] = swapped[1], swapped[0]
    with pytest.raises(RecoveryRefused, match="1"):
        from_text("\n".join(swapped))


def test_out_and_in_again(vault: Vault) -> None:
    number = current_mission_key(vault, "UKR").number
    code = export_recovery(vault, PASSPHRASE)
    path = file.current_path(vault.home)
    secret = file.read(path)
    assert secret is not None
    assert secret.hex() not in code.lower()
    path.unlink()
    vault.memory.forget()
    with pytest.raises(KeysNotReady):
        current_mission_key(vault, "UKR")
    assert (
        restore_master(vault, open_recovery(code, "  " + PASSPHRASE.replace(" ", "  ")))
        == vault.masters().current.id.hex()
    )
    assert current_mission_key(vault, "UKR").number == number
    restore_master(vault, open_recovery(code, PASSPHRASE))


def test_two_codes_of_one_key_differ_and_both_open(vault: Vault) -> None:
    one, other = export_recovery(vault, PASSPHRASE), export_recovery(vault, "another passphrase of theirs")
    assert one != other
    assert open_recovery(one, PASSPHRASE) == open_recovery(other, "another passphrase of theirs")


def test_what_is_refused(vault: Vault, tmp_path: Path) -> None:
    code = export_recovery(vault, PASSPHRASE)
    with pytest.raises(RecoveryRefused, match="passphrase"):
        open_recovery(code, "the wrong passphrase")
    with pytest.raises(RecoveryRefused, match="lines are missing"):
        open_recovery("\n".join(code.splitlines()[:-1]), PASSPHRASE)
    with pytest.raises(RecoveryRefused, match="12"):
        export_recovery(vault, "too short")
    other = Vault(Home(tmp_path / "other"), makes_keys=True)
    current_mission_key(other, "UKR")
    with pytest.raises(RecoveryRefused, match="another master key"):
        restore_master(other, open_recovery(code, PASSPHRASE))
    empty = Vault(Home(tmp_path / "empty"))
    file.create(file.current_path(empty.home), new_key())
    with pytest.raises(RecoveryRefused, match="Move it away"):
        restore_master(empty, open_recovery(code, PASSPHRASE))


def test_a_key_service_keeps_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_KMS_COMMAND", service(tmp_path))
    held = Vault(Home(tmp_path / "home"))
    current_mission_key(held, "UKR")
    with pytest.raises(RecoveryRefused, match="service"):
        export_recovery(held, PASSPHRASE)
