"""Puts a key that the master key wraps into the store and takes it out, beside rotations that may be under
way.

The store is never held while a key service is thinking: wrapping comes first, the short transaction
afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from palermo.vault.errors import KeysNotReady, NoKey, RotationUnfinished
from palermo.vault.keystore import set_fact
from palermo.vault.opened import Vault

#: How often the master key may be rotated under our hands before we give up.
ATTEMPTS = 5


def add_wrapped(
    vault: Vault,
    statement: str,
    values: Mapping[str, object],
    key: bytes,
    bound_to: bytes,
    *,
    before: str | None = None,
) -> None:
    """Run ``statement`` with ``values`` and the wrapped ``key``, under the master key that the store names.

    ``before`` is a statement over the same values that runs first, in the same transaction.
    Wrapping happens first and the store is locked afterwards; if meanwhile a rotation has begun, once more.
    """
    for _attempt in range(ATTEMPTS):
        master, epoch = vault.wrapping_master()
        wrapped = master.wrap(key, bound_to)
        with vault.keystore.write() as connection:
            named = vault.keystore.fact("master")
            if named is None:
                set_fact(connection, "master", master.id)
            elif (named, int(vault.keystore.fact("epoch") or b"0")) != (master.id, epoch):
                continue
            if before is not None:
                connection.execute(before, values)
            connection.execute(
                statement, {**values, "master_id": master.id, "epoch": epoch, "wrapped": wrapped}
            )
            return
    raise RotationUnfinished("The master key changes faster than a key can be stored.")


def take_wrapped(vault: Vault, table: str, number: int, bound_to: bytes) -> bytes:
    """The unwrapped key in row ``number`` of ``table``. Raises NoKey when the row is gone.

    A rotation may finish, and destroy the old master key, between our reading of the row and of the key; then
    the row is read again.
    """
    find = f"SELECT master_id, wrapped FROM {table} WHERE number = ?"  # noqa: S608 - a name of this package
    seen: tuple[bytes, bytes] | None = None
    while True:
        row = vault.keystore.connection.execute(find, (number,)).fetchone()
        if row is None:
            raise NoKey(_("This key has been destroyed."))
        found = (bytes(row[0]), bytes(row[1]))
        try:
            return vault.masters().named(found[0]).unwrap(found[1], bound_to)
        except KeysNotReady:
            if found == seen:
                raise
            seen = found
