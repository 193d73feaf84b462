"""One key, several missions."""

from __future__ import annotations

import pytest

from palermo.vault.errors import NoKey
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.opened import Vault
from palermo.vault.sharing import holders, share_individual_key, withdraw_individual_key


@pytest.fixture
def anna(vault: Vault) -> str:
    create_individual_keys(vault, ["anna"], mission="UKR")
    return "anna"


def test_both_missions_open_the_same_key(vault: Vault, anna: str) -> None:
    for _ in range(2):
        share_individual_key(vault, anna, from_mission="UKR", to_mission="MDA")
    assert holders(vault, anna) == ["UKR", "MDA"]
    assert (
        individual_keys(vault, anna, {"MDA"}).newest.secret
        == individual_keys(vault, anna, {"UKR"}).newest.secret
    )


def test_withdrawing_ends_one_and_leaves_the_other(vault: Vault, anna: str) -> None:
    share_individual_key(vault, anna, from_mission="UKR", to_mission="MDA")
    withdraw_individual_key(vault, anna, mission="MDA")
    assert holders(vault, anna) == ["UKR"]
    with pytest.raises(NoKey):
        individual_keys(vault, anna, {"MDA"})
    share_individual_key(vault, anna, from_mission="UKR", to_mission="MDA")
    assert individual_keys(vault, anna, {"MDA"}).newest
    withdraw_individual_key(vault, anna, mission="UKR")
    with pytest.raises(NoKey, match="erase"):
        withdraw_individual_key(vault, anna, mission="MDA")
    assert holders(vault, anna) == ["MDA"]


def test_who_holds_no_key_can_share_none(vault: Vault, anna: str) -> None:
    with pytest.raises(NoKey):
        share_individual_key(vault, anna, from_mission="MDA", to_mission="BLR")
    assert holders(vault, anna) == ["UKR"]
    assert holders(vault, "nobody") == []
