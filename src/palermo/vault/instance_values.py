"""Small values of the instance and of no individual: what an account signs in with, what opens sealed boxes.

Threat: whoever steals the database would otherwise hold the secrets from which every one-time code is computed, and
sign in as a caseworker. Each purpose has a key of its own, and a value opens only at the place it was sealed for:
copied into the row of another account it does not open.
"""

from __future__ import annotations

from palermo.vault.derive import KEY_ID_BYTES, subkey
from palermo.vault.envelope import Cipher
from palermo.vault.instance_keys import instance_key
from palermo.vault.opened import Vault
from palermo.vault.opened import vault as this_vault
from palermo.vault.place import Place

#: What is sealed so. An unknown purpose is a mistake, not a new key.
VALUE_PURPOSES = frozenset({"encrypted_forms", "sealing", "sign_in", "waiting_files"})


def seal_instance_value(content: bytes, *, purpose: str, place: Place, vault: Vault | None = None) -> bytes:
    """The envelope of ``content``, bound to ``place``. Raises KeysNotReady."""
    return _cipher(vault or this_vault(), purpose).seal(content, place.additional_data())


def open_instance_value(envelope: bytes, *, purpose: str, place: Place, vault: Vault | None = None) -> bytes:
    """The content. Raises CannotOpen when envelope, purpose or place is another, and KeysNotReady."""
    return _cipher(vault or this_vault(), purpose).open(envelope, place.additional_data())


def _cipher(vault: Vault, purpose: str) -> Cipher:
    if purpose not in VALUE_PURPOSES:
        raise ValueError(f"Nothing is sealed for {purpose!r}.")
    root = instance_key(vault, "values")
    return Cipher(subkey(root, f"value {purpose}"), subkey(root, f"value {purpose} id", KEY_ID_BYTES))
