"""The middle of the ladder: one key a mission, under which the keys of the individuals it assists are
wrapped.

Threat: one key for everything makes one theft the theft of everybody (ICRC 2022). A mission is an opaque text
here.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from palermo.vault.derive import new_key, new_key_id, subkey
from palermo.vault.envelope import Cipher
from palermo.vault.errors import NoKey
from palermo.vault.opened import Vault
from palermo.vault.place import context
from palermo.vault.wrapping import add_wrapped, take_wrapped


@dataclass(frozen=True, slots=True)
class MissionKey:
    """``number`` names the row of the store: a rotated mission has had several."""

    number: int
    mission: str
    cipher: Cipher


def mission_context(mission: str, key_id: bytes) -> bytes:
    return context("mission key", mission, key_id.hex())


def current_mission_key(vault: Vault, mission: str) -> MissionKey:
    """The key that wraps new individual keys of ``mission``, made at first use."""
    find = "SELECT number FROM mission_keys WHERE mission = ? AND state = 'current'"
    row = vault.keystore.connection.execute(find, (mission,)).fetchone()
    if row is None:
        make_mission_key(vault, mission)
        row = vault.keystore.connection.execute(find, (mission,)).fetchone()
    return mission_key(vault, row[0])


def make_mission_key(vault: Vault, mission: str, *, key: bytes | None = None) -> None:
    """Store a first key for ``mission``; nothing happens when there is one."""
    if not mission:
        raise ValueError("A mission needs a name.")
    key_id = new_key_id()
    add_wrapped(
        vault,
        "INSERT INTO mission_keys (mission, key_id, state, master_id, epoch, wrapped, created_at)"
        " VALUES (:mission, :key_id, 'current', :master_id, :epoch, :wrapped, :now)"
        " ON CONFLICT (mission) WHERE state = 'current' DO NOTHING",
        {"mission": mission, "key_id": key_id, "now": datetime.now(UTC).isoformat(timespec="seconds")},
        key or new_key(),
        mission_context(mission, key_id),
    )


def mission_key(vault: Vault, number: int) -> MissionKey:
    """The key in row ``number``, current or being retired. Raises NoKey when it has been destroyed."""
    return vault.memory.recall(("mission", number), lambda: _unwrap(vault, number))


def is_current(connection: sqlite3.Connection, number: int) -> bool:
    """Inside a transaction: whether ``number`` still wraps what is new."""
    row = connection.execute("SELECT state FROM mission_keys WHERE number = ?", (number,)).fetchone()
    return row is not None and row[0] == "current"


def _unwrap(vault: Vault, number: int) -> MissionKey:
    row = vault.keystore.connection.execute(
        "SELECT mission, key_id FROM mission_keys WHERE number = ? AND state <> 'destroyed'", (number,)
    ).fetchone()
    if row is None:
        raise NoKey(_("This key has been destroyed."))
    mission, key_id = row[0], bytes(row[1])
    secret = take_wrapped(vault, "mission_keys", number, mission_context(mission, key_id))
    return MissionKey(number, mission, Cipher(subkey(secret, "mission wrap"), key_id))
