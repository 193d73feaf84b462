"""Lets a second mission open an individual's key, and ends that again.

The rule of who may share stands in the gate and in the consent; here only keys are wrapped.
"""

from __future__ import annotations

from palermo.vault.errors import NoKey, RotationUnfinished
from palermo.vault.individual_keys import (
    ATTEMPTS,
    create_individual_keys,
    individual_keys,
    no_key,
    wrap,
)
from palermo.vault.keystore import Keystore
from palermo.vault.mission_keys import current_mission_key, is_current
from palermo.vault.opened import Vault

#: Takes the place of a wrapped key that is gone: as long as any wrapped key, so that the row is overwritten
#: in place.
WIPE = "wrapped = zeroblob(length(wrapped)), is_live = 0"


def ensure_individual_keys(vault: Vault, individual: str, *, mission: str) -> None:
    """Make the individual's key under ``mission``'s unless some mission holds one already.

    Raises NoKey for somebody who was erased.
    """
    if not holders(vault, individual):
        create_individual_keys(vault, [individual], mission=mission)


def share_individual_key(vault: Vault, individual: str, *, from_mission: str, to_mission: str) -> None:
    """Wrap the keys that ``from_mission`` holds under ``to_mission``'s key too. Calling again changes
    nothing.

    Raises NoKey when ``from_mission`` holds none.
    """
    for _attempt in range(ATTEMPTS):
        keys = individual_keys(vault, individual, {from_mission})
        under = current_mission_key(vault, to_mission)
        rows = [
            (individual, key.generation, to_mission, key.key_id, under.number, wrap(key, individual, under))
            for key in keys.generations
        ]
        with vault.keystore.write() as connection:
            if not is_current(connection, under.number):
                continue
            if not _holds(vault.keystore, individual, from_mission):
                raise no_key()
            connection.executemany(
                "INSERT INTO individual_keys (individual, generation, mission, key_id, mission_key, wrapped)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (individual, mission, generation) DO UPDATE"
                " SET mission_key = excluded.mission_key, wrapped = excluded.wrapped, is_live = 1"
                " WHERE NOT is_live",
                rows,
            )
            return
    raise RotationUnfinished("The mission's key changes faster than keys can be stored.")


def withdraw_individual_key(vault: Vault, individual: str, *, mission: str) -> None:
    """End ``mission``'s access to the key. Raises NoKey when it is the only holder: that would be an erasure."""
    with vault.keystore.write() as connection:
        others = connection.execute(
            "SELECT count(*) FROM individual_keys WHERE individual = ? AND mission <> ? AND is_live",
            (individual, mission),
        ).fetchone()[0]
        if not others:
            raise NoKey("The last mission that holds a key cannot give it up; erase the individual instead.")
        connection.execute(
            f"UPDATE individual_keys SET {WIPE} WHERE individual = ? AND mission = ?",  # noqa: S608
            (individual, mission),
        )


def holders(vault: Vault, individual: str) -> list[str]:
    """The missions that hold a live key, in the order in which they received it."""
    rows = vault.keystore.connection.execute(
        "SELECT mission FROM individual_keys WHERE individual = ? AND is_live GROUP BY mission ORDER BY min(slot)",
        (individual,),
    ).fetchall()
    return [row[0] for row in rows]


def _holds(keystore: Keystore, individual: str, mission: str) -> bool:
    row = keystore.connection.execute(
        "SELECT 1 FROM individual_keys WHERE individual = ? AND mission = ? AND is_live",
        (individual, mission),
    ).fetchone()
    return row is not None
