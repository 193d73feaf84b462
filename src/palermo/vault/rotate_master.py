"""A new key at the top of the ladder.

No step is remembered apart from the state of the store itself: whatever still lies under the old key is what
is left to do. So a rotation may be killed at any moment and goes on when it is called again, and servers keep
working meanwhile. The values of individuals are not touched (their own keys stay); after a leak see
``renewal``.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady
from palermo.vault.instance_keys import instance_context
from palermo.vault.keystore import set_fact
from palermo.vault.master import MasterKey, file
from palermo.vault.mission_keys import mission_context
from palermo.vault.opened import Progress, Vault
from palermo.vault.scrubbing import scrub


def rotate_master(vault: Vault, progress: Progress | None = None) -> str:
    """Wrap the instance's and the missions' keys under a new master key; return its identifier (hexadecimal).

    File: a new key is made. Environment: the new key must already stand in PALERMO_MASTER_KEY and the old one
    in PALERMO_MASTER_KEY_PREVIOUS. Key service: everything is wrapped again under its newest key. Where the
    settings name another provider than before, the keys move there. Rotations asked for at the same moment
    follow one another. Raises KeysNotReady when a key that is needed is missing.
    """
    with file.alone(vault.home):
        return _rotate(vault, progress)


def _rotate(vault: Vault, progress: Progress | None) -> str:
    if vault.keystore.fact("rotating") is None:
        _begin_master(vault)
    named = vault.keystore.fact("master")
    epoch = int(vault.keystore.fact("epoch") or b"0")
    if named is None:
        raise KeysNotReady(_("There is no master key yet. Run 'palermo keys init'."))
    master = vault.masters().named(named)
    left = _left_under_other_masters(vault, master, epoch)
    for done, (table, number, bound_to) in enumerate(left, start=1):
        _rewrap(vault, table, number, bound_to, master, epoch)
        if progress:
            progress(done, len(left))
    _finish_master(vault, master)
    return master.id.hex()


def _begin_master(vault: Vault) -> None:
    named = vault.keystore.fact("master")
    best = vault.masters().current
    if named is not None:
        vault.masters().named(named)  # what cannot be unwrapped must not be begun
    if best.id == named:
        if best.provider == "environment":
            raise KeysNotReady(
                _(
                    "Put a new key into PALERMO_MASTER_KEY (palermo keys new prints one) and the present one into"
                    " PALERMO_MASTER_KEY_PREVIOUS, for this command and for every server; then rotate."
                )
            )
        if best.provider == "file":
            file.create(file.next_path(vault.home), new_key())
            best = vault.masters().current
    with vault.keystore.write() as connection:
        if vault.keystore.fact("rotating") is None and vault.keystore.fact("master") == named:
            epoch = int(vault.keystore.fact("epoch") or b"0")
            set_fact(connection, "master", best.id)
            set_fact(connection, "epoch", str(epoch + 1).encode())
            set_fact(connection, "rotating", b"master")


def _left_under_other_masters(vault: Vault, master: MasterKey, epoch: int) -> list[tuple[str, int, bytes]]:
    connection = vault.keystore.connection
    condition = "(master_id <> ? OR epoch < ?)"
    instance = connection.execute(
        f"SELECT number, purpose FROM instance_keys WHERE {condition}",  # noqa: S608
        (master.id, epoch),
    ).fetchall()
    mission = connection.execute(
        f"SELECT number, mission, key_id FROM mission_keys WHERE state <> 'destroyed' AND {condition}",  # noqa: S608
        (master.id, epoch),
    ).fetchall()
    return [("instance_keys", number, instance_context(purpose)) for number, purpose in instance] + [
        ("mission_keys", number, mission_context(name, bytes(key_id))) for number, name, key_id in mission
    ]


def _rewrap(vault: Vault, table: str, number: int, bound_to: bytes, master: MasterKey, epoch: int) -> None:
    row = vault.keystore.connection.execute(
        f"SELECT master_id, wrapped FROM {table} WHERE number = ?",  # noqa: S608
        (number,),
    ).fetchone()
    secret = vault.masters().named(bytes(row[0])).unwrap(bytes(row[1]), bound_to)
    wrapped = master.wrap(secret, bound_to)
    with vault.keystore.write() as connection:
        # Only if nobody else rewrapped or destroyed it while a key service was thinking.
        connection.execute(
            f"UPDATE {table} SET master_id = ?, epoch = ?, wrapped = ? WHERE number = ? AND wrapped = ?",  # noqa: S608
            (master.id, epoch, wrapped, number, row[1]),
        )


def _finish_master(vault: Vault, master: MasterKey) -> None:
    """Once nothing lies under another master key: destroy that, then say that the rotation is over."""
    epoch = int(vault.keystore.fact("epoch") or b"0")
    if _left_under_other_masters(vault, master, epoch):
        raise KeysNotReady(_("Keys were added while the master key was rotated. Rotate again to finish."))
    if master.provider == "file":
        file.promote(vault.home, master.id)
    else:
        file.destroy(file.next_path(vault.home))
        file.destroy(file.current_path(vault.home))
    scrub(vault.keystore, [])
    with vault.keystore.write() as connection:
        connection.execute("DELETE FROM facts WHERE name = 'rotating'")
    vault.memory.forget()
