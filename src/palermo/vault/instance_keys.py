"""Keys of the instance itself: for tokens, certificates, secrets of accounts. Random, wrapped by the master key.

They are not derived from the master key: a rotation of the master key must neither change every token in the
database nor invalidate the certificates of past erasures.
"""

from __future__ import annotations

from collections.abc import Callable

from palermo.vault.derive import new_key, new_key_id
from palermo.vault.opened import Vault
from palermo.vault.place import context
from palermo.vault.wrapping import add_wrapped, take_wrapped

#: What there are instance keys for. An unknown purpose is a mistake, not a new key.
PURPOSES = frozenset({"tokens", "certificates", "values"})


def instance_key(vault: Vault, purpose: str, make: Callable[[], bytes] = new_key) -> bytes:
    """The 32-byte key for ``purpose``, from ``make`` at first use. Processes that start together agree on
    one."""
    if purpose not in PURPOSES:
        raise ValueError(f"There is no instance key for {purpose!r}.")
    return vault.memory.recall(("instance", purpose), lambda: _load(vault, purpose, make))


def instance_context(purpose: str) -> bytes:
    return context("instance key", purpose)


def _load(vault: Vault, purpose: str, make: Callable[[], bytes]) -> bytes:
    find = "SELECT number FROM instance_keys WHERE purpose = ?"
    row = vault.keystore.connection.execute(find, (purpose,)).fetchone()
    if row is None:
        add_wrapped(
            vault,
            "INSERT INTO instance_keys (purpose, key_id, master_id, epoch, wrapped)"
            " VALUES (:purpose, :key_id, :master_id, :epoch, :wrapped) ON CONFLICT (purpose) DO NOTHING",
            {"purpose": purpose, "key_id": new_key_id()},
            make(),
            instance_context(purpose),
        )
        row = vault.keystore.connection.execute(find, (purpose,)).fetchone()
    return take_wrapped(vault, "instance_keys", row[0], instance_context(purpose))
