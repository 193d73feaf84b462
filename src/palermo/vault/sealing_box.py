"""What devices seal for this server, and no device can open again: finished interviews on a phone.

Threat: a phone is lost, taken or searched while interviews wait on it to be sent, and its owner is made to unlock it.
So what is finished is encrypted with a random AES-256-GCM key, and that key for an RSA-3072 public key of the server
with OAEP (SHA-256; RFC 8017): both are in every browser (WebCrypto). Whoever holds the phone holds the public key only.

Layout: length of the head (4 bytes, big-endian), head (JSON: ``v``, ``kid``, ``wrapped``, ``iv``, the last two in
base64), ciphertext with its tag. Length and head are authenticated with the content. The private key lies sealed by
``instance_values``, at the place of its row.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from palermo.vault.envelope import NONCE_BYTES, TAG_BYTES
from palermo.vault.errors import VaultError
from palermo.vault.instance_values import open_instance_value, seal_instance_value
from palermo.vault.opened import Vault
from palermo.vault.opened import vault as this_vault
from palermo.vault.place import Place

VERSION = 1
KEY_BITS = 3072
LENGTH_BYTES = 4
#: A head is some 650 bytes; what says it is longer is none.
LONGEST_HEAD = 2048
_PURPOSE = "sealing"
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class NotSealedForUs(VaultError):
    """A body that is no sealed box, was changed, or was sealed for another key. Which of them it is helps nobody."""

    code = "not_sealed_for_us"
    status = HTTPStatus.BAD_REQUEST
    template = _("This was not sealed for this server, or it was changed on the way. Nothing was stored.")


@dataclass(frozen=True, slots=True, repr=False)
class SealingPair:
    """A new pair of keys: ``public`` as SubjectPublicKeyInfo in base64, ``sealed_private`` by the vault."""

    public: str
    sealed_private: bytes


def new_sealing_pair(place: Place, *, vault: Vault | None = None) -> SealingPair:
    """A pair whose private key opens at ``place`` only. Takes some tenths of a second. Raises KeysNotReady."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    written = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    sealed = seal_instance_value(written, purpose=_PURPOSE, place=place, vault=vault)
    return SealingPair(base64.b64encode(public).decode(), sealed)


def seal(content: bytes, *, kid: str, public: str) -> bytes:
    """``content`` for the holder of the private key, as a device does it."""
    key = serialization.load_der_public_key(base64.b64decode(public))
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("Boxes are sealed to RSA keys.")
    content_key, nonce = AESGCM.generate_key(256), secrets.token_bytes(NONCE_BYTES)
    head = {"v": VERSION, "kid": kid, "wrapped": _text(key.encrypt(content_key, _OAEP)), "iv": _text(nonce)}
    written = json.dumps(head, separators=(",", ":")).encode()
    start = len(written).to_bytes(LENGTH_BYTES, "big") + written
    return start + AESGCM(content_key).encrypt(nonce, content, start)


@dataclass(frozen=True, slots=True, repr=False)
class SealedBox:
    """A box as it came. ``kid`` is what it says of its key, authenticated only by ``open``."""

    kid: str
    _wrapped: bytes
    _nonce: bytes
    _start: bytes
    _body: bytes

    @classmethod
    def read(cls, content: bytes) -> SealedBox:
        """The parts of a box. Raises NotSealedForUs."""
        size = int.from_bytes(content[:LENGTH_BYTES], "big")
        start = content[: LENGTH_BYTES + size]
        if not 0 < size <= LONGEST_HEAD or len(content) < LENGTH_BYTES + size + TAG_BYTES:
            raise NotSealedForUs
        try:
            head = json.loads(start[LENGTH_BYTES:].decode("utf-8"))
            if (
                set(head) != {"v", "kid", "wrapped", "iv"}
                or head["v"] != VERSION
                or type(head["v"]) is not int
            ):
                raise NotSealedForUs
            wrapped, nonce = _bytes(head["wrapped"]), _bytes(head["iv"])
        except (ValueError, TypeError, RecursionError):
            raise NotSealedForUs from None
        if not isinstance(head["kid"], str) or len(nonce) != NONCE_BYTES:
            raise NotSealedForUs
        return cls(head["kid"], wrapped, nonce, start, content[len(start) :])

    def open(self, sealed_private: bytes, place: Place, *, vault: Vault | None = None) -> bytes:
        """The content. Raises NotSealedForUs, and CannotOpen when the private key is not at its place."""
        key = _private_key(vault or this_vault(), sealed_private, place)
        try:
            content_key = key.decrypt(self._wrapped, _OAEP)
            return AESGCM(content_key).decrypt(self._nonce, self._body, self._start)
        except (ValueError, InvalidTag):
            raise NotSealedForUs from None


def _private_key(vault: Vault, sealed: bytes, place: Place) -> rsa.RSAPrivateKey:
    """Remembered like the keys of missions: reading one takes longer than opening a box."""

    def load() -> rsa.RSAPrivateKey:
        written = open_instance_value(sealed, purpose=_PURPOSE, place=place, vault=vault)
        key = serialization.load_der_private_key(written, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("Boxes are opened with RSA keys.")
        return key

    make: Callable[[], rsa.RSAPrivateKey] = load
    return vault.memory.recall(("sealing", place, sealed), make)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise NotSealedForUs
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotSealedForUs from None
