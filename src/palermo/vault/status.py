"""How the keys of an instance are: what there is, what is unfinished, what somebody should do."""

from __future__ import annotations

from dataclasses import dataclass

from palermo.vault.copies import Copy, copies
from palermo.vault.erasure import unfinished
from palermo.vault.errors import KeysNotReady
from palermo.vault.opened import Vault
from palermo.vault.rotate_mission import missions, unfinished_missions


@dataclass(frozen=True, slots=True)
class Status:
    """Counts and identifiers only; nothing here opens anything."""

    master: str
    provider: str
    is_at_hand: bool
    is_rotating: bool
    has_recovery: bool
    missions: tuple[str, ...]
    individuals: int
    erased: int
    unfinished_missions: tuple[str, ...]
    unfinished_erasures: int
    copies: tuple[Copy, ...]

    @property
    def is_ready(self) -> bool:
        return bool(self.master) and self.is_at_hand


def status(vault: Vault) -> Status:
    """The present state. Raises nothing for missing keys: it says so."""
    named = vault.keystore.fact("master")
    try:
        provider = vault.masters().named(named).provider if named else ""
    except KeysNotReady:
        provider = ""
    count = vault.keystore.connection.execute
    return Status(
        master=named.hex() if named else "",
        provider=provider,
        is_at_hand=bool(provider),
        is_rotating=vault.keystore.fact("rotating") is not None,
        has_recovery=named is not None and vault.keystore.fact("recovery") == named,
        missions=tuple(missions(vault)),
        individuals=count("SELECT count(DISTINCT individual) FROM individual_keys WHERE is_live").fetchone()[
            0
        ],
        erased=count("SELECT count(*) FROM erasures").fetchone()[0],
        unfinished_missions=tuple(unfinished_missions(vault)),
        unfinished_erasures=len(unfinished(vault)),
        copies=tuple(copies(vault)),
    )
