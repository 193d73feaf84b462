"""Gives individuals their keys before the first value is sealed."""

from __future__ import annotations

from collections.abc import Sequence

from palermo.vault.errors import NoKey
from palermo.vault.individual_keys import create_individual_keys
from palermo.vault.opened import Vault
from palermo.vault.sharing import holders


def ensure_keys(vault: Vault, individuals: Sequence[str], mission: str) -> None:
    """Keys under ``mission`` (its code) for those who have none. Who has a key with another mission keeps it: whether
    this mission may use it is a matter of sharing. Raises NoKey for somebody who was erased.

    A key is made outside the database's transaction; one that stays unused harms nobody.
    """
    try:
        create_individual_keys(vault, individuals, mission=mission)
    except NoKey:
        for individual in individuals:
            if not holders(vault, individual):
                create_individual_keys(vault, [individual], mission=mission)
