"""One key, many purposes: HKDF with SHA-256 (RFC 5869).

Threat: a key used for two purposes lets what is learned about one be used against the other. Every use of a
key therefore has a subkey of its own, named by its purpose.
"""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Bytes of every symmetric key here: AES-256, HMAC-SHA-256.
KEY_BYTES = 32
#: Bytes of a key's identifier: random, so it says nothing of the key.
KEY_ID_BYTES = 8


def hkdf(key: bytes, *, info: bytes, salt: bytes | None = None, length: int = KEY_BYTES) -> bytes:
    """``length`` bytes from ``key``. ``salt`` None means a string of zeros, as in the standard."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)


def subkey(key: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """The key for one purpose, such as ``wrap`` or ``fields``."""
    return hkdf(key, info=b"palermo 1 " + purpose.encode(), length=length)


def new_key() -> bytes:
    """32 random bytes of the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def new_key_id() -> bytes:
    """8 random bytes that name a key."""
    return secrets.token_bytes(KEY_ID_BYTES)
