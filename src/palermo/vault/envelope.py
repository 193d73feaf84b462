"""One sealed value: AES-256-GCM (NIST SP 800-38D) with a random nonce.

Layout: version (1 byte), key identifier (8), nonce (12), ciphertext, tag (16). Version and key identifier are
authenticated together with the place. A key seals at most some thousands of values (an individual's) or some
millions (a mission's wraps), far below the 2**32 messages up to which random 96-bit nonces are safe.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from palermo.vault.derive import KEY_ID_BYTES
from palermo.vault.errors import CannotOpen

VERSION = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = len(VERSION) + KEY_ID_BYTES
#: What sealing adds to a value's length.
OVERHEAD = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


def cannot_open() -> CannotOpen:
    """The one answer for changed, cut and moved values: which of them it is helps nobody but an attacker."""
    return CannotOpen(
        _("A protected value cannot be opened: it was changed, or it is not where it was written.")
    )


class Cipher:
    """Seals and opens under one key. The key itself is not kept in a readable attribute."""

    __slots__ = ("_aead", "_header")

    def __init__(self, key: bytes, key_id: bytes) -> None:
        if len(key_id) != KEY_ID_BYTES:
            raise ValueError("A key identifier has 8 bytes.")
        self._aead = AESGCM(key)
        self._header = VERSION + key_id

    @property
    def key_id(self) -> bytes:
        return self._header[len(VERSION) :]

    def seal(self, content: bytes, additional: bytes) -> bytes:
        """The envelope of ``content``, bound to ``additional``. Two calls never give the same envelope."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self._header + nonce + self._aead.encrypt(nonce, content, self._header + additional)

    def open(self, envelope: bytes, additional: bytes) -> bytes:
        """The content, or CannotOpen when one bit of envelope or ``additional`` differs."""
        if len(envelope) < OVERHEAD or envelope[:HEADER_BYTES] != self._header:
            raise cannot_open()
        nonce, sealed = (
            envelope[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES],
            envelope[HEADER_BYTES + NONCE_BYTES :],
        )
        try:
            return self._aead.decrypt(nonce, sealed, self._header + additional)
        except InvalidTag:
            raise cannot_open() from None


def key_id_of(envelope: bytes) -> bytes:
    """Which key an envelope asks for. Raises CannotOpen when it is no envelope at all."""
    if len(envelope) < OVERHEAD or envelope[: len(VERSION)] != VERSION:
        raise cannot_open()
    return envelope[len(VERSION) : HEADER_BYTES]
