"""Which master key counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from palermo.home import Home
from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady
from palermo.vault.master import file, gather
from palermo.vault.master.local import encode, identifier


def test_service_before_environment_before_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    in_file, next_one, in_environment, previous = (new_key() for _ in range(4))
    file.create(file.current_path(home), in_file)
    variables: dict[str, str] = {}
    assert gather(home, variables).current.id == identifier(in_file)
    file.create(file.next_path(home), next_one)
    assert gather(home, variables).current.id == identifier(next_one)
    variables["PALERMO_MASTER_KEY"] = encode(in_environment)
    variables["PALERMO_MASTER_KEY_PREVIOUS"] = encode(previous)
    assert gather(home, variables).current.id == identifier(in_environment)
    variables["PALERMO_KMS_COMMAND"] = "kms"
    masters = gather(home, variables)
    assert [key.provider for key in masters.keys] == ["kms", "environment", "environment", "file", "file"]
    assert masters.named(identifier(previous)).provider == "environment"


def test_no_key_and_the_wrong_key(tmp_path: Path) -> None:
    nothing = gather(Home(tmp_path), {})
    with pytest.raises(KeysNotReady, match="palermo keys init"):
        _ = nothing.current
    with pytest.raises(KeysNotReady, match="0102030405060708"):
        nothing.named(bytes(range(1, 9)))
    with pytest.raises(KeysNotReady, match="PALERMO_MASTER_KEY"):
        gather(Home(tmp_path), {"PALERMO_MASTER_KEY": "sesame"})
