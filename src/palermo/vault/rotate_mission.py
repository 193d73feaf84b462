"""A new key in the middle of the ladder, for one mission; interruptible like ``rotate_master``."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _

from palermo.vault.derive import new_key, new_key_id
from palermo.vault.errors import KeysNotReady
from palermo.vault.individual_keys import wrap_context
from palermo.vault.mission_keys import MissionKey, mission_context, mission_key
from palermo.vault.opened import Progress, Vault
from palermo.vault.scrubbing import scrub
from palermo.vault.wrapping import add_wrapped

#: Wrapped individual keys moved in one transaction.
BATCH = 1_000


def rotate_mission(vault: Vault, mission: str, progress: Progress | None = None) -> None:
    """Give ``mission`` a new key and wrap its individuals' keys under that; then destroy the old one.

    Raises KeysNotReady when the mission has no key.
    """
    retiring = _retiring(vault, mission)
    if retiring is None:
        retiring = _retire(vault, mission)
    old = mission_key(vault, retiring)
    current = vault.keystore.connection.execute(
        "SELECT number FROM mission_keys WHERE mission = ? AND state = 'current'", (mission,)
    ).fetchone()[0]
    new = mission_key(vault, current)
    done, total = 0, _left_under(vault, old)
    while moved := _move_batch(vault, old, new):
        done += moved
        if progress:
            progress(min(done, total), total)
    former = vault.keystore.connection.execute(
        "SELECT wrapped FROM mission_keys WHERE number = ? AND state = 'retiring'", (old.number,)
    ).fetchall()
    with vault.keystore.write() as connection:
        connection.execute(
            "UPDATE mission_keys SET state = 'destroyed', wrapped = zeroblob(length(wrapped))"
            " WHERE number = ?1 AND state = 'retiring'"
            " AND NOT EXISTS (SELECT 1 FROM individual_keys WHERE mission_key = ?1 AND is_live)",
            (old.number,),
        )
    vault.memory.forget()
    scrub(vault.keystore, [row[0] for row in former])


def missions(vault: Vault) -> list[str]:
    """Every mission that has a key."""
    rows = vault.keystore.connection.execute(
        "SELECT mission FROM mission_keys WHERE state = 'current' ORDER BY mission"
    ).fetchall()
    return [row[0] for row in rows]


def unfinished_missions(vault: Vault) -> list[str]:
    """Missions whose rotation was interrupted."""
    rows = vault.keystore.connection.execute(
        "SELECT DISTINCT mission FROM mission_keys WHERE state = 'retiring' ORDER BY mission"
    ).fetchall()
    return [row[0] for row in rows]


def _retiring(vault: Vault, mission: str) -> int | None:
    row = vault.keystore.connection.execute(
        "SELECT number FROM mission_keys WHERE mission = ? AND state = 'retiring'", (mission,)
    ).fetchone()
    return None if row is None else int(row[0])


def _retire(vault: Vault, mission: str) -> int:
    row = vault.keystore.connection.execute(
        "SELECT number FROM mission_keys WHERE mission = ? AND state = 'current'", (mission,)
    ).fetchone()
    if row is None:
        raise KeysNotReady(_("This mission has no key."))
    key_id = new_key_id()
    add_wrapped(
        vault,
        "INSERT INTO mission_keys (mission, key_id, state, master_id, epoch, wrapped, created_at)"
        " VALUES (:mission, :key_id, 'current', :master_id, :epoch, :wrapped, :now)"
        " ON CONFLICT (mission) WHERE state = 'current' DO NOTHING",
        {
            "mission": mission,
            "key_id": key_id,
            "now": datetime.now(UTC).isoformat(timespec="seconds"),
            "old": row[0],
        },
        new_key(),
        mission_context(mission, key_id),
        before="UPDATE mission_keys SET state = 'retiring' WHERE number = :old AND state = 'current'",
    )
    return int(row[0])


def _left_under(vault: Vault, key: MissionKey) -> int:
    found: int = vault.keystore.connection.execute(
        "SELECT count(*) FROM individual_keys WHERE mission_key = ? AND is_live", (key.number,)
    ).fetchone()[0]
    return found


def _move_batch(vault: Vault, old: MissionKey, new: MissionKey) -> int:
    """Move up to a thousand wraps; how many there were to move."""
    rows = vault.keystore.connection.execute(
        "SELECT slot, individual, generation, key_id, wrapped FROM individual_keys"
        " WHERE mission_key = ? AND is_live LIMIT ?",
        (old.number, BATCH),
    ).fetchall()
    moved = []
    for slot, individual, generation, key_id, wrapped in rows:
        bound_to = wrap_context(individual, old.mission, generation, key_id)
        secret = old.cipher.open(wrapped, bound_to)
        moved.append((new.number, new.cipher.seal(secret, bound_to), slot, wrapped))
    with vault.keystore.write() as connection:
        connection.executemany(
            "UPDATE individual_keys SET mission_key = ?, wrapped = ? WHERE slot = ? AND wrapped = ?", moved
        )
    return len(moved)
