"""A master key that this process holds: 32 bytes, from a file or from the environment."""

from __future__ import annotations

import base64
import binascii

from django.utils.translation import gettext as _

from palermo.vault.derive import KEY_BYTES, KEY_ID_BYTES, subkey
from palermo.vault.envelope import Cipher
from palermo.vault.errors import KeysNotReady


class LocalMasterKey:
    """Wraps with AES-256-GCM under a subkey; the master key itself is used for nothing but deriving."""

    __slots__ = ("_cipher", "_secret", "provider")

    def __init__(self, secret: bytes, provider: str) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError("A master key has 32 bytes.")
        self.provider = provider
        self._secret = secret
        self._cipher = Cipher(subkey(secret, "master wrap"), identifier(secret))

    @property
    def id(self) -> bytes:
        return self._cipher.key_id

    def export(self) -> bytes:
        """The key itself, for a recovery code and nothing else."""
        return self._secret

    def wrap(self, key: bytes, context: bytes) -> bytes:
        return self._cipher.seal(key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        return self._cipher.open(wrapped, context)


def identifier(secret: bytes) -> bytes:
    """8 bytes that recognise a master key without helping to guess it."""
    return subkey(secret, "master identifier", KEY_ID_BYTES)


def encode(secret: bytes) -> str:
    """The text form of a master key: base64 on one line."""
    return base64.b64encode(secret).decode()


def decode(text: str, source: str) -> bytes:
    """The key of ``encode``'s text. Raises KeysNotReady, naming ``source`` and nothing of the text."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeysNotReady(
            _("%(source)s must hold 32 bytes in base64. It holds something else.") % {"source": source},
            source=source,
        )
    return secret
